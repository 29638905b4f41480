"""Judging a claim by what was measured, and handing numbers to the page.

A judgement names a claim, a stance and a bound fixed in advance. The whole interval has to meet the bound;
whether it did is decided here, by the numbers, and checked again when the site is built.
"""

import inspect
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from IPython.display import display

from .circumstances import fixed_aspects
from .estimates import Estimate
from .mime import EVIDENCE, VALUES
from .wording import bound, number

Stance = Literal["supports", "limits", "refutes"]
WORDS = {"above": "above", "below": "below", "equals": "exactly"}  # of the bounds, as pages say them


def meets(
    estimate: Estimate, above: float | None = None, below: float | None = None, equals: float | None = None
) -> bool:
    """Whether the whole interval lies above and below the bounds, or is exactly ``equals``."""
    return bool(
        (above is None or estimate.low > above)
        and (below is None or estimate.high < below)
        and (equals is None or estimate.low == estimate.high == equals)
    )


def calling_line() -> int:
    """Line of the running cell, from 1, that led here; 0 outside of a notebook."""
    frames = (frame for frame in inspect.stack(0) if frame.frame.f_globals.get("__name__") == "__main__")
    return next((frame.lineno for frame in frames), 0)


def _judge(
    stance: Stance, claim: str, what: str, estimate: Estimate, bounds: dict[str, float], control: Estimate | None
) -> None:
    if not bounds or not bounds.keys() <= WORDS.keys():
        raise ValueError(f"evidence for {claim} needs a bound: above=, below= or equals=")
    percent = " %" if estimate.unit == "%" else ""
    payload = {
        "id": f"{claim}: {what}",
        "claim": claim,
        "line": calling_line(),
        "stance": stance,
        "what": what,
        "estimate": asdict(estimate),
        "text": str(estimate),
        "basis": estimate.basis,
        "timed": estimate.timed,
        "bound": " and ".join(f"{WORDS[word]} {bound(x)}{percent}" for word, x in bounds.items()),
        "bounds": bounds,
        "met": meets(estimate, **bounds),
        "control": control and asdict(control) | {"text": str(control), "met": meets(control, **bounds)},
        "fixed": list(fixed_aspects()),
    }
    text = f"{what} {payload['text']} ({payload['basis']}; it had to be {payload['bound']})"
    verb = stance.capitalize() if payload["met"] else f"No longer {stance}"
    forms = {"text/markdown": f"**{verb}** `{claim}`: {text}", "text/plain": f"{verb} {claim}: {text}"}  # for notebooks
    display({EVIDENCE: payload} | forms, raw=True)


def supports(claim: str, what: str, estimate: Estimate, *, control: Estimate | None = None, **bounds: float) -> None:
    """Say that ``estimate`` of ``what`` supports ``claim`` if it meets ``above``, ``below`` or ``equals``.

    ``control`` is the same quantity of a case that must miss these bounds, or the build stops: it shows that they can
    be missed, where neither shuffled labels nor untrained networks would.

    Raises:
        ValueError: no bound, or one of another name.
    """
    _judge("supports", claim, what, estimate, bounds, control)


def limits(claim: str, what: str, estimate: Estimate, *, control: Estimate | None = None, **bounds: float) -> None:
    """As `supports`, for a condition under which the claim does not hold."""
    _judge("limits", claim, what, estimate, bounds, control)


def refutes(claim: str, what: str, estimate: Estimate, *, control: Estimate | None = None, **bounds: float) -> None:
    """As `supports`, for a result that the claim rules out."""
    _judge("refutes", claim, what, estimate, bounds, control)


def record(group: Mapping[str, Estimate] | None = None, /, **estimates: Estimate) -> None:
    """Make numbers available to the chapter's text, captions and alt texts by name.

    ``group`` takes names that are not Python's, such as those of an experiment's settings.
    """
    forms: dict[str, Any] = {
        name: {
            "": str(e),
            "brief": e.parts[0],
            "interval": e.parts[1],
            "mean": number(e.center),
            "low": number(e.low),
            "high": number(e.high),
            "n": str(e.count),
            "basis": e.basis,
            "timed": "CPU time of this run" if e.timed else "",
        }
        for name, e in {**(group or {}), **estimates}.items()
    }
    lines = "\n".join(f"{name}: {form['']}" for name, form in forms.items())
    display({VALUES: forms, "text/plain": lines}, raw=True)
