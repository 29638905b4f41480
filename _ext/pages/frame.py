"""What the head of each page says about it, and references that form no list."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

SUMMARY_LENGTH = 160  # what search engines show of a description


def summary(doctree: nodes.document) -> str:
    """The first paragraph of a page, cut at the end of a sentence or a word."""
    paragraph = next((p for p in doctree.findall(nodes.paragraph) if isinstance(p.parent, nodes.section)), None)
    text = " ".join(paragraph.astext().split()) if paragraph else ""
    if len(text) <= SUMMARY_LENGTH:
        return text
    whole, stop, _ = text[:SUMMARY_LENGTH].rpartition(". ")
    return whole + "." if stop else text[: SUMMARY_LENGTH - 1].rpartition(" ")[0] + "…"


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    described = summary(doctree) if doctree is not None else ""
    context["description"] = described or f"{context.get('title') or page.capitalize()} of {app.config.project}"
    if doctree is not None:
        context["html_baseurl"] = app.config.html_baseurl


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """A reference without the roles that docutils gives it, which are deprecated and form no valid list."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    translator.body.append("</div>\n")


def connect(app: Sphinx) -> None:
    app.connect("html-page-context", describe)
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
