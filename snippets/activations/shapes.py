"""What activation functions are, exactly."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.controls import Control, Explorer
from ..lab.functions import FUNCTIONS, Function
from ..lab.normal import over_normal
from ..lab.slopes import slope

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


def unit_gain(function: Function) -> float:
    """n·Var(W) at which a pre-activation of variance 1 comes out of the next layer with variance 1 again."""
    return 1 / over_normal(lambda z: function(z).square())


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
