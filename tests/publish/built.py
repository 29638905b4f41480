"""Releases made of the files of a real build, and the sites that they are composed into, one after the other."""

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from publish.addresses import read_list
from publish.archives import pack, sha256
from publish.compose import Plan, compose
from publish.manifest import Release, settled

from _ext.moved import moved_page
from _ext.project import project

ADDRESS = "https://answers.example/guide/"
REPOSITORY = "https://github.com/owner/guide"
EDITIONS = ("marked-answers.pdf", "marked-answers.epub", "notebooks/symmetry.ipynb")


def as_version(site, folder, number, *, without=(), moved=None, renamed=None):
    """A copy of the built site as version ``number`` would have made it.

    ``without`` names pages that it has not, ``moved`` pages with their new name, ``renamed`` anchors with theirs.
    """
    shutil.copytree(site, folder, ignore=lambda *_: {*without, "editions"})
    for path in folder.glob("*.html"):
        html = path.read_text("utf8").replace(project().version, number)
        for old, new in (renamed or {}).items():
            html = html.replace(f'"{old}"', f'"{new}"').replace(f'#{old}"', f'#{new}"')
        path.write_text(html, "utf8")
    for old, new in (moved or {}).items():
        (folder / f"{old}.html").rename(folder / f"{new}.html")
        links = {a: f"{new}.html#{b}" for a, b in (renamed or {}).items()}
        (folder / f"{old}.html").write_text(moved_page(f"{new}.html", f"{ADDRESS}stable/{new}.html", anchors=links))
    for name in EDITIONS:
        (folder / "editions" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "editions" / name).write_bytes(b"%PDF" + bytes(1000))
    claims = json.loads((folder / "claims.json").read_text("utf8"))
    (folder / "claims.json").write_text(json.dumps(claims | {"version": number, "repository": REPOSITORY}))
    return folder


@dataclass
class Publisher:
    """Composes one site after another, each held to what the one before promised."""

    folder: Path
    previous: frozenset[str] = frozenset()
    releases: dict[str, Release] = field(default_factory=dict)

    @property
    def site(self):
        return self.folder / "guide"

    def release(self, built, version):
        """What MAINTAINING asks for: the archive is published, its entry takes the place of an older patch."""
        archive = self.folder / "archives" / f"{version}.tar.gz"
        pack(built, archive)
        release = Release(version, sha256(archive))
        self.releases[release.folder] = release
        return self

    def draft(self, built):
        pack(built, self.folder / "dev.tar.gz")
        return self

    def deploy(self, preferred=""):
        entries = [Release(r.version, r.sha256, r.version == preferred) for r in self.releases.values()]
        releases, archives = settled("releases.toml", entries), self.folder / "archives"
        draft = self.folder / "dev.tar.gz"
        compose(Plan(ADDRESS, (REPOSITORY,), releases, archives, draft, self.previous), self.site)
        promised = self.previous
        self.previous = read_list(self.site / "addresses.txt")
        for address in promised:
            assert leads_somewhere(self.site, address), address
        return self


def leads_somewhere(site, address, steps=3):
    """Whether a reader who kept ``address`` gets to the part that it names, by reading the files as a browser would."""
    page, _, anchor = address.partition("#")
    if not (site / page).is_file():
        return False
    html = (site / page).read_text("utf8")
    refresh = re.search(r'url=([^"#]+)', html) if "data-moved" in html else None
    if refresh and steps:
        named = re.search(f'id="{anchor}" href="([^"]+)"', html) if anchor else None
        target = named[1] if named else refresh[1] + (f"#{anchor}" if anchor else "")
        way, mark, part = target.partition("#")
        place = (site / page).parent.joinpath(way).resolve().relative_to(site.resolve())
        return leads_somewhere(site, f"{place}{mark}{part}", steps - 1)
    return not anchor or f'id="{anchor}"' in html or held_back(site, address)


def held_back(site, address):
    """/stable/ shows an older release, and a newer one still has the part that is asked for."""
    _, _, place = address.partition("/")
    page, _, anchor = place.partition("#")
    return any(f'id="{anchor}"' in path.read_text("utf8") for path in site.glob(f"[0-9]*/{page}"))
