"""What cells hand to pages: evidence, measured values and drawings, as docutils nodes."""

from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from snippets.lab.mime import DRAWING, EVIDENCE, VALUES

logger = logging.getLogger(__name__)


class record(nodes.Invisible, nodes.Element):  # noqa: N801
    """Values or a drawing, kept where the cell stands for others to refer to."""


class evidence(nodes.General, nodes.Element):  # noqa: N801
    """One judgement of a claim; `_ext.claims` turns it into a visible line."""


class value(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A reference to a measured value, before it is resolved."""


class GuideOutputs:
    """myst-nb's plugin: nodes for the MIME types of the bench."""

    mime_priority_overrides: ClassVar = [("*", mime, 1) for mime in (EVIDENCE, VALUES, DRAWING)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        kinds = {EVIDENCE: evidence, VALUES: record, DRAWING: record}
        if data.mime_type not in kinds or inline:
            return None
        return [kinds[data.mime_type](mime=data.mime_type, payload=dict(data.content), line=data.line)]


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


def look_up(reference: str, values: dict[str, dict[str, str]]) -> str:
    """The text of ``name`` or ``name.form``; raises as `find` does."""
    forms, form = find(reference, values)
    return forms[form]


def measured_node(forms: dict[str, str], form: str) -> nodes.TextElement:
    """A measured number in the text; one that another run would not repeat says so."""
    text = forms[form]
    if forms["timed"] and form in {"", "mean", "low", "high"}:
        return nodes.abbreviation(text, text, explanation=forms["timed"], classes=["measured", "timed"])
    return nodes.inline(text, text, classes=["measured"])


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


def skip(_: Any, __: nodes.Node) -> None:
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(record, html=(skip, None), text=(skip, None))
    app.add_node(value)
    app.add_node(evidence)
    app.add_role("value", ValueRole())
    app.add_transform(ResolveValues)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
