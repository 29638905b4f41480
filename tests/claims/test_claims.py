"""The rules that hold a claim to its evidence."""

import pytest

from _ext.claims.rules import Claim, broken_rules


def claim(**changes):
    usual = dict(id="page-one", title="t", by="learner", verdict="right", text="s", tex="s", page="page")
    usual["place"] = "page.md:3"
    return Claim(**{**usual, **changes})


def judged(stance="supports", met=True, claim="page-one", control=None, what="x"):
    return {
        "claim": claim,
        "stance": stance,
        "met": met,
        "control": control,
        "place": "page.md:9",
        "what": what,
        "text": "1",
        "bound": "above 0",
    }


@pytest.mark.parametrize(
    ("verdict", "stances"),
    [("right", ["supports"]), ("wrong", ["refutes"]), ("partly", ["supports", "limits"]), ("missing", ["supports"])],
)
def test_a_verdict_with_its_evidence_stands(verdict, stances):
    evidence = [judged(s, what=s) for s in stances]
    assert broken_rules([claim(verdict=verdict, by="key")], evidence) == []


@pytest.mark.parametrize(
    ("verdict", "stances", "says"),
    [
        ("right", [], "has no evidence"),
        ("right", ["supports", "limits"], "marked right"),
        ("right", ["refutes"], "marked right"),
        ("wrong", ["supports"], "needs evidence that refutes"),
        ("partly", ["supports"], "evidence that limits"),
        ("partly", ["limits"], "evidence that supports it"),
    ],
)
def test_a_verdict_without_its_evidence_falls(verdict, stances, says):
    (problem,) = broken_rules([claim(verdict=verdict)], [judged(s, what=s) for s in stances])
    assert says in problem and problem.startswith("page.md:3: claim 'page-one'")


def test_what_the_learner_said_is_not_missing():
    (problem,) = broken_rules([claim(verdict="missing", by="learner")], [judged("supports")])
    assert problem.startswith("page.md:3: claim 'page-one' is by the learner and marked missing")


def test_evidence_that_misses_its_bound_is_named_with_its_line():
    (problem,) = broken_rules([claim()], [judged(met=False)])
    assert problem.startswith("page.md:9:") and "contradicts the verdict of claim 'page-one'" in problem


def test_evidence_without_claim_and_claims_without_proper_id_are_named():
    problems = broken_rules([claim(), claim(), claim(id="Page_Two")], [judged(), judged(claim="page-none")])
    assert any("used already at page.md:3" in p for p in problems)
    assert any("'Page_Two' must be" in p for p in problems)
    assert any("names no claim: 'page-none'" in p for p in problems)


def test_a_control_that_meets_the_bound_stops_the_build():
    missing, meeting = ({"met": met, "text": "2"} for met in (False, True))
    assert broken_rules([claim()], [judged(control=missing)]) == []
    (problem,) = broken_rules([claim()], [judged(control=meeting)])
    assert problem.startswith("page.md:9:") and "meets the bound that it has to miss" in problem


def test_two_pieces_of_evidence_for_one_claim_need_names_of_their_own():
    (problem,) = broken_rules([claim()], [judged(), judged(), judged(what="y")])
    assert problem.startswith("page.md:9:") and "two pieces of evidence for 'x'" in problem
