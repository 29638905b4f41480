"""A second engine opens every page: Debian's Firefox finds no fault, cuts nothing off, and marks as Chromium does."""

import pytest
from firefox import running

WIDE = """[...document.querySelectorAll("main svg, main img, main table, main math, .script, form")]
    .filter((part) => part.checkVisibility() && !part.closest("pre, .scrolls") && part.getBoundingClientRect().right
        > document.documentElement.clientWidth + 1)
    .map((part) => part.outerHTML.slice(0, 99))"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TAB, ENTER, UP, DOWN = "\ue004", "\ue007", "\ue013", "\ue015"


@pytest.fixture(scope="module")
def page(tmp_path_factory, site):
    with running(tmp_path_factory.mktemp("firefox")) as page:
        yield page


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_opens_without_a_complaint_and_nothing_is_cut(page, site, address, width):
    for path in sorted(site.glob("*.html")):
        page.open(f"{address}/{path.name}", width)
        assert not page.problems, path.name
        assert not page.evaluate(SIDEWAYS), path.name
        assert page.evaluate(WIDE) == [], path.name


def test_every_page_opens_from_a_folder(page, site):
    for path in sorted(site.glob("*.html")):
        page.open(path.as_uri())
        assert not page.problems, path.name


def test_a_statement_is_marked_by_keyboard_and_stays_marked(page, address):
    page.open(f"{address}/symmetry.html")
    form = """document.querySelector('.answer-sheet form[data-claim="symmetry-same-as-zero"]')"""
    reason = "document.querySelector('#claim-symmetry-same-as-zero .reason').checkVisibility()"
    page.evaluate("document.querySelector('.said[href=\"#claim-symmetry-same-as-zero\"]').focus()")
    page.press(ENTER)
    assert not page.evaluate(reason)
    page.evaluate(f"{form}.elements.verdict[0].focus()")
    page.press(DOWN, UP, ENTER)  # nothing is taken by default
    assert page.evaluate(f"{form}.elements.verdict.value") == "right" and not page.evaluate(reason)
    page.press(TAB, ENTER)
    assert page.evaluate(reason)
    told = page.evaluate(f"{form}.querySelector('.outcome').textContent")
    assert told.startswith("You missed it, and were sure: you said right.")
    assert page.evaluate("document.activeElement.className").startswith("outcome")
    page.open(f"{address}/symmetry.html")
    assert page.evaluate(reason) and not page.problems
