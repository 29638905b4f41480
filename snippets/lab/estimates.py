"""Estimates: a mean, an interval, and how many seeds stand behind them."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

from scipy import stats
from torch import Tensor

from .wording import written

Interval = Literal["95 %", "range", "ranks", "median", "exact"]


@dataclass(frozen=True)
class Estimate:
    """A measured number: ``center`` within ``low`` to ``high``; ``count`` seeds, or timing rounds.

    Raises:
        TypeError: an argument is no number.
        ValueError: a number is NaN or infinite, ``low`` lies above ``high``, or the interval is of no known kind.
    """

    center: float
    low: float
    high: float
    count: int
    interval: Interval
    unit: str = ""

    def __post_init__(self) -> None:
        for name, kind in (("center", float), ("low", float), ("high", float), ("count", int)):
            object.__setattr__(self, name, kind(getattr(self, name)))  # of numpy's and torch's scalars
        if self.interval not in get_args(Interval):
            raise ValueError(f"interval={self.interval!r} is none of {', '.join(get_args(Interval))}")
        if not all(map(math.isfinite, (self.center, self.low, self.high))):
            raise ValueError(f"a measured value is not finite: {self.center} in [{self.low}, {self.high}]")
        if self.low > self.high:
            raise ValueError(f"low={self.low} lies above high={self.high}")

    def __str__(self) -> str:
        """The number as a reader meets it, unit and interval included."""
        return "".join(self.parts)

    @property
    def parts(self) -> tuple[str, str]:
        """The number with its unit, and its interval, which a sentence may leave out."""
        even = self.interval == "95 %" and math.isclose(
            self.high - self.center, self.center - self.low, rel_tol=1e-6, abs_tol=1e-300
        )
        return written(self.center, self.low, self.high, even=even, unit=self.unit)

    @property
    def timed(self) -> bool:
        """Whether this is a CPU time: another run of the same code measures another."""
        return self.interval == "median"

    @property
    def basis(self) -> str:
        """What the interval is and what it rests on, in words."""
        return {
            "exact": "exact",
            "95 %": f"{self.count} seeds, 95 % interval",
            "ranks": f"median of {self.count} seeds, 95 % interval by ranks",
            "range": f"all of {self.count} seeds",
            "median": f"CPU time of this run, median of {self.count} rounds, 95 % interval",
        }[self.interval]


def one_a_seed(values: Tensor) -> Tensor:
    """``values`` in double precision.

    Raises:
        ValueError: their shape is not (seeds,).
    """
    if values.dim() != 1 or not len(values):
        raise ValueError(f"one number a seed is needed, not a tensor of shape {tuple(values.shape)}")
    return values.double()


def mean_of(per_seed: Tensor, unit: str = "") -> Estimate:
    """Mean and 95 % Student-t interval over seeds; ``per_seed`` has shape (seeds,)."""
    x = known(one_a_seed(per_seed))
    half = float(stats.t.ppf(0.975, x.numel() - 1) * x.std() / math.sqrt(x.numel()))
    center = x.mean().item()
    return Estimate(center, center - half, center + half, x.numel(), "95 %", unit)


def share_of(per_seed: Tensor) -> Estimate:
    """Mean and 95 % interval over seeds, in percent, of shares (seeds,) from 0 to 1, or of differences between such."""
    return mean_of(100 * one_a_seed(per_seed), "%")


def known(per_seed: Tensor) -> Tensor:
    """Values of all seeds, in double precision.

    Raises:
        ValueError: some are infinite or not a number; divergence is an outcome of its own, to be counted apart.
    """
    lost = int((~per_seed.isfinite()).sum())
    if lost:
        raise ValueError(f"{lost} of {per_seed.numel()} seeds are not finite: count them with outcomes.diverged")
    return per_seed.double()


def ratio_of(numerator: Tensor, denominator: Tensor, unit: str = "") -> Estimate:
    """Geometric mean of paired ratios over seeds, with its 95 % interval; shapes (seeds,)."""
    log = mean_of((numerator.double() / denominator.double()).log())
    return Estimate(math.exp(log.center), math.exp(log.low), math.exp(log.high), log.count, log.interval, unit or "×")


def range_of(per_seed: Tensor, unit: str = "") -> Estimate:
    """Median, smallest and largest over seeds; for bounds that every single seed must meet."""
    x = known(one_a_seed(per_seed))
    return Estimate(x.median().item(), x.min().item(), x.max().item(), x.numel(), "range", unit)


def exactly(x: float | Tensor, unit: str = "") -> Estimate:
    """A number without chance in it: a count, a closed form, an identity."""
    x = float(x)
    return Estimate(x, x, x, 0, "exact", unit)


def rounds_of(ratios: Tensor, unit: str = "×") -> Estimate:
    """Median of repeated timings, with its 95 % interval by order statistics (Conover 1999, section 3.2)."""
    low, center, high = ranked(one_a_seed(ratios))
    return Estimate(center, low, high, ratios.numel(), "median", unit)


def ranked(values: Tensor) -> tuple[float, float, float]:
    """Median between the ends of its 95 % interval: low, center, high. No number is needed of values beyond them."""
    ordered = values.double().sort().values
    count = ordered.numel()
    below = int(stats.binom.ppf(0.025, count, 0.5)) - 1
    low, high = ordered[max(below, 0)], ordered[min(count - 1 - below, count - 1)]
    return low.item(), ordered.median().item(), high.item()
