"""What a claim's page says of its trials."""

from _ext.claims.asked import asked_again, in_short, outcomes
from _ext.claims.rules import Claim

CLAIM = Claim("page-one", "t", "key", "right", "s", "s", "page", "page.md:3")


def record(*evidence):
    items = {str(k): {"claim": "page-one", "trials": trials} for k, trials in enumerate(evidence)}
    return {"page": {"digest": "", "evidence": items}}


def test_a_claim_holds_in_a_trial_if_all_its_evidence_does():
    found = outcomes(
        record(
            {"seed-1": [1, 2, 2, 2], "seed-2": [1, 2, 2, 2], "wider": "untouched", "adam": [1, 2, 2, 2]},
            {"seed-1": [1, 2, 2, 2], "seed-2": [0, 2, 2, 2], "wider": "untouched", "adam": "did not run: E"},
        ),
        CLAIM,
    )
    assert found == {"seed-1": "held", "seed-2": "missed", "wider": "untouched", "adam": "missed"}


def test_one_line_says_where_a_claim_held_fell_and_was_left_alone():
    trials = {"seed-1": [1, 2, 2, 2], "longer-4": [1, 2, 2, 2], "wider": [0, 2, 2, 2], "adam": "not asked"}
    line = asked_again(outcomes(record(trials | {"kernels": "untouched", "shuffled": [0, 1, 1, 1]}), CLAIM))
    assert line == (
        "Asked again: 1 of 1 seeds, 4 times as long. Not with twice as wide. Not asked with Adam. "
        "Nothing changes with other CPU kernels."
    )


def test_in_short_it_says_in_how_many_of_the_trials_that_changed_anything():
    found = {"seed-1": "held", "seed-2": "held", "wider": "missed", "adam": "not asked", "kernels": "untouched"}
    assert in_short(found) == "Held in 2 of 3 trials."
    assert in_short({"adam": "untouched"}) == "No trial changes anything of it."
