"""Under which circumstances an experiment is asked again: length, width, learning rate, optimizer, data.

The lab asks here where steps are counted, networks drawn, optimizers started and data read; experiments don't.
The environment variable GUIDE_TRIAL names one of TRIALS; without it everything is as the chapter says.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the pages name trials, and have no need of torch
    from torch import Tensor


@dataclass(frozen=True)
class Circumstance:
    """What is other than the chapter says; the first five fields are the aspects that `fixed` can name."""

    steps: float = 1.0  # factors
    width: float = 1.0
    rate: float = 1.0
    optimizer: str = ""  # a name, or the chapter's own
    data: str = ""
    trained: bool = True  # sabotages
    labelled: bool = True


USUAL = Circumstance()
ASPECTS = tuple(field.name for field in fields(Circumstance))[:5]
CIRCUMSTANCES = {
    "longer-4": Circumstance(steps=4),
    "longer-16": Circumstance(steps=16),
    "narrower": Circumstance(width=1 / 2),
    "wider": Circumstance(width=2),
    "gentler": Circumstance(rate=1 / 3),
    "harsher": Circumstance(rate=3),
    "adam": Circumstance(optimizer="adam"),
    "other-data": Circumstance(data="MNIST-1D"),
}
SABOTAGES = {"shuffled": Circumstance(labelled=False), "untrained": Circumstance(trained=False)}
TRIALS = CIRCUMSTANCES | SABOTAGES

_fixed: ContextVar[tuple[str, ...]] = ContextVar("fixed", default=())


@contextmanager
def fixed(*aspects: str) -> Iterator[None]:
    """Leave ASPECTS alone within: they are the very point of an experiment. Evidence given within says so.

    Raises:
        ValueError: there is no such aspect.
    """
    if not set(aspects) <= set(ASPECTS):
        raise ValueError(
            f"fixed takes some of {', '.join(ASPECTS)}, not {', '.join(sorted(set(aspects) - set(ASPECTS)))}"
        )
    token = _fixed.set(tuple(dict.fromkeys((*_fixed.get(), *aspects))))
    try:
        yield
    finally:
        _fixed.reset(token)


def fixed_aspects() -> tuple[str, ...]:
    """What enclosing `fixed` blocks leave alone."""
    return _fixed.get()


def asked(trial: str, aspects: tuple[str, ...]) -> bool:
    """Whether ``trial`` changes anything but ``aspects``; a base seed or other kernels always do."""
    if trial not in TRIALS:
        return True
    return replace(TRIALS[trial], **{name: getattr(USUAL, name) for name in aspects}) != USUAL


def circumstance() -> Circumstance:
    """The circumstance of this run, without what is fixed here.

    Raises:
        ValueError: GUIDE_TRIAL names no trial.
    """
    name = os.environ.get("GUIDE_TRIAL", "")
    if name and name not in TRIALS:
        raise ValueError(f"GUIDE_TRIAL is one of {', '.join(TRIALS)}, not {name}")
    found = TRIALS.get(name, USUAL)
    return replace(found, **{aspect: getattr(USUAL, aspect) for aspect in _fixed.get()})


def steps_here(steps: int) -> int:
    """How many steps a run of ``steps`` takes under this circumstance; for loops that the lab does not run."""
    here = circumstance()
    return round(steps * here.steps) if here.trained else 0


def width_here(units: int) -> int:
    """How many units a hidden layer of ``units`` has under this circumstance."""
    return max(1, round(units * circumstance().width))


def rate_here(rate: "float | Tensor") -> "float | Tensor":
    """The learning rate for ``rate`` under this circumstance."""
    factor = circumstance().rate
    return rate if factor == 1 else rate * factor
