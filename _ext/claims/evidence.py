"""What evidence says in words: once, at its claim, with a link to the cell that measured it."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import make_refnode

from ..blocks import fold
from ..execution.outputs import evidence
from ..project import project
from . import asked
from .domain import domain_of
from .rules import STANCES, Claim


def sentence(item: dict[str, Any]) -> list[nodes.Node]:
    """What a piece of evidence says, in words."""
    return [
        nodes.strong("", STANCES[item["stance"]]),
        nodes.Text(f": {item['what']} {item['text']} "),
        nodes.inline("", f"({item['basis']}", classes=["basis"]),
        nodes.inline("", f"; it had to be {item['bound']}", classes=["audit"]),
        nodes.Text(") "),
    ]


def dispute(claim: Claim) -> nodes.paragraph:
    """A quiet link to an issue form that names the claim, the build and the verdict."""
    address = project().issue(
        "disputed-claim", title=f"Disputed: {claim.id}", claim=claim.id, version=project().build, verdict=claim.verdict
    )
    link = nodes.reference("", "Dispute this claim", refuri=address)
    link["aria-label"] = f"Dispute this claim: {claim.title}"
    return nodes.paragraph("", "", link, classes=["dispute", "audit"])


def show_evidence(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write each piece of evidence at its claim; where its cell stands it leaves an address."""
    domain = domain_of(app.env)
    for node in list(doctree.findall(evidence)):
        node.replace_self(nodes.paragraph(ids=node["ids"], classes=["measured-here"]))
    for box in list(doctree.findall(fold)):
        if "evidence_of" not in box:
            continue
        found = nodes.bullet_list(classes=["evidence-list"])
        for page, items in domain.data["evidence"].items():
            for item in items:
                if item["claim"] == box["evidence_of"]:
                    link = make_refnode(app.builder, docname, page, item["anchor"], nodes.Text("experiment"))
                    found += nodes.list_item("", nodes.paragraph("", "", *sentence(item), link))
        box["summary"] = f"{len(found)} result{'s' if len(found) > 1 else ''}"
        claim = next(claim for claim in domain.claims if claim.id == box["evidence_of"])
        box += [found, *asked.line(app, claim), dispute(claim)]


def connect(app: Sphinx) -> None:
    app.connect("doctree-resolved", show_evidence)
