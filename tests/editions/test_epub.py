"""The EPUB, judged by the checkers of its form and of its accessibility; its formulas, tables, links and figures."""

import json
import os
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from checkers import ace, epubcheck, findings
from conftest import ROOT, make_edition

from _ext.editions.pages import EditionError
from _ext.editions.paging import places_in

MATH = "{http://www.w3.org/1998/Math/MathML}"
SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"


@pytest.fixture(scope="module")
def path(edition):
    return edition("epub")


@pytest.fixture(scope="module")
def pages(path):
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return {Path(name).stem: ElementTree.fromstring(book.read(name)) for name in names}


def test_the_checker_finds_no_error_and_no_warning(path, tmp_path):
    assert epubcheck(path, tmp_path / "report.json"), (tmp_path / "report.json").read_text()
    told = json.loads((tmp_path / "report.json").read_text())
    assert (told["checker"]["nFatal"], told["checker"]["nError"], told["checker"]["nWarning"]) == (0, 0, 0)


def test_ace_finds_no_barrier_and_all_that_a_reader_asks_about(path, tmp_path):
    """Ace by DAISY: the rules of axe on every page, and its own on the contents, the metadata and the order."""
    report = ace(path, tmp_path / "report")
    assert findings(report) == []
    assert {"dcterms:conformsTo", "a11y:certifiedBy"} <= set(report["a11y-metadata"]["present"])


def test_formulas_and_figures_are_as_on_the_pages(pages, guide):
    for page in guide.pages:
        formulas = list(pages[page.stem].iter(f"{MATH}math"))
        assert len(formulas) == len(page.article.select("math"))
        assert not [formula for formula in formulas if re.search(r"[\\\\^_{}=+/]", formula.get("alttext"))]
        drawings = [svg for svg in pages[page.stem].iter(f"{SVG}svg") if svg.get("role") == "img"]
        assert [svg.get("aria-label") for svg in drawings] == [
            svg["aria-label"] for svg in page.article.select("figure svg[role]")
        ]


def test_each_row_of_a_table_is_named(pages):
    rows = [row for page in pages.values() for row in page.iterfind(f".//{XHTML}tbody/{XHTML}tr")]
    assert len(rows) > 200
    assert {(row[0].tag, row[0].get("scope")) for row in rows} == {(f"{XHTML}th", "row")}


def test_links_to_experiments_and_reasons_have_names_of_their_own(pages):
    for stem, count in {"symmetry": 10, "answer-key": 40}.items():
        items = [
            item for item in pages[stem].iter(f"{XHTML}p") if item[-1:] and item[-1].text in {"experiment", "why?"}
        ]
        assert len(items) > count
        names = {(item[-1].get("aria-label"), "".join(item.itertext())) for item in items}
        assert len({name for name, _ in names}) == len(names)


def test_it_says_what_its_parts_are_and_under_which_terms_it_may_be_passed_on(pages):
    marks = {None, "pagebreak"}
    kinds = {stem: [tag.get(TYPE) for tag in page.iter() if tag.get(TYPE) not in marks] for stem, page in pages.items()}
    assert kinds["symmetry"] == ["bodymatter", "chapter"] and kinds["references"] == ["backmatter", "bibliography"]
    assert kinds["contents"][1:] == ["toc", "landmarks", "toc", "bodymatter", "appendix", "copyright-page", "page-list"]
    terms = (ROOT / "LICENSE").read_text("utf8").replace("---", "").split()
    assert " ".join(pages["licence"].find(f"{XHTML}body").itertext()).split() == ["Licence", *terms]


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


def letters(words):
    return re.sub(r"[^a-z]", "", words.lower())


def test_its_pages_are_those_of_the_pdf(pages, edition):
    """What a mark stands at in the book stands on that page of the PDF, and each page with such a place is listed."""
    [listed] = [nav for nav in pages["contents"].iter(f"{XHTML}nav") if nav.get(TYPE) == "page-list"]
    links = list(listed.iter(f"{XHTML}a"))
    with pypdfium2.PdfDocument(edition("pdf")) as opened:
        assert [int(link.text) for link in links] == list(range(4, len(opened) + 1))
        printed = [letters(page.get_textpage().get_text_bounded()) for page in opened]
    for number, link in enumerate(links, 4):
        stem, _, anchor = link.get("href").partition(".xhtml#")
        [holder] = [tag for tag in pages[stem].iter() if tag[:1] and tag[0].get("id") == anchor]
        drawings = [id(tag) for svg in holder.iter(f"{SVG}svg") for tag in svg.iter()]
        said = next(filter(None, (letters(tag.text or "") for tag in holder.iter() if id(tag) not in drawings)))
        assert said[:16] in printed[number - 1], link.text


def test_without_the_pdf_of_this_site_it_is_not_made(site, tmp_path):
    pdf = tmp_path / "marked-answers.pdf"
    with pytest.raises(EditionError, match="make pdf"):
        places_in(pdf, site)
    pdf.touch()
    os.utime(pdf, (0, 0))
    with pytest.raises(EditionError, match="older than the site"):
        places_in(pdf, site)
