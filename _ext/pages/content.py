"""What a chapter may bring to its page: text, plain tags and drawings. Nothing that browsers run or fetch elsewhere.

The policy of each page keeps scripts of chapters from running; here the build says which line wants one.
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from ..errors import GuideError
from ..execution.memory import remembered

COMMON = {"class", "id", "title", "lang", "dir", "role", "aria-label", "aria-hidden"}
PLAIN = """
abbr b bdi blockquote br caption cite code dd del details div dl dt em i ins kbd li mark ol p q s samp small span strong
sub summary sup table tbody tfoot thead tr u ul var
"""
CELL = {"colspan", "rowspan", "scope"}
TEXT: dict[str, set[str]] = {tag: set() for tag in PLAIN.split()} | {"a": {"href", "download"}, "td": CELL, "th": CELL}
SHAPES = """
circle clippath defs desc div ellipse g image line lineargradient path polygon polyline radialgradient rect stop svg
text title tspan use
"""
STROKES = """
clip-path clip-rule cx cy d data-frame dominant-baseline fill fill-opacity fill-rule font-family font-size font-style
font-weight height hidden href image-rendering offset opacity points preserveaspectratio r rx ry stop-color stop-opacity
stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
text-anchor transform version viewbox width x x1 x2 xlink:href xmlns xmlns:xlink y y1 y2
"""
TAGS = {"text": TEXT, "drawing": {tag: set(STROKES.split()) for tag in SHAPES.split()}}
PLACES = {"href", "xlink:href"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x20]")  # browsers read an address without
SPOKEN = {"http", "https", "mailto"}
PICTURE = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")
ACTIVE = re.compile(r"<script|<foreignObject|\son\w+\s*=|javascript:", re.IGNORECASE)


def leads_astray(address: str) -> bool:
    """Whether a link would do anything but open a page or a letter."""
    scheme = SCHEME.match(UNSEEN.sub("", address))
    return bool(scheme and scheme[1].lower() not in SPOKEN)


def is_foreign(address: str) -> bool:
    """Whether a browser would fetch ``address`` from elsewhere."""
    address = UNSEEN.sub("", address)
    return not PICTURE.fullmatch(address) and bool(SCHEME.match(address) or address.startswith(("//", "\\", "/\\")))


class Faults(HTMLParser):
    """What raw HTML holds beside the allowed ``tags`` with their attributes."""

    def __init__(self, tags: Mapping[str, set[str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.tags, self.found = tags, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags:
            self.found.append(f"<{tag}>")
            return
        for name, value in attrs:
            if name not in COMMON and name not in self.tags[tag]:
                self.found.append(f"<{tag} {name}>")
            elif name in PLACES and (leads_astray if tag == "a" else is_foreign)(value or ""):
                self.found.append(f"<{tag} {name}> that leads to {(value or '').strip()[:40]!r}")
            elif "url(" in (value or "") and not (value or "").startswith("url(#"):
                self.found.append(f"<{tag} {name}> that fetches {value!r}")

    def handle_data(self, data: str) -> None:
        if "<" in data:  # browsers end it with whatever follows
            self.found.append("an unfinished tag")

    def handle_decl(self, decl: str) -> None:
        self.found.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.handle_decl(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_decl(data)


@remembered
def faults_of(html: str, kind: str) -> list[str]:
    """What the raw HTML of a "text" or a "drawing" may not hold."""
    parser = Faults(TAGS[kind])
    parser.feed(html)
    parser.close()
    return parser.found


def faults_in(doctree: nodes.document, source: Path) -> Iterator[tuple[nodes.Node, str]]:
    """Each node of a chapter that brings what it may not, with what that is; ``source`` is the folder of chapters."""
    for node in doctree.findall():
        if isinstance(node, nodes.raw) and "html" in node["format"].split() and "template" not in node:
            kind = "drawing" if isinstance(node.parent, nodes.figure) and "drawing" in node.parent else "text"
            for fault in faults_of(node.astext(), kind):
                yield node, f"raw HTML with {fault}"
        elif isinstance(node, nodes.image):
            address = node["uri"]
            path = source / address.lstrip("/")
            if is_foreign(address):
                yield node, f"an image from elsewhere: {address[:60]}"
            elif path.suffix.lower() == ".svg" and path.is_file() and ACTIVE.search(path.read_text("utf8")):
                yield node, f"an image with a script: {address}"
        elif isinstance(node, nodes.meta) and "http-equiv" in node:
            yield node, f"a meta tag that acts: {node['http-equiv']}"
        elif isinstance(node, nodes.Element) and leads_astray(node.get("refuri", "")):
            yield node, f"a link to {node['refuri'][:60]!r}"


def place_of(node: nodes.Node, chapter: str) -> str:
    """File and line of ``node``, or of what it stands in."""
    while node.parent is not None and node.line is None:
        node = node.parent
    return f"{chapter}:{node.line or 1}"


def check(app: Sphinx, doctree: nodes.document) -> None:
    """Stop if a chapter brings what browsers run, or fetch from elsewhere."""
    chapter = app.env.doc2path(app.env.docname)
    faults = dict.fromkeys(
        f"{place_of(node, str(chapter))}: {what}; write it in MyST, or review it as a template or script of the guide"
        for node, what in faults_in(doctree, Path(app.srcdir))
    )
    if faults:
        raise GuideError("\n".join(faults))


def connect(app: Sphinx) -> None:
    app.connect("doctree-read", check)
