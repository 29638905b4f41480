"""Figures of the fitted curve."""

import math

import torch
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from torch import Tensor

from ..lab.figures import BLUE, FAINT, INK, ORANGE
from .curve import GRID, ROWS, UNITS, kept, points, predict


def plot_fit(network: list[Tensor], axes: Axes) -> None:
    """The points, what each mask predicts, their mean, and one pass with scaled weights."""
    x, y = points()
    passes = predict(network, GRID, kept())
    gap = torch.full((len(passes), 1), math.nan)
    lines = torch.cat([passes, gap], 1).flatten()
    axes.plot(torch.cat([GRID, gap[0]]).repeat(len(passes)), lines, color=BLUE, alpha=0.7, linewidth=0.8, gid="passes")
    axes.plot(GRID, passes.mean(0), color=ORANGE, linewidth=2.4, gid="mean")
    axes.plot(GRID, predict(network, GRID, torch.ones(1, UNITS), 0.0)[0], "--", color=INK, linewidth=1.2)
    axes.plot(x, y, ".", color=FAINT, markersize=5)
    axes.set_xlim(-4.5, 4.5)
    axes.set_ylim(-3, 3)
    axes.set_xlabel("input x")
    axes.set_title("single passes, their mean, weight scaling")


def plot_masks(axes: Axes) -> None:
    """A row of squares for each of the first passes; units that are dropped leave a hole."""
    squares = [
        Path([(u, r), (u + 0.8, r), (u + 0.8, r + 0.8), (u, r + 0.8), (u, r)], closed=True)
        for r, u in kept()[:ROWS].nonzero().tolist()
    ]
    axes.add_patch(PathPatch(Path.make_compound_path(*squares), facecolor=BLUE, linewidth=0, gid="masks"))
    axes.set_xlim(-0.5, UNITS + 0.3)
    axes.set_ylim(ROWS + 0.3, -0.5)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(f"{UNITS} units; a row for each pass, {ROWS} at most")
    axes.set_title("units that are kept")
