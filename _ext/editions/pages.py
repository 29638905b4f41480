"""The built site, read once: its pages in reading order, without what only a browser needs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from snippets.lab.paper import on_paper, side_by_side

HERE = Path(__file__).parent
# what a page holds for mouse, network and screen alone: elements and classes
SCREEN_TAGS = {"script", "style", "form", "button", "input"}
SCREEN_CLASSES = {"headerlink", "permalink", "on-screen", "ways", "tools", "seal", "pen", "dispute", "toctree-wrapper"}
MARKS = "✓ ◐ ✗ +"  # on the title page
SCREEN_PAGE = ".review-page, .bench-page"  # nothing without scripts


class EditionError(Exception):
    """Why an edition cannot be made, in one line that names the page and the mend."""


@dataclass(frozen=True)
class Page:
    """One page: its stem, its name in the contents, and the article on it."""

    stem: str
    short: str
    article: Tag

    @property
    def title(self) -> str:
        return text_of(expect(self.article, "h1", self.stem))

    @property
    def is_chapter(self) -> bool:
        return self.article.select_one(".answer-sheet") is not None


@dataclass(frozen=True)
class Site:
    """The guide as built: ``moment`` is that of its last change, ``address`` where it is published, with a slash."""

    folder: Path
    title: str
    version: str
    commit: str | None
    moment: datetime
    address: str
    pages: list[Page]
    claims: dict[str, dict[str, Any]]  # by ID, as claims.json has them

    @property
    def date(self) -> str:
        return self.moment.date().isoformat()

    @property
    def subtitle(self) -> str:
        """What the front page says first, in italics."""
        return text_of(expect(self.pages[0].article, "p em", "index")).rstrip(".")

    @property
    def chapters(self) -> list[Page]:
        return [page for page in self.pages if page.is_chapter]


def text_of(tag: Tag) -> str:
    """The text of ``tag`` on one line."""
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def expect(tag: Tag, selector: str, where: str) -> Tag:
    """The first match of ``selector`` in ``tag``.

    Raises:
        EditionError: there is none.
    """
    found = tag.select_one(selector)
    if found is None:
        raise EditionError(f"{where}: nothing matches '{selector}'; has the form of the pages changed?")
    return found


def parse(markup: str) -> BeautifulSoup:
    """HTML as a browser reads it; SVG and MathML keep their own names."""
    return BeautifulSoup(markup, "html5lib")


def join_panels(canvas: Tag) -> None:
    """The panels of a drawing become one SVG that says what it shows."""
    picture = parse(side_by_side([str(svg) for svg in canvas.find_all("svg", recursive=False)])).find("svg")
    assert isinstance(picture, Tag), "a drawing has a panel"
    del picture["aria-hidden"]
    picture["role"], picture["aria-label"] = "img", str(canvas.get("aria-label", ""))
    canvas.clear()
    canvas.append(picture)
    for name in ("role", "aria-label"):
        canvas.attrs.pop(name, None)


def is_for_screens(tag: Tag) -> bool:
    """Whether paper has no use for ``tag``. (Selectors would take a tenth of the time of an edition.)"""
    return "hidden" in tag.attrs or tag.name in SCREEN_TAGS or not SCREEN_CLASSES.isdisjoint(tag.attrs.get("class", ()))


def read_page(folder: Path, stem: str, short: str) -> Page:
    path = folder / f"{stem}.html"
    if not path.exists():
        raise EditionError(f"{path} is missing; run `make html`")
    article = expect(parse(path.read_text("utf8")), "article.bd-article", path.name)
    for tag in article.find_all(is_for_screens):
        tag.decompose()
    for answer in article.select(".claim details, details.cells, details.veil"):
        expect(answer, "summary", path.name).decompose()
        if "evidence-of-claim" in answer.get_attribute_list("class"):
            answer.name = "div"
        else:
            answer.unwrap()
    for canvas in article.select("figure .canvas"):
        join_panels(canvas)
    for formula in article.select(".bound"):  # its mark ends a sentence again
        formula.unwrap()
    article.smooth()
    return Page(stem, short, article.extract())


def navigation(index: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Stem and short name of every page in reading order, the front page first."""
    yield "index", "About this guide"
    seen = {"index"}
    for link in expect(index, "nav.wide", "index.html").select("a[href$='.html']"):
        stem = str(link["href"]).removesuffix(".html")
        if stem not in seen:
            seen.add(stem)
            yield stem, text_of(link)


def read_site(folder: Path) -> Site:
    """All pages of the site in ``folder``.

    Raises:
        EditionError: the site is not built, or its pages do not have the form that editions rely on.
    """
    if not (folder / "claims.json").exists():
        raise EditionError(f"there is no site in {folder.parent.name}/{folder.name}; run `make html`")
    ledger = json.loads((folder / "claims.json").read_text("utf8"))
    index = parse((folder / "index.html").read_text("utf8"))
    address = str(expect(index, "link[rel=canonical]", "index.html")["href"]).removesuffix("index.html")
    pages = [read_page(folder, stem, short) for stem, short in navigation(index)]
    pages = [page for page in pages if not page.article.select_one(SCREEN_PAGE)]
    title = expect(pages[0].article, "h1", "index")
    moment = datetime.fromisoformat(ledger["date"])
    claims = {claim["id"]: claim for claim in ledger["claims"]}
    site = Site(folder, text_of(title), ledger["version"], ledger["commit"], moment, address, pages, claims)
    title.string = pages[0].short  # the edition as a whole has the title
    if not site.chapters:
        raise EditionError("no page has an answer sheet; has the form of the pages changed?")
    return site


def on_white(svg: Tag) -> str:
    """A drawing of a page as a picture of its own, on white."""
    start, end, rest = on_paper(str(svg)).partition(">")
    return f"{start}{end}<style>{(HERE / 'drawing.css').read_text('utf8')}</style>{rest}"


def figures(article: Tag, where: str) -> Iterator[tuple[Tag, Tag, str]]:
    """Every figure of a page: the figure, its SVG, and what describes it.

    Raises:
        EditionError: a figure has no drawing or no alt text.
    """
    for figure in article.select("figure"):
        name = figure.get("id", "a figure without an id")
        svg = expect(figure, "svg", f"{where}, {name}")
        alt = str(svg.get("aria-label", "")).strip()
        if not alt:
            raise EditionError(f"{where}, {name}: no alt text; give the drawing its :alt:")
        yield figure, svg, alt
