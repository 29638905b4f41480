"""Figures of the chapter: drawn from results."""

from matplotlib.axes import Axes

from ..lab.estimates import Estimate
from ..lab.figures import BLUE, FAINT, GREEN, ORANGE, curve
from .theory import gradient_factor

STYLES = {"ReLU": (BLUE, "o"), "tanh": (GREEN, "s"), "sigmoid": (ORANGE, "^")}


def plot_factors(found: dict[str, dict[float, Estimate]], axes: Axes) -> None:
    """What is left of a gradient in a layer, by n·Var, over the theory of very wide layers (dashed)."""
    axes.axhline(1, color=FAINT, linewidth=0.8)
    for name, factors in found.items():
        color, marker = STYLES[name]
        scales = list(factors)
        axes.plot(scales, [gradient_factor(name, v) for v in scales], "--", color=FAINT, linewidth=1)
        curve(axes, scales, list(factors.values()), color=color, style=marker, name=name, offset=(6, -9))
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(right=500)
    axes.set_ylim(0.1, 10)
    axes.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
    axes.set_xticks([1, 10, 100], ["1", "10", "100"])
    axes.set_xlabel("n·Var(W)")
    axes.set_title("gradient, factor per layer on its way back")
