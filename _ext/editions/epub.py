"""`make epub`: the guide as an EPUB 3 with MathML, from the built pages."""

import sys
import uuid
from html import escape
from pathlib import Path

import resvg_py
from bs4 import Tag

from ..packing import write_zip
from ..pages.sharing import FONTS
from .key import answer_key, point_to_key
from .links import relink
from .making import make, step
from .pages import MARKS, Page, Site, figures, tex_of, text_of

HERE = Path(__file__).parent
FAINT = "#7b8492"  # reads on white and on black: a reader's dark mode turns the ink, not this
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
ACCESS = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": ["MathML", "alternativeText", "displayTransformability", "structuralNavigation"],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": ["Every figure is described and has its data beside it. Formulas are MathML."],
}  # fmt: skip


def address(stem: str, anchor: str) -> str:
    return f"{stem}.xhtml#{anchor}" if anchor else f"{stem}.xhtml"


def document(title: str, body: str, *, kind: str = "") -> str:
    """A page of the book, as XHTML."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">'
        f'<head><meta charset="utf-8"/><title>{escape(title)}</title><link rel="stylesheet" href="guide.css"/></head>'
        f"<body{kind}>{body}</body></html>\n"
    )


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


def contents(pages: list[Page]) -> str:
    """The table of contents: every page, and its sections below it."""
    entries = []
    for page in pages:
        parts = [
            f'<li><a href="{address(page.stem, str(head.parent["id"]))}">{escape(text_of(head))}</a></li>'
            for head in page.article.select("section[id] > h2")
            if head.parent
        ]
        inner = f"<ol>{''.join(parts)}</ol>" if parts else ""
        entries.append(f'<li><a href="{address(page.stem, "")}">{escape(page.title)}</a>{inner}</li>')
    return f'<nav epub:type="toc" id="toc" role="doc-toc"><h1>Contents</h1><ol>{"".join(entries)}</ol></nav>'


def title_page(site: Site) -> str:
    return (
        '<section class="title-page" epub:type="titlepage"><p class="marks" aria-hidden="true">'
        f"{MARKS}</p><h1>{escape(site.title)}</h1><p><em>{escape(site.subtitle)}</em></p>"
        f"<p>Version {escape(site.version)}, {site.date}</p>"
        f'<p><a href="{escape(site.address)}">{escape(site.address)}</a></p><p>Text CC BY 4.0, code MIT</p></section>'
    )


def package(site: Site, documents: dict[str, str]) -> str:
    """The list of all files, their order, and what the book is."""
    identifier = uuid.uuid5(uuid.NAMESPACE_URL, site.address)
    items, order = [], []
    for name, text in documents.items():
        kinds = [kind for kind in ("math", "svg") if f"<{kind} " in text]
        properties = ["nav"] * (name == "contents") + ["mathml" if kind == "math" else kind for kind in kinds]
        known = f' properties="{" ".join(properties)}"' if properties else ""
        items.append(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"{known}/>')
        order.append(f'<itemref idref="{name}"/>')
    access = [
        f'<meta property="schema:{key}">{escape(value)}</meta>' for key, values in ACCESS.items() for value in values
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier><dc:title>{escape(site.title)}</dc:title>'
        f"<dc:language>en</dc:language><dc:creator>the authors of {escape(site.title)}</dc:creator>"
        f"<dc:description>{escape(site.subtitle)}</dc:description><dc:date>{site.date}</dc:date>"
        f"<dc:source>{escape(site.address)}</dc:source><dc:rights>Text CC BY 4.0, code MIT</dc:rights>"
        f'<meta property="dcterms:modified">{site.moment:%Y-%m-%dT%H:%M:%SZ}</meta>{"".join(access)}</metadata>'
        f'<manifest>{"".join(items)}<item id="css" href="guide.css" media-type="text/css"/>'
        '<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/></manifest>'
        f"<spine>{''.join(order)}</spine></package>\n"
    )


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
            "title": document(site.title, title_page(site)),
            "contents": document("Contents", contents(pages)),
            **{page.stem: document(page.title, page.article.decode_contents()) for page in pages},
        }
    files = {
        "META-INF/container.xml": CONTAINER,
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
