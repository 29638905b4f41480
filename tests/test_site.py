"""The built site: no warning, every claim at its address, every figure described, nothing from elsewhere."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-c", ".", "-q", "-W", "--keep-going", "-d", folder / "doctrees"]
    run = subprocess.run([*command, "chapters", folder / "html"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "html"


def test_every_claim_of_the_ledger_stands_at_its_address(site):
    claims = json.loads((site / "claims.json").read_text())["claims"]
    assert claims
    for claim in claims:
        page, _, anchor = claim["address"].partition("#")
        assert f'id="{anchor}"' in (site / page).read_text()
        assert claim["evidence"] and all(item["met"] for item in claim["evidence"])


def test_pages_are_whole(site):
    for page in site.glob("*.html"):
        html = page.read_text()
        assert "Traceback" not in html
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', html), page
        for svg in re.findall(r"<figure[^>]*>\s*<svg [^>]*>", html):
            label = re.search(r'aria-label="([^"]+)"', svg)
            assert label and re.search(r"\d", label[1]) and "{" not in label[1], page
