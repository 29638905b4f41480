"""What activation functions are, exactly, and what they cost. (chapter: activations)"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from torch import Tensor

from .lab.estimates import Estimate
from .lab.figures import BLUE, FAINT, GREEN, ORANGE, PINK
from .lab.seeds import SEED, generator
from .lab.timing import time_ratio

Function = Callable[[Tensor], Tensor]
FUNCTIONS: dict[str, Function] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": F.softplus,
    "ReLU": torch.relu,
    "leaky ReLU": F.leaky_relu,
    "SELU": F.selu,
    "SiLU": F.silu,
    "GELU": F.gelu,
    "Mish": F.mish,
}


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


def elasticity(function: Function, *, step: float = 1e-4) -> float:
    """d log E[f(√q z)²] / d log q at q = 1: by what power the next layer's variance follows a change of this one's.

    Below 1 a deviation shrinks from layer to layer, above 1 it grows (Poole et al. 2016 study this map's fixed points).
    """

    def log_energy(log_q: float) -> float:
        return math.log(over_normal(lambda z: function(math.exp(log_q / 2) * z).square()))

    return (log_energy(step) - log_energy(-step)) / (2 * step)


def costs(*, seed: int = SEED) -> dict[str, Estimate]:
    """CPU time of each function, forward and backward on 20,000 numbers, over that of ReLU."""
    x = torch.randn(20000, generator=generator(seed, "costs"))

    def both(function: Function) -> Callable[[], Tensor]:
        return lambda: slope(function, x)

    return {
        name: time_ratio(both(function), both(torch.relu), rounds=31, repeats=10)
        for name, function in FUNCTIONS.items()
        if name != "ReLU"
    }


def step_cost(name: str, *, width: int = 256, batch: int = 128, seed: int = SEED) -> Estimate:
    """CPU time of the gradient of three hidden layers with function ``name``, over that with ReLU."""
    random = generator(seed, "step")
    x = torch.randn(batch, width, generator=random)
    weights = [(torch.randn(width, width, generator=random) / width**0.5).requires_grad_() for _ in range(3)]

    def step(function: Function) -> Callable[[], object]:
        def run() -> object:
            h = x
            for weight in weights:
                h = function(h @ weight)
            return torch.autograd.grad(h.sum(), weights)

        return run

    return time_ratio(step(FUNCTIONS[name]), step(torch.relu), rounds=15, repeats=2)


def born_dead(*, width: int, layers: int, networks: int = 4000, seed: int = SEED) -> Tensor:
    """Which ReLU networks (networks,) with zero biases and symmetric weights pass nothing on from the start.

    Input of one dimension and one sign, of which the others are multiples (Lu et al. 2020).
    """
    random = generator(seed, "born dead", width, layers)
    h = torch.ones(networks, 1, 1)
    fan_in = 1
    for _ in range(layers):
        h = torch.relu(torch.randn(networks, width, fan_in, generator=random) @ h)
        h = h / h.amax((1, 2), keepdim=True).clamp_min(1e-30)
        fan_in = width
    return (h.amax((1, 2)) == 0).double()


def born_dead_theory(*, width: int, layers: int) -> float:
    """1 - (1 - 2^-N)^L: each of L layers is dead with the chance that all N signs are negative (Lu et al. 2020)."""
    return 1 - (1 - 2.0**-width) ** layers


def plot_functions(axes: Axes, *, derivative: bool) -> None:
    x = torch.linspace(-4, 4, 201, dtype=torch.float64)
    axes.axhline(0, color=FAINT, linewidth=0.8)
    for name, color in zip(("ReLU", "SELU", "SiLU", "GELU"), (BLUE, ORANGE, GREEN, PINK), strict=True):
        values = slope(FUNCTIONS[name], x) if derivative else FUNCTIONS[name](x)
        axes.plot(x, values, color=color, label=name)
    axes.legend(frameon=False, loc="upper left")
    axes.set_ylim((-0.4, 1.9) if derivative else (-2, 4))
    axes.set_title("derivative" if derivative else "function")
