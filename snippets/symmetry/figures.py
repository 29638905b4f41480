"""Figures of the chapter: drawn from results."""

import math
from functools import partial

import torch
from matplotlib.axes import Axes
from torch import Tensor

from ..lab.estimates import share_of
from ..lab.figures import BLUE, FAINT, ORANGE, Frame, bars
from .circles import NOISE


def plot_circle(probability: Tensor, axes: Axes, *, title: str) -> None:
    side = torch.linspace(-1.8, 1.8, 80)
    axes.contourf(side, side, probability, levels=[0, 0.5, 1], colors=[BLUE, ORANGE], alpha=0.55)
    for radius in (0.5, 1.3):
        turn = torch.linspace(0, 2 * math.pi, 100)
        axes.plot(radius * turn.cos(), radius * turn.sin(), "--", color=FAINT, linewidth=1)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(title)


def noise_frames(scores: dict[str, Tensor], maps: dict[str, Tensor]) -> list[Frame]:
    """For each noise on equal weights: what the first network draws, beside the independent start, and accuracy."""
    found = []
    for noise in NOISE.values:
        name = f"noise {noise:g}" if noise else "equal"
        accuracy = share_of(scores[name])
        start = "Equal weights" if name == "equal" else f"Equal weights, each moved by a relative noise of {noise:g},"
        said = (
            f"{start} end with an accuracy of {accuracy} ({accuracy.basis}), "
            f"independent weights with {share_of(scores['independent'])}."
        )
        title = "equal start" if name == "equal" else f"equal, noise ε = {noise:g}"
        left = partial(plot_circle, maps[name], title=title)
        found.append(Frame(said, [left, partial(plot_circle, maps["independent"], title="independent start")]))
    return found


def plot_tie_breakers(result: dict[str, Tensor], axes: Axes) -> None:
    bars(axes, {name: share_of(scores) for name, scores in result.items()}, label="training accuracy", limit=112)


def plot_spread(spread: Tensor, axes: Axes, *, every: int = 20) -> None:
    steps = range(0, every * len(spread), every)
    low, middle, high = torch.quantile(spread.clamp_min(1e-17), torch.tensor([0.1, 0.5, 0.9]).double(), dim=1)
    axes.fill_between(steps, low, high, color=ORANGE, alpha=0.25, linewidth=0)
    axes.plot(steps, middle, color=ORANGE)
    axes.set_yscale("log")
    axes.set_xlabel("training step")
    axes.set_title("distance between neurons that started equal, relative")
