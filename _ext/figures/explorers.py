"""Explorers: figures with controls. Without scripts and on paper the figure stands as its cell drew it."""

import json
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from ..markup import render
from .drawings import DrawingDirective, canvas, drawn

logger = logging.getLogger(__name__)


class controls(nodes.General, nodes.Element):  # noqa: N801
    """What readers of a figure may set; for browsers alone."""


class ExplorerDirective(DrawingDirective):
    """As `drawing`, with the controls that its cell gave it."""

    def run(self) -> list[nodes.Node]:
        [figure] = super().run()
        assert isinstance(figure, nodes.figure)
        figure["explorer"] = True
        return [figure]


class PlaceControls(SphinxTransform):
    """Controls join their drawings."""

    default_priority = 220  # after drawings are placed

    def apply(self, **_: Any) -> None:
        drawings = drawn(self.document)
        for figure in self.document.findall(nodes.figure):
            if "explorer" not in figure or figure["drawing"] not in drawings:
                continue
            explorer = drawings[figure["drawing"]].get("explorer")
            if explorer is None:
                name = figure["drawing"]
                logger.warning("drawing '%s' has no controls: place it by {drawing}", name, location=figure)
                continue
            [texts, start] = (explorer["controls"][0][key] for key in ("texts", "start"))
            frames = explorer.get("frames", [])
            others = [
                canvas(panels, said, frame=text)
                for text, (panels, said) in zip(texts, frames, strict=bool(frames))
                if text != texts[start]
            ]
            form = form_of(figure["drawing"], explorer)
            figure.insert(1, controls("", scripts=explorer["scripts"], html="\n".join([*others, form])))


def form_of(name: str, explorer: dict[str, Any]) -> str:
    """The controls of figure ``name``, a place for the result's sentence, and the data for the script."""
    data = explorer["data"] | {"values": {c["name"]: c["values"] for c in explorer["controls"]}}
    said = ""
    if "frames" in explorer:
        data["said"] = [said for _, said in explorer["frames"]]
        start = explorer["controls"][0]["start"]
        data["start"], said = explorer["controls"][0]["texts"][start], data["said"][start]
    numbers = json.dumps(data, separators=(",", ":")).replace("</", "<\\/")
    return render(
        "figures/explorer.html",
        name=name,
        script=explorer["scripts"][-1],
        controls=explorer["controls"],
        said=said,
        longest=max(data.get("said", []), key=len, default=""),
        numbers=Markup(numbers),
    )


def visit(translator: HTML5Translator, node: controls) -> None:
    translator.body.append(node["html"])
    raise nodes.SkipNode


def skip(_: Any, __: nodes.Node) -> None:
    raise nodes.SkipNode


def add_scripts(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Scripts for the pages that use them, the shared one first."""
    used = [name for node in doctree.findall(controls) for name in node["scripts"]] if doctree else []
    for name in dict.fromkeys(["explorer", *used] if used else []):
        app.add_js_file(f"explorers/{name}.js", loading_method="defer")


def connect(app: Sphinx) -> None:
    app.add_node(controls, html=(visit, None), text=(skip, None))
    app.add_directive("explorer", ExplorerDirective)
    app.add_transform(PlaceControls)
    app.connect("html-page-context", add_scripts)
