"""The PDFs for machines that read aloud or keep: veraPDF for the standards, pikepdf for the structure."""

from collections import Counter

import pikepdf
import pytest
from checkers import verapdf

from _ext.editions.files import FILES, RECORD


@pytest.fixture(scope="module")
def path(edition):
    return edition("pdf")


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


def test_it_is_what_it_says_it_is(path):
    """Of PDF/UA-1 and PDF/A-3a, by the rules of veraPDF."""
    for edition in (path, path.with_name(FILES[RECORD])):
        lines = verapdf(edition)
        assert [line.partition(",")[0] for line in lines] == ["PDFUA-1: holds", "PDFA-3A: holds"], lines
        with pikepdf.open(edition) as pdf, pdf.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == (
                "1",
                "3",
                "A",
            )


def test_the_checker_finds_what_is_amiss(path, tmp_path):
    with pikepdf.open(path) as pdf:
        first = {str(tag.S): tag for tag in reversed(list(elements(pdf.Root.StructTreeRoot.K)))}
        first["/LBody"].S = pikepdf.Name("/P")
        first["/Link"].S = pikepdf.Name("/Span")
        del first["/Formula"].Alt
        pdf.save(tmp_path / "amiss.pdf")
    broken = {line.partition(": ")[0] for line in verapdf(tmp_path / "amiss.pdf")}
    assert {"PDFUA-1 7.2-20", "PDFUA-1 7.18.5-1", "PDFUA-1 7.7-1"} <= broken


def test_everything_has_its_tag(pdf, guide):
    assert pdf.Root.Lang == "en" and pdf.Root.MarkInfo.Marked and pdf.Root.ViewerPreferences.DisplayDocTitle
    tags = list(elements(pdf.Root.StructTreeRoot.K))
    counts = Counter(str(tag.S) for tag in tags)
    figures = sum(len(page.article.select("figure")) for page in guide.pages)
    assert counts["/Figure"] == figures
    assert counts["/TH"] > 30 and counts["/H1"] > 10 and counts["/LI"] > 100
    assert all(str(tag.Alt).strip() for tag in tags if tag.S in {"/Figure", "/Formula"})
    assert "plus or minus the square root of 3 sigma squared end root" in {
        str(tag.Alt) for tag in tags if tag.S == "/Formula"
    }


def lines_of(link):
    """Left, top, right and bottom of each line of a link."""
    numbers = [float(number) for number in link.get("/QuadPoints", [])]
    quads = [numbers[start : start + 8] for start in range(0, len(numbers), 8)]
    return [(q[0], q[1], q[2], q[5]) for q in quads] or [tuple(map(float, link.Rect))]


def test_a_link_is_one_annotation_that_says_its_words(pdf):
    words: Counter[str] = Counter()
    for page in pdf.pages:
        links = [link for link in page.get("/Annots", []) if link.Subtype == "/Link"]
        words.update(str(link.Contents) for link in links)
        lines = [line for link in links for line in lines_of(link)]
        for left, top, right, bottom in lines:
            within = [a for a in lines if left <= a[0] and a[2] <= right and bottom <= a[3] and a[1] <= top]
            assert len(within) == 1
    assert words.total() > 300 and words["answer key"] == 11 and not any("--" in said for said in words)
