"""The ledger: every claim of the guide on one page, the learner's score, and what else sums up other pages."""

import json
from collections.abc import Callable

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.nodes import make_refnode

from ..blocks import table
from ..execution.store import runs_of
from ..markup import raw
from ..trees import tree_of
from . import asked
from .domain import domain_of, record_path
from .records import as_json, pages
from .rules import SPEAKERS, VERDICTS
from .statements import verdict_mark


class ledger(nodes.General, nodes.Element):  # noqa: N801
    """Stands for one of PARTS until all pages are read."""


class LedgerDirective(SphinxDirective):
    """One view of the claims: one of PARTS."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        if self.arguments[0] not in PARTS:
            raise self.error(f"the ledger has the parts {', '.join(PARTS)}")
        domain_of(self.env).data["summaries"][self.env.docname] = True
        self.env.note_dependency(str(record_path(self.env)))
        return [ledger(part=self.arguments[0])]


def chapter_link(env: BuildEnvironment, builder: Builder, here: str, page: str) -> nodes.Node:
    return make_refnode(builder, here, page, None, nodes.Text(env.titles[page].astext()))


def first_sentence(paragraph: nodes.Element) -> list[nodes.Node]:
    """Copies of what stands in ``paragraph`` up to the end of its first sentence."""
    found: list[nodes.Node] = []
    for child in paragraph.children:
        head, stop, _ = child.partition(". ") if isinstance(child, nodes.Text) else ("", "", "")
        if stop:
            return [*found, nodes.Text(f"{head}.")]
        if isinstance(child, nodes.reference):  # to another place of the claim's page
            found.append(nodes.Text(child.astext()))
        elif not isinstance(child, addnodes.pending_xref):
            found.append(child.deepcopy())
        elif found and isinstance(found[-1], nodes.Text):  # citations stand where the claim does
            found[-1] = nodes.Text(found[-1].rstrip())
    return found


def corrections(env: BuildEnvironment) -> dict[str, nodes.inline]:
    """Of each claim, the first sentence of why it has its verdict."""
    found = {}
    for page in pages(env, domain_of(env).claims):
        claim = ""
        for part in tree_of(env, page).findall(nodes.container):  # the claim's own comes before those within it
            claim = part.get("claim", claim)
            if "reason" in part["classes"]:
                found[claim] = nodes.inline("", "", *first_sentence(next(iter(part.findall(nodes.paragraph)))))
    return found


def misconceptions(env: BuildEnvironment, builder: Builder, here: str) -> nodes.Node:
    """Each wrong or half-right belief in alphabetical order, with one sentence of correction and where it is tested."""
    found = sorted((c for c in domain_of(env).claims if c.verdict in {"wrong", "partly"}), key=lambda c: c.title)
    said = corrections(env)
    rows: list[list[nodes.Node]] = [
        [
            make_refnode(builder, here, claim.page, claim.anchor, nodes.Text(claim.title)),
            verdict_mark(claim.verdict),
            said[claim.id],
        ]
        for claim in found
    ]
    return table(["Belief", "Verdict", "What is so"], rows, ["misconceptions"])


def runs(app: Sphinx, here: str) -> nodes.Node:
    """How long each chapter's cells took in the run that these pages show, and on what."""
    rows: list[list[nodes.Node]] = []
    for page, run in runs_of(app).items():
        seconds = nodes.Text(f"{run['seconds']} s")
        where = nodes.Text(f"{run['processor']}, Python {run['python']}, torch {run['torch']}")
        rows.append([chapter_link(app.env, app.builder, here, page), seconds, where])
    return table(["Chapter", "Run time", "On"], rows, ["runs"])


def claims(env: BuildEnvironment, builder: Builder, here: str) -> nodes.Node:
    """Every claim with who says it, its verdict, its evidence and seeds, below a form that narrows and orders them."""
    domain = domain_of(env)
    rows: list[list[nodes.Node]] = []
    for page in pages(env, domain.claims):
        for claim in (c for c in domain.claims if c.page == page):
            items = [item for item in domain.evidence if item["claim"] == claim.id]
            shown = "; ".join(f"{item['stance']}: {item['what']} {item['text']}" for item in items)
            seeds = max(
                (i["estimate"]["count"] for i in items if i["estimate"]["interval"] in {"95 %", "range"}),
                default=0,
            )
            rows.append([
                make_refnode(builder, here, page, claim.anchor, nodes.Text(claim.title)),
                nodes.Text(claim.by),
                verdict_mark(claim.verdict),
                nodes.Text(shown),
                nodes.Text(str(seeds) if seeds else "exact or timed"),
                *asked.cells(domain.trials, claim),
            ])  # fmt: skip
    narrowed = table(["Claim", "By", "Verdict", "Evidence", "Seeds", *asked.KINDS], rows, ["ledger"])
    form = raw("claims/sift.html", speakers=list(SPEAKERS), verdicts=list(VERDICTS), claims=len(rows))
    return nodes.container("", form, narrowed, classes=["sifted"])


PARTS: dict[str, Callable[[Sphinx, str], nodes.Node]] = {
    "misconceptions": lambda app, here: misconceptions(app.env, app.builder, here),
    "runs": runs,
    "caught": lambda app, here: asked.caught(app),
    "claims": lambda app, here: claims(app.env, app.builder, here),
}


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class count(nodes.Inline, nodes.Element):  # noqa: N801
    """Stands for the number of the learner's chapters until all pages are read."""


class CountRole(SphinxRole):
    """How many questions the learner has answered, a chapter each: {chapters}`count`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        domain_of(self.env).data["summaries"][self.env.docname] = True
        return [count()], []


def counted(env: BuildEnvironment) -> nodes.Text:
    number = len({claim.page for claim in domain_of(env).claims if claim.by == "learner"})
    return nodes.Text(NUMBERS[number] if number < len(NUMBERS) else str(number))


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(ledger)):
        node.replace_self(PARTS[node["part"]](app, docname))
    for place in list(doctree.findall(count)):
        place.replace_self(counted(app.env))


def add_scripts(app: Sphinx, page: str, template: str, context: object, doctree: nodes.document | None) -> None:
    if doctree and any("sifted" in part["classes"] for part in doctree.findall(nodes.container)):
        app.add_js_file("page/ledger.js", loading_method="defer")


def follow_claims(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that sum up other pages are written again whenever a claim, its evidence or a run has changed."""
    sources = [claim.source for claim in domain_of(env).claims]
    data = json.dumps([as_json(env), runs_of(app), sources, env.guide_current], sort_keys=True)  # type: ignore[attr-defined]
    changed = data != getattr(env, "guide_ledger", None)
    env.guide_ledger = data  # type: ignore[attr-defined]
    return list(domain_of(env).data["summaries"]) if changed else []


def connect(app: Sphinx) -> None:
    app.add_node(ledger)
    app.add_directive("ledger", LedgerDirective)
    app.add_node(count)
    app.add_role("chapters", CountRole())
    app.connect("env-updated", follow_claims)
    app.connect("doctree-resolved", resolve)
    app.connect("html-page-context", add_scripts)
