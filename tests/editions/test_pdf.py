"""The PDF, opened by programs other than the one that made it: pikepdf for its structure, PDFium for its text."""

import re
import shutil
import subprocess
import sys

import pikepdf
import pypdfium2
import pytest
import weasyprint
from conftest import ROOT, make_edition

from _ext.citation import citation
from _ext.editions.document import join
from _ext.editions.files import FILES, RECORD
from _ext.editions.pages import EditionError, read_site
from _ext.editions.pdf import style

MARGIN = 18 / 25.4 * 72  # of a page at its foot, in points


@pytest.fixture(scope="module")
def path(edition):
    return edition("pdf")


def text_of(path):
    """The text of every page, on one line each."""
    with pypdfium2.PdfDocument(path) as opened:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_bounded()) for page in opened]


@pytest.fixture(scope="module")
def text(path):
    return text_of(path)


def test_formulas_are_found_as_one_types_them(text):
    whole = " ".join(text)
    for formula in ("a uniform one on ±√(3σ²)", "n Var[w] = 1/3", "β = 0.9", "Let m hidden neurons have the same"):
        assert formula in whole


def test_every_statement_of_a_sheet_can_be_ticked(pdf, guide):
    boxes = [field for field in pdf.Root.AcroForm.Fields if field.FT == "/Btn"]
    statements = sum(len(page.article.select("li[id^=sheet-]")) for page in guide.pages)
    assert len(boxes) == 5 * statements and len({str(box.T) for box in boxes}) == len(boxes)
    assert "sure: Starting all weights at one value is equivalent" in " ".join(str(box.TU) for box in boxes)


def test_every_link_within_it_finds_its_place(pdf):
    names, places = pdf.Root.Names.Dests.Names, set()
    places.update(str(name) for name in list(names)[::2])
    inner = 0
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            if link.Subtype == "/Widget":
                continue
            if "/Dest" in link:
                inner += 1
                assert str(link.Dest) in places
            else:
                assert str(link.A.URI).startswith("https://")
    assert inner > 200


def test_bookmarks_follow_the_chapters(pdf, guide):
    with pdf.open_outline() as outline:
        titles = {item.title: [child.title for child in item.children] for item in outline.root}
    for page in guide.chapters:
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
    assert "Dispute this claim" not in whole and "Show me the answers" not in whole


def test_the_record_has_what_the_readers_edition_leaves_to_it(path, text):
    assert len(text) <= 60
    whole, record = " ".join(text), " ".join(text_of(path.with_name(FILES[RECORD])))
    for part in ("symmetry.break_ties()", "it had to be above", "Asked again:", "Every claim of the guide"):
        assert part in record and part not in whole


def test_it_says_how_to_cite_it_and_what_may_be_done_with_it(pdf, text, guide):
    assert citation().words(guide.version, guide.date) in text[1]
    assert "Creative Commons Attribution 4.0" in text[1] and "MIT License" in text[1]
    assert str(pdf.docinfo["/Author"]) == ", ".join(citation().authors)


@pytest.mark.parametrize("edition_of", ["PDF", RECORD])
def test_no_page_is_half_empty_but_before_a_chapter(path, edition_of):
    with pypdfium2.PdfDocument(path.with_name(FILES[edition_of])) as opened:
        starts = {item.get_dest().get_index() for item in opened.get_toc() if item.level == 0}
        for number, page in enumerate(opened):
            low = min(item.get_bounds()[1] for item in page.get_objects() if item.get_bounds()[1] > MARGIN)
            assert low < page.get_height() / 2 or {number + 1, number} & {*starts, len(opened)}, number + 1


def test_contents_and_key_name_the_right_pages(text, pdf):
    contents = text[2]
    page = int(re.search(r"if He’s formula drew it\?[ .]*(\d+)", contents)[1])
    assert text[page - 1].count("May every weight start at the same value") == 1
    key = int(re.search(r"answer key \((\d+)\)", text[page - 1])[1])
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
def test_a_flaw_stops_it_before_it_is_set(small, old, new, complaint):
    for page in small.glob("*.html"):
        page.write_text(page.read_text().replace(old, new))
    with pytest.raises(EditionError, match=complaint):
        join(read_site(small), "")


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
    chapter.write_text(chapter.read_text().replace("in a third of the steps", "in a third of the 字"))
    command = [sys.executable, "-m", "_ext.editions.pdf", small]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 1
    assert len(run.stderr.splitlines()) == 1 and "The PDF cannot be made" in run.stderr and "字" in run.stderr
    assert list((small.parent / "editions").iterdir()) == []


@pytest.mark.parametrize("paper, size", [("A4", (210, 297)), ("letter", (215.9, 279.4))])
def test_it_can_be_set_for_either_paper(paper, size):
    [page] = weasyprint.HTML(string=f"<style>{style(paper)}</style><p>Words").render().pages
    assert (page.width, page.height) == pytest.approx([side / 25.4 * 96 for side in size])


def test_paper_of_another_size_is_named(site):
    command = [sys.executable, "-m", "_ext.editions.pdf", site, "A5"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (2, "") and "PAPER=A4 or PAPER=letter" in run.stderr
