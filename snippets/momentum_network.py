"""Momentum near 1 in a network: speed without friction. (chapter: momentum)"""

from dataclasses import dataclass
from functools import partial

import torch
from matplotlib.axes import Axes
from torch import Tensor

from .lab.controls import Control
from .lab.data import Labelled, split_digits
from .lab.ensembles import Training, draw_networks, network_loss, repeated, stack, train
from .lab.estimates import mean_of, range_of
from .lab.figures import BLUE, FAINT, ORANGE, Frame, name_point
from .lab.optimizers import Parameters, sgd
from .lab.seeds import SEED

SIZES = (64, 32, 10)
BETAS = (0.9, 0.99, 0.999, 0.9999, 0.99999)
BETA = Control(name="beta", label="momentum β", values=BETAS, start=0.99999)


@dataclass(frozen=True, kw_only=True)
class Coasting:
    """Full-batch training of a small ReLU network, with L2 so that a minimum exists."""

    betas: tuple[float, ...] = BETAS
    brake_to: float = 0.9  # one more run with the last beta brakes to this
    brake_at: int = 600
    steps: int = 900
    every: int = 5
    examples: int = 128
    learning_rate: float = 0.05
    weight_decay: float = 5e-3
    seeds: int = 16


@dataclass(frozen=True)
class Course:
    """Of each run, by name: excess objective and energy (times, seeds), relative to the start."""

    excess: dict[str, Tensor]
    energy: dict[str, Tensor]


def squares(parameters: Parameters) -> Tensor:
    """Sum of squares (models,)."""
    return torch.stack([p.square().sum((1, 2)) for p in parameters]).sum(0)


def coast(config: Coasting = Coasting(), *, seed: int = SEED) -> Course:
    """Objective and energy = excess + |Δw|²/(2 learning_rate) of each β, and of a run that brakes.

    Heavy ball with β = 1 is leapfrog integration of a particle in the landscape of the objective, so that sum of
    potential and kinetic energy would be kept; β < 1 is its friction. The excess is measured from the lowest
    objective that any run of the seed reached.
    """
    c = config
    names = [f"β = {beta}" for beta in c.betas] + ["brake"]
    data, _ = split_digits(c.seeds, test=450, seed=seed, scale=0.376)
    data = first_examples(data, c.examples)
    start = stack([draw_networks(SIZES, c.seeds, 2.0, seed=seed)] * len(names))
    everything = repeated(data, len(start[0]))
    betas = torch.tensor([*c.betas, c.betas[-1]]).repeat_interleave(c.seeds)
    braked = torch.tensor([*c.betas, c.brake_to]).repeat_interleave(c.seeds)
    cross_entropy = network_loss(torch.relu)
    objectives: list[Tensor] = []
    kinetic: list[Tensor] = []
    previous = [p.clone() for p in start]

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(parameters, images, labels) + c.weight_decay / 2 * squares(parameters)

    def observe(step: int, parameters: Parameters) -> None:
        if step % c.every == 0:
            moved = [p - q for p, q in zip(parameters, previous, strict=True)]
            objectives.append(loss(parameters, everything.images, everything.labels))
            kinetic.append(squares(moved) / (2 * c.learning_rate))
        if step % c.every == c.every - 1:
            previous[:] = [p.clone() for p in parameters]

    optimizer = sgd(c.learning_rate, lambda step: betas if step < c.brake_at else braked)
    train(start, data, loss, Training(optimizer=optimizer, steps=c.steps, batch=None, seed=seed), observe=observe)
    objective, motion = (torch.stack(found).view(-1, len(names), c.seeds) for found in (objectives, kinetic))
    excess = objective - objective.amin((0, 1))
    total = (excess + motion) / excess[0, 0]
    excess = excess / excess[0, 0]
    return Course(*({name: kind[:, k] for k, name in enumerate(names)} for kind in (excess, total)))


def peaks(excess: Tensor) -> Tensor:
    """How often the objective (times, seeds) turned from rising to falling, for each seed."""
    rising = excess[1:] > excess[:-1]
    return (rising[:-1] & ~rising[1:]).sum(0)


def drift(*, steps: int = 600, seed: int = SEED) -> dict[float, Tensor]:
    """Distance (seeds,) of the weights from their start, by β, where no minimum exists: separable data, no L2."""
    c = Coasting()
    betas = (0.9, 0.99999)
    data, _ = split_digits(c.seeds, test=450, seed=seed, scale=0.376)
    data = first_examples(data, c.examples)
    start = stack([draw_networks(SIZES, c.seeds, 2.0, seed=seed)] * len(betas))
    optimizer = sgd(c.learning_rate, torch.tensor(betas).repeat_interleave(c.seeds))
    training = Training(optimizer=optimizer, steps=steps, batch=None, seed=seed)
    end = train(start, data, network_loss(torch.relu), training)
    distance = squares([p - q for p, q in zip(end, start, strict=True)]).sqrt().view(len(betas), -1)
    return dict(zip(betas, distance, strict=True))


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


def first_examples(data: Labelled, count: int) -> Labelled:
    """The first ``count`` training examples of each seed."""
    return data.take(torch.arange(count).expand(len(data.labels), -1))
