"""Claims live for ever: one that was withdrawn says so where it stood."""

from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from ..claims.domain import domain_of
from ..errors import GuideError


class RetiredDirective(SphinxDirective):
    """The place of a claim that was withdrawn: its ID, and the reason with the version."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        id = self.arguments[0]
        if not self.content:
            raise self.error(f"retired claim '{id}' needs the reason, with the version")
        source, line = self.get_source_info()
        domain_of(self.env).data["retired"].setdefault(self.env.docname, []).append((id, f"{source}:{line}"))
        box = nodes.container(classes=["retired"], ids=[f"claim-{id}"])
        box += nodes.paragraph("", "", nodes.strong("", "Withdrawn claim"), nodes.Text(f" ({id})"))
        box += self.parse_content_to_nodes()
        return [box]


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop if an ID is used again."""
    claims = {claim.id: claim.place for claim in domain_of(env).claims}
    problems = []
    for id, place in (retired for page in domain_of(env).data["retired"].values() for retired in page):
        if id in claims:
            problems.append(f"{claims[id]}: claim ID '{id}' was retired at {place}; give the claim a new ID")
        claims[id] = place
    if problems:
        raise GuideError("\n".join(problems))


def connect(app: Sphinx) -> None:
    app.add_directive("retired", RetiredDirective)
    app.connect("env-updated", check)
