"""`make epub`: the guide as an EPUB 3 with MathML, from the built pages."""

import sys
import uuid
from pathlib import Path

import resvg_py
from bs4 import Tag
from markupsafe import Markup

from ..markup import render
from ..packing import write_zip
from ..pages.sharing import FONTS
from .key import answer_key, point_to_key
from .links import relink
from .making import make, step
from .outline import outline
from .pages import MARKS, Page, Site, figures, tex_of

HERE = Path(__file__).parent
FAINT = "#7b8492"  # reads on white and on black: a reader's dark mode turns the ink, not this
ACCESS = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": ["MathML", "alternativeText", "displayTransformability", "structuralNavigation"],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": ["Every figure is described and has its data beside it. Formulas are MathML."],
}  # fmt: skip


def address(stem: str, anchor: str) -> str:
    return f"{stem}.xhtml#{anchor}" if anchor else f"{stem}.xhtml"


def document(title: str, body: str) -> str:
    """A page of the book, as XHTML."""
    return render("editions/book-page.xhtml", title=title, body=Markup(body))


def for_readers(page: Page) -> None:
    """What XHTML and readers of books ask for beyond what browsers do."""
    for math in page.article.select("math"):
        math["xmlns"] = "http://www.w3.org/1998/Math/MathML"
        math["alttext"] = tex_of(math, page.stem)
        for tag in math.select(":not(math, mstyle)[displaystyle]"):  # as MathML Core has it, which EPUB has not
            tag.wrap(Tag(name="mstyle", attrs={"displaystyle": tag.attrs.pop("displaystyle")}))
    for _, svg, _ in figures(page.article, page.stem):
        for tag in (svg, *svg.select("[stroke], [fill]")):
            for name in ("stroke", "fill"):
                if tag.get(name) == "var(--figure-faint)":
                    tag[name] = FAINT
    for tag in page.article.select("[role=doc-biblioentry], [tabindex]"):
        tag.attrs.pop("tabindex", None)
        tag.attrs.pop("role", None)


def package(site: Site, documents: dict[str, str]) -> str:
    """The list of all files, their order, and what the book is."""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, site.address)
    items = {}
    for name, text in documents.items():
        kinds = [kind for kind in ("math", "svg") if f"<{kind} " in text]
        properties = ["nav"] * (name == "contents") + ["mathml" if kind == "math" else kind for kind in kinds]
        items[name] = " ".join(properties)
    return render("editions/package.opf", site=site, identifier=identifier, access=ACCESS, items=items)


def cover() -> bytes:
    """The cover as pixels: few readers show a drawing on their shelf."""
    svg = (HERE / "cover.svg").read_text("utf8")
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=1200, skip_system_fonts=True, font_dirs=[str(FONTS)]))


def build(site: Site, target: Path) -> None:
    with step("writing its pages"):
        relink(site, address)
        for page in site.pages:
            for_readers(page)
        pages = [*site.pages, answer_key(site, address)]
        point_to_key(site, address)
        documents = {
            "title": document(site.title, render("editions/book-title.xhtml", site=site, marks=MARKS)),
            "contents": document("Contents", render("editions/book-contents.xhtml", entries=outline(pages, address))),
            **{page.stem: document(page.title, page.article.decode_contents()) for page in pages},
        }
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
