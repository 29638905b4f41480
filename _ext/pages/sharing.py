"""The picture that a link to a page shows elsewhere: its question over the answer, unmarked, as the page opens."""

import shutil
import textwrap
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..claims.domain import domain_of
from ..markup import render
from .assets import made

WIDTH, HEIGHT = 1200, 630  # pixels, as link previews want it
COLORS = {"ink": "#222832", "pen": "#a8320b", "rule": "#c9d3dd"}
TITLE, SCRIPT, STEP = 38, 56, 48  # letters of a line of each, and pixels from line to line
SHADES = 16  # enough for ink, pen and paper; every version of the guide keeps its pictures


def answer(env: BuildEnvironment, doctree: nodes.document) -> str:
    """The first script of a page as plain text, without the numbers of its statements; empty where there is none."""
    texts = {f"#{claim.anchor}": claim.text for claim in domain_of(env).claims}
    script = next((node for node in doctree.findall(nodes.container) if "script" in node["classes"]), nodes.container())
    said = (node["refuri"] for node in script.findall(nodes.reference) if "said" in node["classes"])
    return " ".join(texts[address[address.index("#") :]] for address in said)


def picture(project: str, title: str, said: str) -> str:
    """An SVG of ``title`` over what was ``said``, on ruled paper."""
    head = textwrap.wrap(title, TITLE, max_lines=2, placeholder=" …")
    first = 140 + 52 * len(head)
    lines = (HEIGHT - first) // STEP + 1
    script = textwrap.wrap(said, SCRIPT, max_lines=lines - 1, placeholder=" …")
    place = {"width": WIDTH, "height": HEIGHT, "first": first, "step": STEP, "lines": lines}
    return render("pages/share.svg", project=project, title=head, script=script, **place, **COLORS)


def rasterize(svg: str, path: Path) -> None:
    from PIL import Image  # both here, for most builds make no picture

    from ..raster import png

    few = Image.open(BytesIO(png(svg, WIDTH))).convert("RGB").quantize(SHADES)
    few.save(path, "PNG", optimize=True)


def share(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Pages with a script show it, all others that of the front page."""
    if doctree is None or app.builder.format != "html":
        return
    context["share"] = {"page": app.config.root_doc, "alt": app.config.project}
    said = answer(app.env, doctree)
    if said:
        svg = picture(app.config.project, context["title"], said)
        target = Path(app.outdir, "_static", "share", f"{page}.png")
        target.parent.mkdir(parents=True, exist_ok=True)
        inputs = [Path(__file__).read_bytes(), svg.encode()]
        shutil.copyfile(made(Path(app.outdir).parent / "assets", inputs, partial(rasterize, svg)), target)
        context["share"] = {"page": page, "alt": f"An answer to mark: {said}"}


def connect(app: Sphinx) -> None:
    app.connect("html-page-context", share)
