"""Blocks that several rooms build: tables, and folds that readers open, as ``<details>``, without scripts too."""

from html import escape
from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator


def table(head: list[str], rows: list[list[nodes.Node]], classes: list[str]) -> nodes.table:
    """A table of docutils nodes with one head row."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in head), cols=len(head))
    group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in head)))
    body = nodes.tbody()
    for row in rows:
        body += nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in row))
    group += body
    return nodes.table("", group, classes=classes)


class fold(nodes.General, nodes.Element):  # noqa: N801
    """Folded content under its ``summary``, a plain text."""


class FoldDirective(SphinxDirective):
    """Fold the content away under the words that are given."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        return [fold("", *self.parse_content_to_nodes(), summary=self.arguments[0], classes=["fold"])]


def visit(translator: HTML5Translator, node: fold) -> None:
    translator.body.append(translator.starttag(node, "details"))
    translator.body.append(f"<summary>{escape(node['summary'])}</summary>\n")


def depart(translator: HTML5Translator, node: fold) -> None:
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(fold, html=(visit, depart))
    app.add_directive("fold", FoldDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
