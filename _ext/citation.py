"""Who wrote the guide, under which licences, and how to cite it: what CITATION.cff says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .project import ROOT

LICENCES = {  # those of the guide: what each is for, its name, and where it is explained
    "CC-BY-4.0": (
        "Text and figures",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "MIT": ("Code", "MIT License", "https://opensource.org/license/mit"),
}


@dataclass(frozen=True)
class Citation:
    """What CITATION.cff says."""

    title: str
    authors: tuple[str, ...]
    licences: tuple[str, ...]  # SPDX identifiers
    address: str

    def words(self, version: str, date: str) -> str:
        """How to cite ``version`` of ``date`` (YYYY-MM-DD)."""
        return f"{', '.join(self.authors)} ({date[:4]}). {self.title} (version {version}, {date}). {self.address}"


def name_of(author: dict[str, Any]) -> str:
    """A person's or a group's name."""
    return author.get("name") or f"{author['given-names']} {author['family-names']}"


def citation(root: Path = ROOT) -> Citation:
    """What the CITATION.cff in ``root`` says."""
    said = yaml.safe_load((root / "CITATION.cff").read_text("utf8"))
    licences = said["license"] if isinstance(said["license"], list) else [said["license"]]
    return Citation(said["title"], tuple(map(name_of, said["authors"])), tuple(licences), said["url"])
