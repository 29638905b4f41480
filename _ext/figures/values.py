"""Measured values in the text: a role names what a cell recorded, and the number takes its place."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from snippets.lab.mime import VALUES

from ..execution.outputs import record

logger = logging.getLogger(__name__)


class value(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A reference to a measured value, before it is resolved."""


def measured(document: nodes.document) -> dict[str, dict[str, str]]:
    """The values that a chapter's cells recorded: name to its forms (``""`` is the usual one)."""
    found: dict[str, dict[str, str]] = {}
    for node in document.findall(record):
        if node["mime"] == VALUES:
            found.update(node["payload"])
    return found


def find(reference: str, values: dict[str, dict[str, str]]) -> tuple[dict[str, str], str]:
    """All forms of the value that ``name`` or ``name.form`` refers to, and which of them.

    Raises:
        KeyError: nothing of that name was recorded; the message lists what was.
    """
    name, _, form = reference.rpartition(".")
    if reference in values:
        return values[reference], ""
    if form in values.get(name, {}):
        return values[name], form
    known = ", ".join(sorted(values)) or "nothing"
    raise KeyError(f"no cell of this chapter recorded '{reference}' (recorded: {known})")


def numeral(text: str) -> float:
    """A recorded number, as pages write it, as a number."""
    return float(text.replace("\N{MINUS SIGN}", "-").replace(",", "").rstrip(" %"))


def said(forms: dict[str, str], form: str) -> str:
    """The text of a value in one of its forms: ``""`` is without its interval."""
    return forms[form or "brief"]


def look_up(reference: str, values: dict[str, dict[str, str]]) -> str:
    """The text of ``name`` (without its interval) or ``name.form``; raises as `find` does."""
    return said(*find(reference, values))


def measured_node(forms: dict[str, str], form: str) -> nodes.TextElement:
    """A measured number in a sentence, its interval for those who audit; one that no other run repeats says so."""
    text = said(forms, form)
    interval = [nodes.inline("", forms["interval"], classes=["audit"])] if not form and forms["interval"] else []
    if forms["timed"] and form in {"", "mean", "low", "high"}:
        explanation = forms["timed"]
        return nodes.abbreviation(text, text, *interval, explanation=explanation, classes=["measured", "timed"])
    return nodes.inline(text, text, *interval, classes=["measured"])


class ValueRole(SphinxRole):
    """``{value}`tied` ``: a number from the run."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        node = value(self.rawtext, reference=self.text)
        self.set_source_info(node)
        return [node], []


class ResolveValues(SphinxTransform):
    """Numbers take the place of their references, once the whole chapter is read."""

    default_priority = 200

    def apply(self, **_: Any) -> None:
        values = measured(self.document)
        for node in list(self.document.findall(value)):
            try:
                node.replace_self(measured_node(*find(node["reference"], values)))
            except KeyError as error:
                logger.warning(error.args[0], location=node)
                node.replace_self(nodes.inline("?", "?"))


def connect(app: Sphinx) -> None:
    app.add_node(value)
    app.add_role("value", ValueRole())
    app.add_transform(ResolveValues)
