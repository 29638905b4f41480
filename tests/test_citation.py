"""What CITATION.cff says, as editions print it."""

import tomllib

from conftest import ROOT

from _ext.citation import LICENCES, citation

SAID = """
title: A guide
authors:
  - {family-names: Gauss, given-names: Carl Friedrich}
  - {name: The others}
license: MIT
url: https://example.org/
"""


def test_persons_and_groups_are_cited_with_version_and_date(tmp_path):
    (tmp_path / "CITATION.cff").write_text(SAID)
    said = citation(tmp_path)
    assert said.words("1.2.0", "2026-03-04") == (
        "Carl Friedrich Gauss, The others (2026). A guide (version 1.2.0, 2026-03-04). https://example.org/"
    )
    assert said.licences == ("MIT",)


def test_every_licence_of_the_guide_can_be_explained():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    assert set(citation().licences) == set(LICENCES) == set(package.split(" AND "))
