"""The ledger: every claim of the guide on one page and in claims.json, and the learner's score."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.typing import ExtensionMetadata

from .claims import VERDICTS, domain_of
from .execution import runs_of
from .marking import review, sheet
from .project import project
from .rules import Claim

FORMAT = 1  # of claims.json: fields and IDs are only ever added


class ledger(nodes.General, nodes.Element):  # noqa: N801
    """Stands for one of PARTS until all pages are read."""


class LedgerDirective(SphinxDirective):
    """One view of the claims: one of PARTS."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        if self.arguments[0] not in PARTS:
            raise self.error(f"the ledger has the parts {', '.join(PARTS)}")
        if self.arguments[0] != "sheet":
            domain_of(self.env).data["summaries"][self.env.docname] = True
        return [ledger(part=self.arguments[0])]


def table(head: list[str], rows: list[list[nodes.Node]], classes: list[str]) -> nodes.table:
    """A table of docutils nodes with one head row."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in head), cols=len(head))
    group += nodes.thead("", nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in head)))
    body = nodes.tbody()
    for row in rows:
        body += nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in row))
    group += body
    return nodes.table("", group, classes=classes)


def pages(env: BuildEnvironment, claims: list[Claim]) -> list[str]:
    """Pages with claims, in reading order."""
    present = {claim.page for claim in claims}
    order = [page for pages in env.toctree_includes.values() for page in pages]
    return sorted(present, key=lambda page: order.index(page) if page in order else len(order))


def chapter_link(env: BuildEnvironment, builder: Builder, here: str, page: str) -> nodes.Node:
    return make_refnode(builder, here, page, None, nodes.Text(env.titles[page].astext()))


def scores(env: BuildEnvironment, builder: Builder, here: str) -> nodes.Node:
    """Each question with the learner's marks, one for each statement and each thing left out, linked to its claim."""
    claims = domain_of(env).claims
    rows: list[list[nodes.Node]] = []
    for page in pages(env, claims):
        marks = nodes.inline("", "", classes=["marks"])
        for claim in (c for c in claims if c.page == page and (c.by == "learner" or c.verdict == "missing")):
            symbol = nodes.inline("", VERDICTS[claim.verdict], classes=["symbol", f"verdict-{claim.verdict}"])
            link = make_refnode(builder, here, page, claim.anchor, symbol, f"{claim.verdict}: {claim.title}")
            link["aria-label"] = f"{claim.verdict}: {claim.title}"
            marks += [link, nodes.Text(" ")]
        rows.append([chapter_link(env, builder, here, page), marks])
    return table(["Question", "The learner's marks"], rows, ["scores"])


def misconceptions(env: BuildEnvironment, builder: Builder, here: str) -> nodes.Node:
    """Each wrong or half-right claim by its short name, in alphabetical order, with the chapter that tests it."""
    found = sorted((c for c in domain_of(env).claims if c.verdict in {"wrong", "partly"}), key=lambda c: c.title)
    rows: list[list[nodes.Node]] = [
        [
            make_refnode(builder, here, claim.page, claim.anchor, nodes.Text(claim.title)),
            verdict_mark(claim.verdict),
            chapter_link(env, builder, here, claim.page),
        ]
        for claim in found
    ]
    return table(["Belief", "Verdict", "Tested in"], rows, ["misconceptions"])


def runs(app: Sphinx, here: str) -> nodes.Node:
    """How long each chapter's cells took in the run that these pages show, and on what."""
    rows: list[list[nodes.Node]] = []
    for page, run in runs_of(app).items():
        seconds = nodes.Text(f"{run['seconds']} s")
        where = nodes.Text(f"{run['processor']}, Python {run['python']}, torch {run['torch']}")
        rows.append([chapter_link(app.env, app.builder, here, page), seconds, where])
    return table(["Chapter", "Run time", "On"], rows, ["runs"])


def verdict_mark(verdict: str) -> nodes.inline:
    """Symbol and word; the colour comes from the class."""
    return nodes.inline("", f"{VERDICTS[verdict]} {verdict}", classes=[f"verdict-{verdict}", "verdict"])


def claims(env: BuildEnvironment, builder: Builder, here: str) -> nodes.Node:
    """Every claim with who says it, its verdict, its evidence and seeds."""
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
            ])  # fmt: skip
    return table(["Claim", "By", "Verdict", "Evidence", "Seeds"], rows, ["ledger"])


PARTS = {
    "scores": lambda app, doctree, here: scores(app.env, app.builder, here),
    "misconceptions": lambda app, doctree, here: misconceptions(app.env, app.builder, here),
    "runs": lambda app, doctree, here: runs(app, here),
    "claims": lambda app, doctree, here: claims(app.env, app.builder, here),
    "sheet": sheet,
    "review": review,
}


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(ledger)):
        node.replace_self(PARTS[node["part"]](app, doctree, docname))


def follow_claims(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Pages that sum up other pages are written again whenever a claim, its evidence or a run has changed."""
    sources = [claim.source for claim in domain_of(env).claims]
    data = json.dumps([as_json(env), runs_of(app), sources, env.guide_current], sort_keys=True)  # type: ignore[attr-defined]
    changed = data != getattr(env, "guide_ledger", None)
    env.guide_ledger = data  # type: ignore[attr-defined]
    return list(domain_of(env).data["summaries"]) if changed else []


def as_json(env: BuildEnvironment) -> dict[str, Any]:
    """The ledger as data: for each claim id, page, address, by, verdict, title, statement and evidence."""
    domain = domain_of(env)
    return {
        "format": FORMAT,
        "version": project().version,
        "commit": project().commit,
        "claims": [
            {
                "id": claim.id,
                "chapter": claim.page,
                "address": f"{claim.page}.html#{claim.anchor}",
                "by": claim.by,
                "verdict": claim.verdict,
                "title": claim.title,
                "statement": claim.statement,
                "evidence": [
                    {key: item[key] for key in ("stance", "what", "estimate", "text", "basis", "timed", "bound", "met")}
                    for item in domain.evidence
                    if item["claim"] == claim.id
                ],
            }
            for page in pages(env, domain.claims)
            for claim in domain.claims
            if claim.page == page
        ],
    }


def write_json(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        seconds = project().seconds
        moment = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
        dated = {"date": moment.isoformat(timespec="seconds")} | as_json(app.env)
        text = json.dumps(dated, indent=1, ensure_ascii=False)
        Path(app.outdir, "claims.json").write_text(text + "\n", "utf8")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_node(ledger)
    app.add_directive("ledger", LedgerDirective)
    app.connect("env-updated", follow_claims)
    app.connect("doctree-resolved", resolve)
    app.connect("build-finished", write_json)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
