"""Figures: a cell draws, a directive gives the drawing its number, caption, alt text and data table."""

import hashlib
import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from snippets.lab.mime import DRAWING

from ..blocks import fold, table
from ..claims.domain import domain_of
from ..errors import GuideError
from ..execution.outputs import record
from ..markup import render
from ..trees import in_each_page, tree_of
from .predictions import read_prediction, veil
from .values import look_up, measured

logger = logging.getLogger(__name__)


class DrawingDirective(SphinxDirective):
    """Place the drawing that a cell made by ``draw(name, …)``; the content is the caption."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {"alt": directives.unchanged_required, "predict": read_prediction}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if not self.options.get("alt") or not self.content:
            raise self.error(f"drawing '{name}' needs :alt: and a caption")
        label = f"figure-{self.env.docname}-{name}"
        figure = nodes.figure(drawing=name, alt=self.options["alt"], ids=[label], classes=["drawing"])
        figure["predict"] = self.options.get("predict")
        self.set_source_info(figure)
        caption = self.parse_content_to_nodes()
        figure += nodes.caption("", "", *caption[0].children)
        figure["names"] = [label]
        self.state.document.note_explicit_target(figure)
        return [figure]


class reprint(nodes.General, nodes.Element):  # noqa: N801
    """Stands for a chapter's drawing on another page; its children are the caption."""


class ReprintDirective(SphinxDirective):
    """Show a drawing of a chapter on this page again: its chapter and its name; the content is the caption."""

    required_arguments = 2
    has_content = True
    option_spec: ClassVar = {"veiled": directives.flag}  # until a reader has marked what it decides

    def run(self) -> list[nodes.Node]:
        page, name = self.arguments
        node = reprint("", *self.parse_content_to_nodes()[0].children, page=page, drawing=name)
        node["veiled"] = "veiled" in self.options
        self.set_source_info(node)
        return [node]


def place_reprints(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Copy each drawing from the chapter as it was read, its alt text included."""
    for node in list(doctree.findall(reprint)):
        chapter = tree_of(app.env, node["page"])
        found = (figure for figure in chapter.findall(nodes.figure) if figure.get("drawing") == node["drawing"])
        original = next(found, None)
        if original is None:
            raise GuideError(f"{node.source}:{node.line}: chapter '{node['page']}' has no drawing '{node['drawing']}'")
        caption = nodes.caption("", "", *node.children)
        canvas = next(part for part in original.findall(nodes.raw) if 'class="canvas"' in part.astext())
        name = f"reprint-{node['page']}-{node['drawing']}"
        figure = nodes.figure("", canvas.deepcopy(), caption, classes=["drawing"], ids=[name])
        figure["panels"], figure["alt"] = original["panels"], original["alt"]
        veiled = fold("", figure, summary="Show what was measured", classes=["veil"])
        node.replace_self(veiled if node["veiled"] else figure)


def drawn(document: nodes.document) -> dict[str, dict[str, Any]]:
    """The drawings of a chapter's cells by name."""
    found = [node["payload"] for node in document.findall(record) if node["mime"] == DRAWING]
    return {payload["name"]: payload for payload in found}


def canvas(panels: list[str], label: str, *, frame: str | None = None) -> str:
    """A drawing with its text alternative; ``frame``, the value it belongs to, hides all but the first of several."""
    return render("figures/canvas.html", panels=[Markup(svg) for svg in panels], label=label, frame=frame)


class PlaceDrawings(SphinxTransform):
    """Drawings join their captions once the whole chapter is read."""

    default_priority = 210  # after values are resolved

    def apply(self, **_: Any) -> None:
        values = measured(self.document)
        drawings = drawn(self.document)
        placed = set()
        for figure in self.document.findall(nodes.figure):
            if "drawing" not in figure:
                continue
            name = figure["drawing"]
            placed.add(name)
            if name not in drawings:
                logger.warning("no cell of this chapter draws '%s'", name, location=figure)
                continue
            try:
                alt = re.sub(r"\{([^{}]+)\}", lambda m: look_up(m[1], values), figure["alt"])
            except KeyError as error:
                logger.warning(error.args[0], location=figure)
                continue
            figure["alt"], figure["panels"] = alt, drawings[name]["panels"]
            figure["classes"].append(f"panels-{len(figure['panels'])}")
            if drawings[name]["timed"]:
                figure["classes"].append("timed")
            figure.insert(0, nodes.raw("", canvas(drawings[name]["panels"], alt), format="html"))
            figure.append(data_table(dict(drawings[name]["table"])))
        for name in drawings.keys() - placed:
            logger.warning("drawing '%s' has no place: write a {drawing} directive", name, location=self.env.docname)


class VeilDrawings(SphinxTransform):
    """Figures that answer a question wait for the reader's guess, whole and with their controls."""

    default_priority = 230  # after explorers have their controls

    def apply(self, **_: Any) -> None:
        for figure in list(self.document.findall(nodes.figure)):
            if figure.get("predict"):
                try:
                    veil(figure, figure["predict"], measured(self.document))
                except KeyError as error:
                    logger.warning(error.args[0], location=figure)


def data_table(columns: dict[str, list[str]]) -> nodes.legend:
    """The drawing's numbers, folded."""
    rows: list[list[nodes.Node]] = [[nodes.Text(cell) for cell in row] for row in zip(*columns.values(), strict=True)]
    return nodes.legend("", fold("", table(list(columns), rows, ["data"]), summary="The data of this figure"))


def add_scripts(app: Sphinx, page: str, template: str, context: object, doctree: nodes.document | None) -> None:
    if doctree and any(figure.get("predict") for figure in doctree.findall(nodes.figure)):
        app.add_js_file("page/predict.js", loading_method="defer")


def digests(env: BuildEnvironment, page: str, tree: nodes.document) -> dict[str, str]:
    """The drawings of a page, each with the SHA-256 of all that shows it."""
    figures = (figure for figure in tree.findall(nodes.figure) if "drawing" in figure)
    return {figure["drawing"]: hashlib.sha256(figure.pformat().encode()).hexdigest() for figure in figures}


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop if a claim names a figure that its page does not have."""
    problems, drawings = [], in_each_page(env, digests)
    for claim in domain_of(env).claims:
        if claim.figure and claim.figure not in drawings[claim.page]:
            known = ", ".join(sorted(drawings[claim.page])) or "none"
            problems.append(f"{claim.place}: this page has no drawing '{claim.figure}' (it has {known})")
    if problems:
        raise GuideError("\n".join(problems))


def connect(app: Sphinx) -> None:
    app.connect("env-updated", check)
    app.add_directive("drawing", DrawingDirective)
    app.add_node(reprint)
    app.add_directive("reprint", ReprintDirective)
    app.connect("doctree-resolved", place_reprints)
    app.add_transform(PlaceDrawings)
    app.add_transform(VeilDrawings)
    app.connect("html-page-context", add_scripts)
