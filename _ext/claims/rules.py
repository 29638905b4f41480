"""The rules that hold claims to their evidence."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FORM = re.compile(r"[a-z]+(-[a-z0-9]+)+")
SPEAKERS = {
    "learner": "The learner said",
    "key": "The answer key says",
    "guide": "The guide adds",
    "often": "Often said",
}
MARKED = ("learner", "often")  # whose statements an answer sheet can ask for
VERDICTS = {"right": "✓", "partly": "◐", "wrong": "✗", "missing": "+"}
STANCES = {"supports": "Supports", "limits": "Limits", "refutes": "Refutes"}


@dataclass
class Claim:
    """One checkable statement. ``place`` is file:line, ``page`` the document it stands in."""

    id: str
    title: str
    by: str
    verdict: str
    text: str  # the statement, its formulas in plain characters
    tex: str  # the same, its formulas in TeX between dollar signs
    page: str
    place: str
    source: str = ""  # the markdown of statement and reason
    excepted: tuple[str, ...] = ()  # circumstances under which it does not hold
    settings: str = ""  # of the bench, as an address has them, where readers can try the claim
    figure: str = ""  # the drawing of its page that shows it

    @property
    def anchor(self) -> str:
        return f"claim-{self.id}"

    @property
    def figure_anchor(self) -> str:
        return f"figure-{self.page}-{self.figure}"


def broken_rules(claims: Iterable[Claim], evidences: Iterable[dict[str, Any]]) -> list[str]:
    """Every way in which claims and evidence disagree, one message each; empty when all is well."""
    problems: list[str] = []
    by_id: dict[str, Claim] = {}
    for claim in claims:
        if not FORM.fullmatch(claim.id) or not claim.id.startswith(f"{claim.page}-"):
            problems.append(
                f"{claim.place}: claim ID '{claim.id}' must be '{claim.page}-' and lower-case words with hyphens"
            )
        if claim.verdict == "missing" and claim.by == "learner":
            problems.append(
                f"{claim.place}: claim '{claim.id}' is by the learner and marked missing; what the learner did not say "
                "is said by the answer key or the guide"
            )
        if claim.id in by_id:
            problems.append(
                f"{claim.place}: claim ID '{claim.id}' is used already at {by_id[claim.id].place}; give one a new ID"
            )
        by_id[claim.id] = claim
    seen: Counter[tuple[str, str]] = Counter()
    stances: dict[str, set[str]] = {id: set() for id in by_id}
    for item in evidences:
        if item["claim"] not in by_id:
            problems.append(
                f"{item['place']}: evidence names no claim: '{item['claim']}'; correct the ID or write the claim"
            )
            continue
        problems += against_bounds(item)
        seen[item["claim"], item["what"]] += 1
        if seen[item["claim"], item["what"]] == 2:
            problems.append(
                f"{item['place']}: claim '{item['claim']}' has two pieces of evidence for '{item['what']}'; "
                "say what sets them apart"
            )
        stances[item["claim"]].add(item["stance"])
    for claim in by_id.values():
        problem = against_verdict(claim.verdict, stances[claim.id])
        if problem:
            problems.append(f"{claim.place}: claim '{claim.id}' {problem}")
    return problems


def against_bounds(item: dict[str, Any]) -> list[str]:
    """What is wrong with one piece of evidence: it misses its bound, or its control does not."""
    problems = []
    if not item["met"]:
        problems.append(
            f"{item['place']}: the evidence contradicts the verdict of claim '{item['claim']}': {item['what']} "
            f"was measured as {item['text']}, and had to be {item['bound']}; "
            "change the claim or its verdict, never the bound"
        )
    if item["control"] and item["control"]["met"]:
        problems.append(
            f"{item['place']}: the control of claim '{item['claim']}' meets the bound that it has to miss: "
            f"{item['what']} {item['control']['text']} is {item['bound']}; evidence that cannot fail shows nothing"
        )
    return problems


def against_verdict(verdict: str, stances: set[str]) -> str | None:
    """Why a claim with ``verdict`` cannot rest on evidence of these ``stances``, or None."""
    if not stances:
        return "has no evidence: judge it in a code cell with supports, limits or refutes"
    if verdict == "wrong" and "refutes" not in stances:
        return "is marked wrong, which needs evidence that refutes it"
    if verdict in {"right", "missing"} and stances != {"supports"}:
        return f"is marked {verdict}, which needs evidence that supports it, and none that limits or refutes it"
    if verdict == "partly" and not {"supports", "limits"} <= stances:
        return "is marked partly, which needs evidence that supports it and evidence that limits it"
    return None
