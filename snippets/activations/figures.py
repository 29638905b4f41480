"""Figures of the chapter: drawn from results."""

import math
from collections.abc import Callable
from functools import partial

import torch
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from torch import Tensor

from ..lab.figures import BLUE, FAINT, GREEN, INK, ORANGE, PINK, name_point
from ..lab.functions import FUNCTIONS
from ..lab.slopes import slope
from .shapes import PLOTTER, saturated


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


def function_plots() -> list[Callable[[Axes], None]]:
    """The panels of functions and of their slopes."""
    return [partial(plot_functions, derivative=derivative) for derivative in (False, True)]


def plot_selu(spreads: dict[str, Tensor], axes: Axes) -> None:
    """Std by layer; those that end together share a label, and one that leaves the picture is named at its top."""
    top = 1e4
    for name, spread in spreads.items():
        values = spread.median(1).values
        low, high, color = spread.amin(1), spread.amax(1), BLUE if name == "LeCun" else ORANGE
        axes.fill_between(range(len(values)), low, high, color=color, alpha=0.15, linewidth=0)
        axes.plot(values, color=color, zorder=3 if name == "LeCun" else 2)
        if values[-1] > top:
            axes.annotate(name, (int((values < top).sum()), top), (4, -10), textcoords="offset points")
        elif not 0.5 < values[-1] < 2:
            axes.annotate(name, (len(values) - 1, float(values[-1])), (4, 0), textcoords="offset points", va="center")
    axes.annotate(
        "LeCun, uniform, raw pixels,\nscaled skip, alpha dropout",
        (60, 1),
        (4, 0),
        textcoords="offset points",
        va="center",
    )
    axes.set_yscale("log")
    axes.set_ylim(0.05, top)
    axes.set_yticks([0.1, 1, 10, 100, 1000, top], ["0.1", "1", "10", "100", "1,000", "10,000"])
    axes.minorticks_off()
    axes.set_xlim(0, 90)
    axes.set_xlabel("layer")
    axes.set_title("std of a SELU network's outputs")
