"""Figures of the chapter: drawn from results."""

import math
from functools import partial

import torch
from matplotlib.axes import Axes
from torch import Tensor

from ..lab.estimates import mean_of, range_of
from ..lab.figures import BLUE, FAINT, ORANGE, Frame, name_point
from .network import BETAS, Coasting, Course, peaks


def plot_steps(steps: dict[float, float], best: tuple[float, float], axes: Axes) -> None:
    """Steps against 1 - beta, and the bound at any learning rate; ``best`` is (beta, steps) of the optimum."""
    axes.plot([1 - beta for beta in steps], list(steps.values()), "o-", color=BLUE)
    axes.plot([1 - best[0]], [best[1]], "o", color=ORANGE)
    axes.annotate("β*", (1 - best[0], best[1]), (-20, -4), textcoords="offset points")
    gap = torch.logspace(-5.3, -0.3, 60)
    axes.plot(gap, math.log(1e-6) / (0.5 * torch.log1p(-gap.double())), "--", color=FAINT, linewidth=1)
    axes.annotate("no learning rate beats √β", (1.2e-4, 4e3), ha="left")
    for beta, count in steps.items():
        axes.annotate(f"{beta:g}", (1 - beta, count), (4, -13), textcoords="offset points")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.invert_xaxis()
    axes.set_xlabel("1 − β")
    axes.set_title("steps to a millionth of the error, best learning rate for each β")


def plot_course(course: dict[str, Tensor], axes: Axes, *, beta: float, title: str, theory: bool = False) -> None:
    """Mean over seeds of β = 0.9 and of ``beta`` against the step; dashed: β to the power of the step."""
    every = 2 * Coasting().every  # a line needs no more
    for name, color in {"β = 0.9": BLUE, f"β = {beta}": ORANGE}.items():
        values = course[name][::2]
        steps = torch.arange(len(values)) * every
        axes.fill_between(steps, values.amin(1), values.amax(1), color=color, alpha=0.2, linewidth=0)
        axes.plot(steps, values.mean(1), color=color)
        if theory:
            axes.plot(steps, float(name.removeprefix("β = ")) ** steps.double(), "--", color=FAINT, linewidth=1)
            low = (values.mean(1) < 0.6).nonzero().flatten().tolist()
            place = low[0] if low else 50
            name_point(axes, float(steps[place]), float(values[place].mean()), name, color=color, offset=(6, 9))
    if not theory and beta == Coasting().betas[-1]:
        first = Coasting().brake_at // every
        axes.plot(steps[first:], course["brake"][::2].mean(1)[first:], ":", color=ORANGE)
        axes.axvline(Coasting().brake_at, color=FAINT, linewidth=0.8, linestyle=":")
        name_point(axes, Coasting().brake_at, 1.06, "brake (dotted)", color=ORANGE, offset=(4, 0))
    axes.set_ylim(0, 1.12)
    axes.set_xlabel("step")
    axes.set_title(title)


def beta_frames(course: Course) -> list[Frame]:
    """For each β, beside β = 0.9: the objective and the energy of the run, and what became of them."""
    frames = []
    for beta in BETAS:
        excess = course.excess[f"β = {beta}"]
        end, turns = mean_of(excess[-1]), range_of(peaks(excess))
        said = (
            f"β = {beta}: at the last step {end} of the excess is left. The objective turned from rising to falling "
            f"{turns.low:g} to {turns.high:g} times ({end.count} seeds)."
        )
        left = partial(plot_course, course.excess, beta=beta, title="objective above its minimum")
        right = partial(plot_course, course.energy, beta=beta, title="with energy of motion", theory=True)
        frames.append(Frame(said, [left, right]))
    return frames
