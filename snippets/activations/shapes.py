"""What activation functions are, exactly."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.controls import Control, Explorer
from ..lab.functions import FUNCTIONS, Function

SATURATED = 0.05  # a slope smaller than this, in size
PLOTTER = Explorer(
    scripts=("functions", "activation"),
    controls=(
        Control(name="function", label="function", values=tuple(FUNCTIONS), start="sigmoid", choice=True),
        Control(
            name="std", label="std of its inputs", values=(0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0), start=1.0
        ),
    ),
    data={"saturated": SATURATED},
)


def slope(function: Function, x: Tensor) -> Tensor:
    """Derivative of ``function`` at each point of ``x``, by autograd."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(function(x).sum(), x)[0]


def over_normal(values: Callable[[Tensor], Tensor], *, points: int = 200001, reach: float = 12.0) -> float:
    """E[values(z)] of a standard normal z, by the trapezoid rule in float64."""
    z = torch.linspace(-reach, reach, points, dtype=torch.float64)
    density = torch.exp(-z.square() / 2) / math.sqrt(2 * math.pi)
    return float(torch.trapezoid(values(z) * density, z))


def unit_gain(function: Function) -> float:
    """n·Var(W) at which a pre-activation of variance 1 comes out of the next layer with variance 1 again."""
    return 1 / over_normal(lambda z: function(z).square())


def common_share(function: Function) -> float:
    """E[f(z)]² / E[f(z)²] of a standard normal z: the share of a layer's energy that is alike for all inputs."""
    return over_normal(function) ** 2 / over_normal(lambda z: function(z).square())


def elasticity(function: Function, *, step: float = 1e-4) -> float:
    """d log E[f(√q z)²] / d log q at q = 1: by what power the next layer's variance follows a change of this one's.

    Below 1 a deviation shrinks from layer to layer, above 1 it grows (Poole et al. 2016 study this map's fixed points).
    """

    def log_energy(log_q: float) -> float:
        return math.log(over_normal(lambda z: function(math.exp(log_q / 2) * z).square()))

    return (log_energy(step) - log_energy(-step)) / (2 * step)


def contraction() -> float:
    """Spectral norm of the Jacobian of SELU's map of a layer's mean and variance, at mean 0 and variance 1.

    With LeCun's weights the next layer's mean and variance do not depend on this mean (their sum is 0 on average), so
    one column is zero, and the other holds the derivatives by the variance (Klambauer et al. 2017, section 2).
    """
    step = 1e-4

    def moments(variance: float) -> tuple[float, float]:
        mean = over_normal(lambda z: F.selu(math.sqrt(variance) * z))
        return mean, over_normal(lambda z: F.selu(math.sqrt(variance) * z).square()) - mean**2

    changes = [
        (after - before) / (2 * step) for after, before in zip(moments(1 + step), moments(1 - step), strict=True)
    ]
    return math.hypot(*changes)


def saturated(function: Function, x: Tensor) -> list[tuple[float, float]]:
    """Stretches of the grid ``x`` on which the slope is below SATURATED in size."""
    flat = slope(function, x).abs() < SATURATED
    edges = torch.diff(F.pad(flat.int(), (1, 1)))
    first, last = edges.eq(1).nonzero().flatten(), edges.eq(-1).nonzero().flatten() - 1
    return list(zip(x[first].tolist(), x[last].tolist(), strict=True))
