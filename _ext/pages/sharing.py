"""The picture that a link to a page shows elsewhere: the page's title over its first figure."""

import re
import shutil
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import matplotlib as mpl
import resvg_py
from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

from snippets.lab.paper import on_paper, side_by_side

from ..markup import render
from .assets import made

WIDTH, HEIGHT = 1200, 630  # pixels, as link previews want it
INK = "#222832"
LETTERS_PER_LINE = 42
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SIZE = re.compile(r'\s(?:width|height)="[^"]*"')


def first_drawing(doctree: nodes.document) -> tuple[str, str] | None:
    """The first drawing of a page and what it shows in words; CPU times would make each build's picture another."""
    for figure in doctree.findall(nodes.figure):
        if "panels" in figure and "timed" not in figure["classes"]:
            return on_paper(side_by_side(figure["panels"])), figure["alt"]
    return None


def picture(title: str, drawing: str) -> str:
    """An SVG of ``title`` over ``drawing``."""
    lines = textwrap.wrap(title, LETTERS_PER_LINE, max_lines=2, placeholder=" …")
    top = 110 + 54 * len(lines)
    tag = drawing[: drawing.index(">")]
    sized = f'{SIZE.sub("", tag)} x="50" y="{top}" width="{WIDTH - 100}" height="{HEIGHT - top - 30}" color="{INK}"'
    placed = drawing.replace(tag, sized, 1)
    return render("pages/share.svg", width=WIDTH, height=HEIGHT, ink=INK, lines=lines, drawing=Markup(placed))


def rasterize(svg: str, path: Path) -> None:
    png = resvg_py.svg_to_bytes(
        svg_string=svg, width=WIDTH, skip_system_fonts=True, font_dirs=[str(FONTS)], font_family="DejaVu Sans"
    )
    path.write_bytes(bytes(png))


def share(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Pages with a figure show their own, all others that of the front page."""
    if doctree is None or app.builder.format != "html":
        return
    context["share"] = {"page": app.config.root_doc, "alt": app.config.project}
    found = first_drawing(doctree)
    if found:
        drawing, alt = found
        svg = picture(context["title"], drawing)
        target = Path(app.outdir, "_static", "share", f"{page}.png")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made(Path(app.outdir).parent / "assets", [svg.encode()], partial(rasterize, svg)), target)
        context["share"] = {"page": page, "alt": alt}


def connect(app: Sphinx) -> None:
    app.connect("html-page-context", share)
