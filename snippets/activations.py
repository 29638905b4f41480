"""What activation functions are, exactly, and what they cost. (chapter: activations)"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from torch import Tensor, fx

from .lab.controls import Control, Explorer
from .lab.estimates import Estimate
from .lab.figures import BLUE, FAINT, GREEN, INK, ORANGE, PINK, name_point
from .lab.seeds import SEED, generator
from .lab.timing import Cost, compare, time_ratio

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


def elasticity(function: Function, *, step: float = 1e-4) -> float:
    """d log E[f(√q z)²] / d log q at q = 1: by what power the next layer's variance follows a change of this one's.

    Below 1 a deviation shrinks from layer to layer, above 1 it grows (Poole et al. 2016 study this map's fixed points).
    """

    def log_energy(log_q: float) -> float:
        return math.log(over_normal(lambda z: function(math.exp(log_q / 2) * z).square()))

    return (log_energy(step) - log_energy(-step)) / (2 * step)


WRITTEN_OUT: dict[str, Function] = {"ReLU": lambda x: x.clamp_min(0), "SiLU": lambda x: x / (1 + (-x).exp())}


def elementary_operations(name: str) -> int:
    """Operations on each number that a function takes when it is written out, without a kernel of its own."""
    graph = fx.symbolic_trace(WRITTEN_OUT[name]).graph
    return sum(node.op.startswith("call") for node in graph.nodes)


def costs(*, seed: int = SEED) -> dict[str, Estimate]:
    """CPU time of each function, forward and backward on 20,000 numbers, over that of ReLU."""
    x = torch.randn(20000, generator=generator(seed, "costs"))

    def both(function: Function) -> Callable[[], Tensor]:
        return lambda: slope(function, x)

    return {
        name: time_ratio(both(function), both(torch.relu), rounds=15, repeats=5)
        for name, function in FUNCTIONS.items()
        if name != "ReLU"
    }


def gated_units(width: int) -> int:
    """Units of a gated layer that has as many weights as two matrices (width, width); it has three (Shazeer 2020)."""
    return round(2 * width / 3)


def swiglu(h: Tensor) -> Tensor:
    """SiLU of the first half of the units times the second half (Shazeer 2020); units are the second dimension."""
    gate, values = h.chunk(2, 1)
    return F.silu(gate) * values


def step_cost(name: str, *, width: int = 256, batch: int = 128, seed: int = SEED) -> Cost:
    """Cost of the gradient of two blocks W₂ f(W₁ x) with function ``name``, over that with ReLU; as many weights."""
    random = generator(seed, "step")
    x = torch.randn(width, batch, generator=random)

    def step(name: str) -> Callable[[], object]:
        units = gated_units(width) if name == "SwiGLU" else width
        rows, function = (2 * units, lambda h: swiglu(h.T).T) if name == "SwiGLU" else (units, FUNCTIONS[name])
        shapes = [(rows, width), (width, units)] * 2
        weights = [(torch.randn(shape, generator=random) / width**0.5).requires_grad_() for shape in shapes]

        def run() -> object:
            h = x
            for first, second in zip(weights[::2], weights[1::2], strict=True):
                h = second @ function(first @ h)
            return torch.autograd.grad(h.sum(), weights)

        return run

    return compare(step(name), step("ReLU"), repeats=2)


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


def saturated(function: Function, x: Tensor) -> list[tuple[float, float]]:
    """Stretches of the grid ``x`` on which the slope is below SATURATED in size."""
    flat = slope(function, x).abs() < SATURATED
    edges = torch.diff(F.pad(flat.int(), (1, 1)))
    first, last = edges.eq(1).nonzero().flatten(), edges.eq(-1).nonzero().flatten() - 1
    return list(zip(x[first].tolist(), x[last].tolist(), strict=True))


def plot_functions(axes: Axes, *, derivative: bool) -> None:
    """Four functions or their slopes, and in ink the one that a reader may choose, with where it saturates."""
    x = torch.linspace(-4, 4, 201, dtype=torch.float64)
    chosen = FUNCTIONS[str(PLOTTER.controls[0].start)]
    axes.axhline(0, color=FAINT, linewidth=0.8)
    names = {"ReLU": (BLUE, 105, (8, -10)), "SELU": (ORANGE, 40, (0, 9)), "SiLU": (GREEN, 62, (-2, -10))}
    slopes = {"ReLU": (BLUE, 150, (2, -9)), "SELU": (ORANGE, 88, (-6, 4)), "SiLU": (GREEN, 50, (-2, -9))}
    places = slopes | {"GELU": (PINK, 132, (4, 10))} if derivative else names | {"GELU": (PINK, 150, (-10, 8))}
    for name, (color, at, offset) in places.items():
        values = slope(FUNCTIONS[name], x) if derivative else FUNCTIONS[name](x)
        axes.plot(x, values, color=color, linewidth=1.3)
        name_point(axes, float(x[at]), float(values[at]), name, color=color, offset=offset)
    axes.plot(x, slope(chosen, x) if derivative else chosen(x), color=INK, linewidth=2.6, gid=f"curve-{derivative:d}")
    axes.set_xlim(-4, 4)
    axes.set_ylim((-0.4, 1.9) if derivative else (-2, 4))
    axes.set_title("derivative" if derivative else "function")
    if not derivative:
        return
    low, high = axes.get_ylim()
    boxes = [Path([(a, low), (b, low), (b, high), (a, high), (a, low)], closed=True) for a, b in saturated(chosen, x)]
    axes.add_patch(
        PathPatch(Path.make_compound_path(*boxes), facecolor=FAINT, alpha=0.18, linewidth=0, gid="saturated")
    )
    axes.plot(x, torch.exp(-x.square() / 2) / math.sqrt(2 * math.pi), ":", color=INK, linewidth=1.3, gid="inputs")
