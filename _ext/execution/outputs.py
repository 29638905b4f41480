"""What cells hand to pages: evidence, measured values and drawings, as docutils nodes."""

from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx

from snippets.lab.mime import DRAWING, EVIDENCE, VALUES


class record(nodes.Invisible, nodes.Element):  # noqa: N801
    """Values or a drawing, kept where the cell stands for others to refer to."""


class evidence(nodes.General, nodes.Element):  # noqa: N801
    """One judgement of a claim; the room of claims turns it into a visible line."""


class GuideOutputs:
    """myst-nb's plugin: nodes for the MIME types of the bench."""

    mime_priority_overrides: ClassVar = [("*", mime, 1) for mime in (EVIDENCE, VALUES, DRAWING)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        kinds = {EVIDENCE: evidence, VALUES: record, DRAWING: record}
        if data.mime_type not in kinds or inline:
            return None
        return [kinds[data.mime_type](mime=data.mime_type, payload=dict(data.content), line=data.line)]


def skip(_: Any, __: nodes.Node) -> None:
    raise nodes.SkipNode


def connect(app: Sphinx) -> None:
    app.add_node(record, html=(skip, None), text=(skip, None))
    app.add_node(evidence)
