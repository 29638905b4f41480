"""All claims and all evidence of the guide, as Sphinx keeps them between builds."""

from collections import Counter
from collections.abc import Set as AbstractSet
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from ..errors import GuideError
from ..execution.outputs import evidence
from ..execution.record import read_record
from .rules import Claim, broken_rules


def record_path(env: BuildEnvironment) -> Path:
    """Where the record of trials is kept."""
    return Path(env.srcdir) / "trials.json"


class ClaimDomain(Domain):
    """All claims and all evidence of the guide."""

    name = "guide"
    label = "Marked Answers"
    roles: ClassVar = {"claim": XRefRole(innernodeclass=nodes.inline, warn_dangling=True)}
    initial_data: ClassVar = {"claims": {}, "retired": {}, "evidence": {}, "summaries": {}}  # each by page
    data_version = 3

    def add(self, claim: Claim) -> None:
        self.data["claims"].setdefault(claim.page, []).append(claim)

    @property
    def claims(self) -> list[Claim]:
        return [claim for page in self.data["claims"].values() for claim in page]

    @property
    def evidence(self) -> list[dict[str, Any]]:
        return [item for page in self.data["evidence"].values() for item in page]

    @cached_property
    def trials(self) -> dict[str, Any]:
        """The record of trials, by page, as it is in this build."""
        return read_record(record_path(self.env))

    @cached_property
    def older(self) -> dict[str, bool]:
        """Whether the record is older than a page, of those that were asked for in this build."""
        return {}

    def clear_doc(self, docname: str) -> None:
        for kind in self.data.values():
            if isinstance(kind, dict):
                kind.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        for kind in self.initial_data:
            self.data[kind].update({doc: otherdata[kind][doc] for doc in docnames if doc in otherdata[kind]})

    def put_in_order(self) -> None:
        """Keep pages as a new build reads them: one that is read again comes last."""
        for kind in self.initial_data:
            self.data[kind] = dict(sorted(self.data[kind].items()))

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        path, seen = env.doc2path(docname), Counter[str]()
        found = self.data["evidence"][docname] = []
        for node in document.findall(evidence):
            payload = node["payload"]
            seen[payload["claim"]] += 1
            anchor = f"evidence-{payload['claim']}-{seen[payload['claim']]}"
            node["ids"] = [anchor]
            found.append(payload | {"place": f"{path}:{node['line'] + payload['line'] - 1}", "anchor": anchor})

    def resolve_xref(
        self, env: BuildEnvironment, fromdocname: str, builder: Builder, typ: str, target: str,
        node: addnodes.pending_xref, contnode: nodes.Element,
    ) -> nodes.reference | None:  # fmt: skip
        claim = next((c for c in self.claims if c.id == target), None)
        if claim is None:
            return None
        if not node["refexplicit"]:
            contnode = nodes.inline("", claim.title, classes=["of-claim"])
        return make_refnode(builder, fromdocname, claim.page, claim.anchor, contnode, claim.title)

    def resolve_any_xref(self, *_: Any) -> list[tuple[str, nodes.reference]]:
        return []


def domain_of(env: BuildEnvironment) -> ClaimDomain:
    return env.domains["guide"]  # type: ignore[return-value]


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """After all pages are read, in every build: stop if a claim and its evidence disagree."""
    domain = domain_of(env)
    domain.put_in_order()
    problems = broken_rules(domain.claims, domain.evidence)
    if problems:
        raise GuideError("\n".join(problems))


def connect(app: Sphinx) -> None:
    app.add_domain(ClaimDomain)
    app.connect("env-updated", check)
