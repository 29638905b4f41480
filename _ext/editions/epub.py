"""`make epub`: the guide as an EPUB 3 with MathML, from the built pages."""

import sys
import uuid
from copy import copy
from pathlib import Path

from bs4 import Tag
from markupsafe import Markup

from snippets.lab.paper import GAP

from ..markup import render
from ..packing import write_zip
from ..project import ROOT
from ..raster import png
from .files import FILES
from .formulas import presentation
from .key import KEY, answer_key, point_to_key
from .links import relink
from .making import make, step
from .outline import outline
from .pages import MARKS, Page, Site, expect, figures, text_of
from .paging import Places, mark_pages, places_in
from .spoken import spoken

HERE = Path(__file__).parent
FAINT = "#7b8492"  # reads on white and on black: a reader's dark mode turns the ink, not this
ACCESS = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": [
        "alternativeText", "ARIA", "displayTransformability", "longDescription", "MathML", "pageBreakMarkers",
        "pageNavigation", "readingOrder", "structuralNavigation", "tableOfContents",
    ],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": [
        "Every figure is described and has its data in a table. Formulas are MathML, with their words beside it. "
        "Verdicts are told by a sign and a word, never by colour alone; ink and paper are the reader's own. "
        "Pages are those of the PDF; a page begins at its first heading, statement or figure."
    ],
}  # fmt: skip
KINDS = {"index": "introduction", "references": "bibliography"}  # of the pages that are no chapters, else appendices


def address(stem: str, anchor: str) -> str:
    return f"{stem}.xhtml#{anchor}" if anchor else f"{stem}.xhtml"


def kind_of(page: Page) -> str:
    """What a page is in a book, in the words of EPUB and of ARIA."""
    return "chapter" if page.is_chapter else KINDS.get(page.stem, "appendix")


def document(title: str, body: str, part: str, kind: str = "") -> str:
    """A page of the book, as XHTML, in its front, its body or its back."""
    return render("editions/book-page.xhtml", title=title, body=Markup(body), part=part, kind=kind)


def say_formulas(page: Page) -> None:
    """MathML as EPUB takes it, with its words."""
    for math in page.article.select("math"):
        math["xmlns"] = "http://www.w3.org/1998/Math/MathML"
        math["alttext"] = spoken(presentation(math))
        for tag in math.select(":not(math, mstyle)[displaystyle]"):  # as MathML Core has it, which EPUB has not
            tag.wrap(Tag(name="mstyle", attrs={"displaystyle": tag.attrs.pop("displaystyle")}))


def name_links(article: Tag) -> None:
    """Links that are all called alike get names of their own, for those who go from link to link."""
    for item in article.select(".evidence-list p"):
        link = expect(item, "a", "evidence")
        measured = text_of(item).partition(": ")[2].partition(text_of(expect(item, ".basis", "evidence")))[0]
        link["aria-label"] = f"{text_of(link)}: {measured.strip()}"
    for item in article.select(".key p"):
        link, said = expect(item, "a.why", KEY), copy(item)
        for tag in said.select("a.why, .verdict, math"):
            tag.replace_with(str(tag.get("alttext", "")))
        link["aria-label"] = f"{text_of(link)} {text_of(said)}"


def head_tables(article: Tag) -> None:
    """The first cell of a row says what the row is about; a table that may be too wide can be moved by keys."""
    for row in article.select("tbody > tr"):
        first = expect(row, "td, th", "a table")
        first.name, first["scope"] = "th", "row"
    for head in article.select("thead th"):
        head["scope"] = "col"


def stack_panels(picture: Tag) -> None:
    """The panels of a drawing one above the other: side by side they are too small for a narrow page."""
    panels = picture.find_all("svg", recursive=False)
    top = 0.0
    for panel in panels:
        panel["x"], panel["y"] = "0", f"{top:g}"
        top += float(str(panel["height"])) + GAP
    if panels:
        picture["viewBox"] = f"0 0 {max(float(str(panel['width'])) for panel in panels):g} {top - GAP:g}"


def for_readers(page: Page) -> None:
    """What XHTML and readers of books ask for beyond what browsers do."""
    for tag in page.article.select("[role=doc-biblioentry], [tabindex]"):
        tag.attrs.pop("tabindex", None)
        tag.attrs.pop("role", None)
    say_formulas(page)
    head_tables(page.article)
    for region in page.article.select("div.math, .pst-scrollable-table-container"):
        region["tabindex"] = "0"
    for _, svg, _ in figures(page.article, page.stem):
        stack_panels(svg)
        for tag in (svg, *svg.select("[stroke], [fill]")):
            for name in ("stroke", "fill"):
                if tag.get(name) == "var(--figure-faint)":
                    tag[name] = FAINT


def package(site: Site, documents: dict[str, str]) -> str:
    """The list of all files, their order, and what the book is."""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, site.address)
    items = {}
    for name, text in documents.items():
        kinds = [kind for kind in ("math", "svg") if f"<{kind} " in text]
        properties = ["nav"] * (name == "contents") + ["mathml" if kind == "math" else kind for kind in kinds]
        items[name] = " ".join(properties)
    return render(
        "editions/package.opf", site=site, identifier=identifier, access=ACCESS, items=items, paged=FILES["PDF"]
    )


def write_pages(site: Site, places: Places) -> dict[str, str]:
    """Every page of the book by its name, in reading order; ``places`` are those on the pages of the PDF."""
    relink(site, address)
    for page in site.pages:
        for_readers(page)
    key = answer_key(site, address)
    point_to_key(site, address)
    pages = [*site.pages, key]
    for page in pages:
        name_links(page.article)
    back = pages.index(site.chapters[-1]) + 1
    marks, entries = mark_pages(pages, places, address), outline(pages, address)
    contents = render("editions/book-contents.xhtml", entries=entries, start=pages[0], key=key, marks=marks)
    terms = (ROOT / "LICENSE").read_text("utf8").split("\n\n")
    return {
        "title": document(site.title, render("editions/book-title.xhtml", site=site, marks=MARKS), "frontmatter"),
        "contents": document("Contents", contents, "frontmatter"),
        **{
            page.stem: document(
                page.title, page.article.decode_contents(), "bodymatter" if k < back else "backmatter", kind_of(page)
            )
            for k, page in enumerate(pages)
        },
        "licence": document("Licence", render("editions/book-licence.xhtml", terms=terms), "backmatter"),
    }


def cover() -> bytes:
    """The cover as pixels: few readers show a drawing on their shelf."""
    return png((HERE / "cover.svg").read_text("utf8"), 1200)


def build(site: Site, target: Path) -> None:
    with step("writing its pages"):
        places = places_in(target.with_name(FILES["PDF"]), site.folder)
        documents = write_pages(site, places)
    files = {
        "META-INF/container.xml": render("editions/container.xml"),
        "EPUB/package.opf": package(site, documents),
        "EPUB/guide.css": (HERE / "epub.css").read_text("utf8"),
        **{f"EPUB/{name}.xhtml": text for name, text in documents.items()},
    }
    with step("packing it"):
        plain = {name: text.encode() for name, text in files.items()}
        whole = {"mimetype": b"application/epub+zip", **plain, "EPUB/cover.png": cover()}
        write_zip(target, whole, site.moment, stored={"mimetype"})


def main() -> int:
    return make("EPUB", build)


if __name__ == "__main__":
    sys.exit(main())
