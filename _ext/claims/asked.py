"""What trials say of claims: a line at each, columns of the ledger, numbers, and what each trial caught."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from snippets.lab.circumstances import SABOTAGES

from ..blocks import table
from ..execution.chapters import Chapter
from ..execution.freshness import experiment_digest
from ..execution.record import held
from .domain import domain_of
from .rules import Claim

Json = Any
KINDS = {  # columns of the ledger: the words of each trial in it
    "Fresh seeds": {},
    "Kernels": {"kernels": "other CPU kernels"},
    "Longer": {"longer-4": "4 times as long", "longer-16": "16 times as long"},
    "Width": {"narrower": "half as wide", "wider": "twice as wide"},
    "Rate": {"gentler": "a third of the rate", "harsher": "three times the rate"},
    "Adam": {"adam": "Adam"},
    "Data": {"other-data": "other data"},
}  # fmt: skip
WORDS = {trial: word for words in KINDS.values() for trial, word in words.items()}


def outcomes(record: dict[str, Json], claim: Claim) -> dict[str, str]:
    """Of each trial, whether all evidence of ``claim`` held, some missed, none was touched or none was asked."""
    items = [item for item in record.get(claim.page, {}).get("evidence", {}).values() if item["claim"] == claim.id]
    found: dict[str, str] = {}
    for trial in sorted({trial for item in items for trial in item["trials"]} - SABOTAGES.keys()):
        given = [item["trials"].get(trial, "untouched") for item in items]
        touched = any(isinstance(one, list) for one in given)
        spared = "not asked" if "not asked" in given else "untouched"
        found[trial] = ("held" if touched else spared) if all(map(held, given)) else "missed"
    return found


def older(app: Sphinx, page: str) -> bool:
    """Whether the experiments of ``page`` are no longer those of the record; found out once a build."""
    domain = domain_of(app.env)
    if page not in domain.older:
        path = Path(app.env.doc2path(page))
        chapter = Chapter(path.read_text("utf8"), Path(app.confdir), path)
        now = experiment_digest([cell.source for _, cell in chapter.cells], chapter.root)
        domain.older[page] = domain.trials[page]["digest"] != now
    return domain.older[page]


def listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def asked_again(found: dict[str, str]) -> str:
    """The outcomes of a claim as one line."""
    seeds = [outcome for trial, outcome in found.items() if trial.startswith("seed-")]
    parts = [f"{len(seeds) - seeds.count('missed')} of {len(seeds)} seeds"] if seeds else []
    parts += [word for trial, word in WORDS.items() if found.get(trial) == "held"]
    text = f"Asked again: {', '.join(parts)}."
    for outcome, start in (
        ("missed", "Not with"),
        ("not asked", "Not asked with"),
        ("untouched", "Nothing changes with"),
    ):
        words = [word for trial, word in WORDS.items() if found.get(trial) == outcome]
        text += f" {start} {listed(words)}." if words else ""
    return text


def tally(given: Iterable[str]) -> str:
    """In how many trials a claim held, of those that changed anything of it; empty if none did."""
    kept = [outcome for outcome in given if outcome in {"held", "missed"}]
    return f"{kept.count('held')} of {len(kept)}" if kept else ""


def in_short(found: dict[str, str]) -> str:
    """The outcomes of a claim as one number."""
    held_in = tally(found.values())
    return f"Held in {held_in} trials." if held_in else "No trial changes anything of it."


def line(app: Sphinx, claim: Claim) -> list[nodes.Node]:
    """What a claim's page says of its trials; nothing where no chapter has any."""
    record = domain_of(app.env).trials
    if not record:
        return []
    found = outcomes(record, claim)
    if not found:
        return [nodes.paragraph("", "Not yet asked under other circumstances.", classes=["trials"])]
    late = " These trials are older than the chapter." if older(app, claim.page) else ""
    whole = nodes.inline("", f" {asked_again(found)}", classes=["audit"])
    return [nodes.paragraph("", "", nodes.Text(in_short(found) + late), whole, classes=["trials"])]


def cells(record: dict[str, Json], claim: Claim) -> list[nodes.Node]:
    """The ledger's columns: in how many trials of each kind the claim held."""
    found = outcomes(record, claim)
    columns: list[nodes.Node] = []
    for kind, words in KINDS.items():
        given = [
            outcome
            for trial, outcome in found.items()
            if trial in words or (kind == "Fresh seeds" and "seed-" in trial)
        ]
        columns.append(nodes.Text(tally(given) or "–"))
    return columns


def caught(app: Sphinx) -> nodes.Node:
    """What each circumstance and each sabotage made miss its bound, in the record's numbers."""
    record = domain_of(app.env).trials
    changed, missed = Counter[str](), Counter[str]()
    for chapter in record.values():
        for item in chapter["evidence"].values():
            for trial, outcome in item["trials"].items():
                name = "seeds" if trial.startswith("seed-") else trial
                changed[name] += isinstance(outcome, list)
                missed[name] += isinstance(outcome, list) and not outcome[0]
    words = {"seeds": "20 fresh seeds"} | WORDS | {"shuffled": "shuffled labels", "untrained": "no training"}
    rows: list[list[nodes.Node]] = [
        [nodes.Text(word), nodes.Text("sabotage" if trial in SABOTAGES else "circumstance"),
         nodes.Text(str(changed[trial])), nodes.Text(str(missed[trial]))]
        for trial, word in words.items()
    ]  # fmt: skip
    return table(["Trial", "Kind", "Measurements it moved", "Bounds it made them miss"], rows, ["caught"])
