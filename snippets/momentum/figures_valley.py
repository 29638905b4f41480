"""Figures of the valley that readers descend."""

import math

import torch
from matplotlib.axes import Axes

from ..lab.figures import FAINT, ORANGE
from .valley import STEPS, descend, objective


def plot_path(axes: Axes) -> None:
    """The valley from above, and the way down from the start."""
    side = torch.linspace(-1.3, 1.3, 80, dtype=torch.float64)
    across, along = torch.meshgrid(side, side, indexing="ij")
    heights = objective(torch.stack([along.flatten(), across.flatten()], 1)).view(80, 80)
    axes.contour(side, side, heights, levels=[0.1, 0.5, 1.5, 3, 5, 7.5], colors=FAINT, linewidths=0.6, alpha=0.6)
    path = descend()
    axes.plot(path[:, 0], path[:, 1], color=ORANGE, linewidth=1.4, gid="path")
    turn = torch.linspace(0, 2 * math.pi, 25, dtype=torch.float64)
    axes.fill(path[0, 0] + 0.04 * turn.cos(), path[0, 1] + 0.04 * turn.sin(), color=ORANGE, linewidth=0, gid="start")
    axes.set_xlim(-1.3, 1.3)
    axes.set_ylim(-1.3, 1.3)
    axes.set_aspect("equal")
    axes.set_xlabel("weight along the valley")
    axes.set_ylabel("weight across")
    axes.set_title("path")


def plot_objective(axes: Axes) -> None:
    heights = objective(descend())
    axes.axhline(0, color=FAINT, linewidth=0.8)
    axes.plot((heights / heights[0]).log10(), color=ORANGE, linewidth=1.4, gid="objective")
    axes.set_xlim(0, STEPS)
    axes.set_ylim(-8, 3)
    axes.set_xlabel("step")
    axes.set_title("objective, relative to the start, log₁₀")
