"""Every palette on every ground it is shown on, as a browser paints it: text reaches 4.5:1, lines and marks 3:1."""

import json
import zipfile
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest

from _ext.editions.document import join
from _ext.editions.pages import figures, on_white, read_site
from _ext.editions.pdf import PAPERS, style

CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf8")
PAPER = "#ffffff"
BOOKS = {  # paper and ink of readers of books: the plain ones, and the weakest of those in common use
    "white": (PAPER, "#000000"),
    "sepia": ("#fbf0d9", "#5f4b32"),
    "night": ("#121212", "#b0b0b0"),
}
CARDS = {"day": ("#f5f5f5", "#202020"), "nightMode": ("#2c2c2c", "#fcfcfc")}  # as Anki's window has them


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def too_faint(page, ground):
    """What of the page shown cannot be read or seen on ``ground``."""
    page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    return page.evaluate(CONTRAST, f"rgb({', '.join(str(int(ground[k : k + 2], 16)) for k in (1, 3, 5))})")


@pytest.mark.parametrize("width", [1280, 900, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_site(site, page, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    for path in sorted(site.glob("*.html")):
        page.goto(path.as_uri())
        assert too_faint(page, PAPER) == {}, path.name


@pytest.mark.parametrize("ground", BOOKS)
def test_the_book(edition, page, ground, tmp_path):
    with zipfile.ZipFile(edition("epub")) as packed:
        packed.extractall(tmp_path)
    paper, ink = BOOKS[ground]
    with (tmp_path / "EPUB/guide.css").open("a") as sheet:
        sheet.write(f"html {{ background: {paper}; color: {ink} }}")
    for path in sorted((tmp_path / "EPUB").glob("*.xhtml")):
        page.goto(path.as_uri())
        assert too_faint(page, paper) == {}, path.name


@pytest.mark.parametrize("ground", CARDS)
def test_cards(edition, site, page, ground, tmp_path):
    """The back of one card for each verdict."""
    paper, ink = CARDS[ground]
    collection = Collection(str(tmp_path / "collection.anki2"))
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(edition("anki"))))
    one = {claim["verdict"]: claim["id"] for claim in json.loads((site / "claims.json").read_text("utf8"))["claims"]}
    assert len(one) == 4
    for identifier in one.values():
        card = collection.get_note(collection.find_notes(f"ID:{identifier}")[0]).cards()[0]
        sheet = f"body {{ background: {paper}; color: {ink} }}{card.render_output().css}"
        page.set_content(f'<style>{sheet}</style><body class="{ground}"><div class="card">{card.answer()}</div>')
        assert too_faint(page, paper) == {}, identifier
    collection.close()


def test_print(site, page):
    """The document that the PDF is set from, and the drawings in it, which cards show as well."""
    guide = read_site(site)
    drawings = "".join(on_white(svg) for each in guide.pages for _, svg, _ in figures(each.article, each.stem))
    for content in (drawings, str(join(guide, style(PAPERS[0])))):
        page.set_content(content)
        assert too_faint(page, PAPER) == {}
