"""The PDF, opened by programs other than the one that made it: pikepdf for its structure, PDFium for its text."""

import re
import shutil
import subprocess
import sys
from collections import Counter

import pikepdf
import pypdfium2
import pytest
from conftest import ROOT, make_edition

from _ext.editions.document import join
from _ext.editions.pages import EditionError, read_site


@pytest.fixture(scope="module")
def path(edition):
    return edition("pdf")


@pytest.fixture(scope="module")
def pdf(path):
    with pikepdf.open(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def text(path):
    """The text of every page, on one line each."""
    with pypdfium2.PdfDocument(path) as opened:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in opened]


def elements(node):
    """All structure elements below ``node``."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def test_it_says_that_it_is_accessible_and_has_the_tags_to_be(pdf, site):
    metadata = pdf.Root.Metadata.read_bytes().decode()
    assert re.search(r"pdfuaid:part(?:>|=\")1", metadata)
    assert pdf.Root.Lang == "en" and pdf.Root.MarkInfo.Marked and pdf.Root.ViewerPreferences.DisplayDocTitle
    tags = list(elements(pdf.Root.StructTreeRoot.K))
    pages = [page.read_text() for page in site.glob("*.html")]
    counts = Counter(str(tag.S) for tag in tags)
    assert counts["/Figure"] == sum(page.count("<figure") for page in pages)
    assert counts["/Formula"] > 50 and counts["/TH"] > 50 and counts["/H1"] > 10 and counts["/LI"] > 100
    assert all(str(tag.Alt).strip() for tag in tags if tag.S in {"/Figure", "/Formula"})
    assert r"\pm\sqrt{3\sigma^2}" in {str(tag.Alt) for tag in tags if tag.S == "/Formula"}


def test_every_link_within_it_finds_its_place(pdf):
    names, places = pdf.Root.Names.Dests.Names, set()
    places.update(str(name) for name in list(names)[::2])
    inner = 0
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            if "/Dest" in link:
                inner += 1
                assert str(link.Dest) in places
            else:
                assert str(link.A.URI).startswith("https://")
    assert inner > 500


def test_bookmarks_follow_the_chapters(pdf, site):
    with pdf.open_outline() as outline:
        titles = {item.title: [child.title for child in item.children] for item in outline.root}
    for page in read_site(site).chapters:
        assert {"Answer sheet", "Marked", "Correction", "Check yourself"} <= set(titles[page.title])
    assert list(titles)[-1] == "Appendix: answer key"


def test_every_font_is_in_it(pdf):
    fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontDescriptor" in item]
    assert fonts and all("/FontFile2" in font.FontDescriptor or "/FontFile3" in font.FontDescriptor for font in fonts)


def test_nothing_is_hidden(text):
    whole = " ".join(text)
    assert "Starting all weights at one value is equivalent to starting them at zero: it is the old problem." in whole
    assert "only the output biases learn, and the network settles on the commonest class" in whole  # behind a fold
    assert "the errors of a softmax cancel on their way back" in whole  # behind another
    assert whole.count("☐ right") == whole.count("☐ unsure") > 20
    assert "Dispute this claim" not in whole and "Show me the answers" not in whole


def test_contents_and_key_name_the_right_pages(text, pdf):
    contents = text[1]
    page = int(re.search(r"if He’s formula drew it\?[ .]*(\d+)", contents)[1])
    assert text[page - 1].count("May every weight start at the same value") == 1
    key = int(re.search(r"answer key, page (\d+)", text[page - 1])[1])
    assert "◐ partly Starting all weights at one value" in text[key - 1]


def test_it_is_small_enough(path):
    assert path.stat().st_size <= 6e6


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ('href="#claim-symmetry-no"', 'href="#claim-symmetry-never"', "leads nowhere"),
        (' aria-label="Bars of training accuracy', ' data-label="Bars', "no alt text"),
        ("<mi>σ</mi>", "<mi>字</mi>", "no glyph"),
    ],
)
def test_a_flaw_stops_it_before_it_is_set(site, tmp_path, old, new, complaint):
    for page in site.glob("*.html"):
        (tmp_path / page.name).write_text(page.read_text().replace(old, new))
    (tmp_path / "claims.json").write_text((site / "claims.json").read_text())
    with pytest.raises(EditionError, match=complaint):
        join(read_site(tmp_path), "")


@pytest.fixture
def small(site, tmp_path):
    """A site of the front page and one chapter."""
    (tmp_path / "html/_static").mkdir(parents=True)
    for name in ("claims.json", "symmetry.html", "_static/pygments.css"):
        shutil.copy(site / name, tmp_path / "html" / name)
    menu = '<nav class="wide"><a href="symmetry.html">Symmetry</a></nav>'
    index = re.sub(r'<nav class="wide".*?</nav>', menu, (site / "index.html").read_text(), flags=re.DOTALL)
    (tmp_path / "html/index.html").write_text(index)
    return tmp_path / "html"


def test_the_same_site_gives_the_same_bytes(small):
    first = make_edition("pdf", small).read_bytes()
    assert make_edition("pdf", small).read_bytes() == first


def test_a_missing_glyph_in_the_text_stops_it_with_one_line(small):
    chapter = small / "symmetry.html"
    chapter.write_text(chapter.read_text().replace("three times as many steps", "字 times as many steps"))
    command = [sys.executable, "-m", "_ext.editions.pdf", small]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1 and "The PDF cannot be made" in run.stderr and "字" in run.stderr
    assert list((small.parent / "editions").iterdir()) == []
