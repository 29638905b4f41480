"""claims.json: the ledger as data."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..project import ROOT, last_edit, project
from .asked import outcomes
from .domain import domain_of
from .rules import Claim

FORMAT = 1  # fields and IDs are only ever added
SCHEMA = "_static/claims.schema.json"
LICENSE = "CC-BY-4.0"
MEASURED = ("id", "stance", "what", "estimate", "text", "basis", "timed", "bound", "bounds", "met")


def pages(env: BuildEnvironment, claims: list[Claim]) -> list[str]:
    """Pages with claims, in reading order."""
    present = {claim.page for claim in claims}
    order = [page for pages in env.toctree_includes.values() for page in pages]
    return sorted(present, key=lambda page: order.index(page) if page in order else len(order))


def as_json(env: BuildEnvironment) -> dict[str, Any]:
    """The ledger as data: for each claim id, page, address, by, verdict, title, statement, figure and evidence."""
    domain = domain_of(env)
    return {
        "format": FORMAT,
        "version": project().version,
        "commit": project().commit,
        "repository": project().repository,
        "base": project().stable,
        "license": LICENSE,
        "$schema": SCHEMA,
        "claims": [
            {
                "id": claim.id,
                "chapter": claim.page,
                "address": f"{claim.page}.html#{claim.anchor}",
                "by": claim.by,
                "verdict": claim.verdict,
                "title": claim.title,
                "text": claim.text,
                "tex": claim.tex,
                "figure": f"{claim.page}.html#{claim.figure_anchor}" if claim.figure else None,
                "except": list(claim.excepted),
                "trials": outcomes(domain.trials, claim),
                "evidence": [
                    {key: item[key] for key in MEASURED} for item in domain.evidence if item["claim"] == claim.id
                ],
            }
            for page in pages(env, domain.claims)
            for claim in domain.claims
            if claim.page == page
        ],
    }


@cache
def moment() -> str:
    """When the content of this version was last changed: by its commit or an edit since then, else now."""
    changed = [seconds for seconds in (project().seconds, last_edit(ROOT)) if seconds is not None]
    made = datetime.fromtimestamp(max(changed), UTC) if changed else datetime.now(UTC)
    return made.isoformat(timespec="seconds")


def write_json(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        dated = {"date": moment()} | as_json(app.env)
        text = json.dumps(dated, ensure_ascii=False)
        Path(app.outdir, "claims.json").write_text(text + "\n", "utf8")


def connect(app: Sphinx) -> None:
    app.connect("build-finished", write_json)
