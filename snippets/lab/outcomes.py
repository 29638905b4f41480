"""Outcomes that are no numbers: runs that diverge, targets never met, dead gradients, rates at the edge of a grid."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from .circumstances import circumstance, fixed
from .estimates import Estimate, exactly, ranked

WIDENINGS = 6  # of a grid of rates, before it has no best


def finite(values: Tensor) -> Tensor:
    """Which seeds stayed finite: (seeds,) of true or false for ``values`` (seeds, …)."""
    return values.isfinite().flatten(1).all(1) if values.dim() > 1 else values.isfinite()


def diverged(values: Tensor) -> Estimate:
    """How many seeds of ``values`` (seeds, …) ended as infinite or not a number."""
    return exactly(int((~finite(values)).sum()), "seeds")


def steps_to(course: Tensor, target: float, every: int) -> Tensor:
    """Steps until ``course`` (observations, models) first lies below ``target``; infinite where it never does.

    What is not a number is not below. ``every`` is the number of steps between two observations.
    """
    below = course < target
    first = below.double().argmax(0).double() * every
    return torch.where(below.any(0), first, torch.inf)


def censored(steps: Tensor) -> Estimate:
    """How many seeds of ``steps`` never met their target."""
    return exactly(int(steps.isinf().sum()), "seeds")


def median_of(steps: Tensor, unit: str = "") -> Estimate:
    """Median over seeds with its 95 % interval by ranks; censored seeds count as later than all others.

    Raises:
        ValueError: so many are censored that the interval has no end.
    """
    return _known(steps, steps, unit, steps)


def ratio_of_steps(slow: Tensor, fast: Tensor, unit: str = "×") -> Estimate:
    """Median of paired ratios over seeds with its 95 % interval by ranks; no seed is dropped.

    Where one of a pair is censored the ratio is beyond all others, on its side; where both are, it may be anything,
    and both ends of the interval allow for it.

    Raises:
        ValueError: so many are censored that the interval has no end.
    """
    ratio = slow / fast
    unknown = slow.isinf() & fast.isinf()
    lowest, highest = ratio.where(~unknown, torch.tensor(0.0)), ratio.where(~unknown, torch.tensor(torch.inf))
    return _known(lowest, highest, unit, torch.stack([slow, fast]))


def _known(lowest: Tensor, highest: Tensor, unit: str, steps: Tensor) -> Estimate:
    low, center, _ = ranked(lowest)
    _, upper, high = ranked(highest)
    if high == torch.inf or (low == 0 and bool((lowest != highest).any())):
        count = int(steps.isinf().sum())
        raise ValueError(
            f"{count} of {steps.numel()} runs never met their target: the interval has no end; train longer"
        )
    return Estimate((center + upper) / 2, low, high, len(lowest), "ranks", unit)


def alive(gradients: list[Tensor]) -> list[Tensor]:
    """``gradients``, after a look at whether comparing them can show anything.

    Raises:
        ValueError: one is zero throughout, or not finite.
    """
    for k, gradient in enumerate(gradients):
        if not gradient.isfinite().all():
            raise ValueError(f"gradient {k} is not finite")
        if not gradient.count_nonzero():
            raise ValueError(f"gradient {k} is zero: equal gradients would show nothing")
    return gradients


class Best(NamedTuple):
    """The best rate of a grid, and the scores (seeds,) at it."""

    rate: float
    scores: Tensor
    rates: tuple[float, ...]  # all that were tried


def best_rate(score: Callable[[tuple[float, ...]], Tensor], rates: tuple[float, ...], *, larger: bool) -> Best:
    """The learning rate of the best median score, never at the edge of the grid: there the grid goes on.

    ``score`` trains at several rates and gives (rates, seeds); what is not finite counts as worst. ``rates`` ascend by
    one factor. Trials that change rates widen the grid to both sides instead.

    Raises:
        ValueError: the best stays at the edge, although the grid has become much wider.
    """
    here = circumstance()
    factor = rates[1] / rates[0]
    if here.rate != 1:
        rates = (rates[0] / factor, *rates, rates[-1] * factor)
    with fixed("rate"):
        found = score(rates)
        for _ in range(WIDENINGS):
            worth = found if larger else -found
            medians = worth.where(found.isfinite(), torch.tensor(-torch.inf).to(found)).median(1).values
            best = int(medians.argmax())
            if 0 < best < len(rates) - 1 or not (here.trained and here.labelled):
                return Best(rates[best], found[best], rates)
            new = rates[0] / factor if best == 0 else rates[-1] * factor
            more = score((new,))
            rates, found = (
                ((new, *rates), torch.cat([more, found])) if best == 0 else ((*rates, new), torch.cat([found, more]))
            )
    raise ValueError(f"no rate of {', '.join(f'{rate:g}' for rate in rates)} is best: the edge is")
