"""Figures of the chapter: drawn from results."""

import math

import torch
from matplotlib.axes import Axes
from torch import Tensor

from ..lab.figures import BLUE, FAINT, GREEN, ORANGE
from .curve import KINKS
from .imbalance import EVERY


def plot_kinks(kinks: dict[str, Tensor], axes: Axes) -> None:
    """Where the first seed's ReLU units bend, above the curve to be learned."""
    x = torch.linspace(-1, 1, 200)
    axes.plot(x, torch.sin(3 * math.pi * x), color=FAINT, linewidth=1)
    for row, (color, (name, places)) in enumerate(zip((ORANGE, BLUE, GREEN), kinks.items(), strict=True)):
        axes.plot(places[0].clamp(-1.4, 1.4), torch.full((KINKS,), -1.5 - 0.5 * row), "|", color=color, markersize=11)
        axes.annotate(name, (1.5, -1.5 - 0.5 * row), va="center", color=color)
    axes.set_xlim(-1.45, 2.0)
    axes.set_xticks([-1, 0, 1])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title("where units bend at the start")


def plot_rare(losses: dict[str, Tensor], axes: Axes) -> None:
    for (name, values), color in zip(losses.items(), (ORANGE, BLUE), strict=True):
        steps = torch.arange(len(values)) * EVERY
        low, middle, high = torch.quantile(values, torch.tensor([0.1, 0.5, 0.9]), dim=1)
        axes.fill_between(steps, low, high, color=color, alpha=0.2, linewidth=0)
        axes.plot(steps, middle, color=color)
        axes.annotate(name, (8, float(values[0].mean())), (4, -10), textcoords="offset points", color=color)
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.set_title("loss of a detector of rare eights, by output bias")
