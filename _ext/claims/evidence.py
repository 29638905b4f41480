"""What evidence says in words: where its cell stands, and at its claim."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.nodes import make_refnode

from ..execution.outputs import evidence
from ..project import project
from .domain import domain_of
from .rules import STANCES, Claim


def sentence(item: dict[str, Any]) -> list[nodes.Node]:
    """What a piece of evidence says, in words."""
    return [
        nodes.strong("", STANCES[item["stance"]]),
        nodes.Text(f": {item['what']} {item['text']} ({item['basis']}; it had to be {item['bound']}) "),
    ]


def dispute(claim: Claim) -> nodes.paragraph:
    """A quiet link to an issue form that names the claim, the build and the verdict."""
    address = project().issue(
        "disputed-claim", title=f"Disputed: {claim.id}", claim=claim.id, version=project().build, verdict=claim.verdict
    )
    link = nodes.reference("", "Dispute this claim", refuri=address)
    link["aria-label"] = f"Dispute this claim: {claim.title}"
    return nodes.paragraph("", "", link, classes=["dispute"])


def show_evidence(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write each piece of evidence where its cell stands and at its claim, each with a link to the other."""
    domain = domain_of(app.env)
    claims = {claim.id: claim for claim in domain.claims}
    for node in list(doctree.findall(evidence)):
        item = node["payload"]
        claim = claims[item["claim"]]
        link = make_refnode(app.builder, docname, claim.page, claim.anchor, nodes.Text(claim.title))
        classes = ["evidence", item["stance"], f"by-{claim.by}", f"of-{claim.id}"]
        line = nodes.paragraph("", "", *sentence(item), link, classes=classes, ids=node["ids"])
        node.replace_self(line)
    for box in list(doctree.findall(nodes.container)):
        if "evidence_of" not in box:
            continue
        found = nodes.bullet_list(classes=["evidence-list"])
        for page, items in domain.data["evidence"].items():
            for item in items:
                if item["claim"] == box["evidence_of"]:
                    link = make_refnode(app.builder, docname, page, item["anchor"], nodes.Text("experiment"))
                    found += nodes.list_item("", nodes.paragraph("", "", *sentence(item), link))
        box.append(found)
        box.parent.append(dispute(next(claim for claim in domain.claims if claim.id == box["evidence_of"])))


def connect(app: Sphinx) -> None:
    app.connect("doctree-resolved", show_evidence)
