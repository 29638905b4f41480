"""Claims: a directive that states one, a role that refers to one, and their evidence beside them."""

from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from .errors import GuideError
from .folds import fold
from .outputs import evidence
from .project import project
from .rules import Claim, broken_rules

SPEAKERS = {"learner": "The learner said", "key": "The answer key says", "guide": "The guide adds"}
VERDICTS = {"right": "✓", "partly": "◐", "wrong": "✗", "missing": "+"}
SEAL = '<p class="seal"><a href="#sheet-{id}">Mark it first</a>, then the verdict opens.</p>'
STANCES = {"supports": "Supports", "limits": "Limits", "refutes": "Refutes"}


def marks(verdict: str) -> list[nodes.Node]:
    """A verdict as readers see it: drawn in the margin, and as symbol and word."""
    word = nodes.strong("", verdict, classes=["verdict"])
    symbol = nodes.inline("", VERDICTS[verdict], classes=["symbol"])
    pen = nodes.raw("", f'<span class="pen pen-{verdict}" aria-hidden="true"></span>', format="html")
    return [pen, nodes.paragraph("", "", symbol, nodes.Text(" "), word, classes=["given"])]


class ClaimDirective(SphinxDirective):
    """State a claim: its ID, who says it, its verdict, a short title, the statement, and then the reason."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "by": lambda text: directives.choice(text, tuple(SPEAKERS)),
        "verdict": lambda text: directives.choice(text, tuple(VERDICTS)),
        "title": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        missing = [name for name in self.option_spec if name not in self.options]
        if missing:
            raise self.error(f"claim '{self.arguments[0]}' lacks :{missing[0]}:")
        parts = self.parse_content_to_nodes()
        if len(parts) < 2:
            raise self.error(
                f"claim '{self.arguments[0]}' needs a statement, an empty line, and the reason for its verdict"
            )
        by, verdict = self.options["by"], self.options["verdict"]
        source, line = self.get_source_info()
        claim = Claim(
            self.arguments[0], self.options["title"], by, verdict, parts[0].astext(), self.env.docname,
            f"{source}:{line}", "\n".join(self.content),
        )  # fmt: skip
        domain_of(self.env).add(claim)
        box = nodes.container(classes=["claim", f"by-{by}", f"verdict-{verdict}"], ids=[claim.anchor], claim=claim.id)
        box.document = self.state.document
        speaker = nodes.paragraph("", f"{SPEAKERS[by]}:", classes=["speaker"])
        anchor = nodes.reference("", "#", refid=claim.anchor, internal=True, classes=["permalink"])
        speaker += [nodes.Text(" "), anchor]
        statement = nodes.container("", parts[0], classes=["statement"], by=by, claim=claim.id)
        box += [speaker, statement]
        marked: nodes.Element = nodes.container(classes=["answer"])
        if by == "learner":  # readers mark these first
            box += nodes.raw("", SEAL.format(id=claim.id), format="html")
            marked = fold(summary="The verdict, and why", classes=["answer"])
        marked += marks(verdict)
        marked += nodes.container("", *parts[1:], classes=["reason"])
        marked += nodes.container(classes=["evidence-of-claim"], evidence_of=claim.id)
        box += marked
        return [box]


class ClaimDomain(Domain):
    """All claims and all evidence of the guide."""

    name = "guide"
    label = "Marked Answers"
    roles: ClassVar = {"claim": XRefRole(innernodeclass=nodes.inline, warn_dangling=True)}
    directives: ClassVar = {"claim": ClaimDirective}
    initial_data: ClassVar = {"claims": {}, "retired": {}, "evidence": {}, "summaries": {}}  # each by page
    data_version = 2

    def add(self, claim: Claim) -> None:
        self.data["claims"].setdefault(claim.page, []).append(claim)

    @property
    def claims(self) -> list[Claim]:
        return [claim for page in self.data["claims"].values() for claim in page]

    @property
    def evidence(self) -> list[dict[str, Any]]:
        return [item for page in self.data["evidence"].values() for item in page]

    def clear_doc(self, docname: str) -> None:
        for kind in self.data.values():
            if isinstance(kind, dict):
                kind.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        for kind in self.initial_data:
            self.data[kind].update({doc: otherdata[kind][doc] for doc in docnames if doc in otherdata[kind]})

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        path = env.doc2path(docname)
        self.data["evidence"][docname] = [
            node["payload"]
            | {"place": f"{path}:{node['line'] + node['payload']['line'] - 1}", "anchor": self.name_evidence(node)}
            for node in document.findall(evidence)
        ]

    @staticmethod
    def name_evidence(node: nodes.Element) -> str:
        """An address for the place where a cell judges a claim."""
        twins = [n for n in node.document.findall(evidence) if n["payload"]["claim"] == node["payload"]["claim"]]  # type: ignore[union-attr]
        identifier = f"evidence-{node['payload']['claim']}-{twins.index(node) + 1}"
        node["ids"] = [identifier]
        return identifier

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: addnodes.pending_xref, contnode: nodes.Element,
    ) -> nodes.reference | None:  # fmt: skip
        claim = next((c for c in self.claims if c.id == target), None)
        if claim is None:
            return None
        if not node["refexplicit"]:
            contnode = nodes.inline("", f"{VERDICTS[claim.verdict]} {claim.title}")
        return make_refnode(builder, fromdocname, claim.page, claim.anchor, contnode, claim.title)

    def resolve_any_xref(self, *_: Any) -> list[tuple[str, nodes.reference]]:
        return []


def domain_of(env: BuildEnvironment) -> ClaimDomain:
    return env.domains["guide"]  # type: ignore[return-value]


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """After all pages are read, in every build: stop if a claim and its evidence disagree."""
    domain = domain_of(env)
    problems = broken_rules(domain.claims, domain.evidence)
    if problems:
        raise GuideError("\n".join(problems))


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


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_domain(ClaimDomain)
    app.add_directive("claim", ClaimDirective)
    app.connect("env-updated", check)
    app.connect("doctree-resolved", show_evidence)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
