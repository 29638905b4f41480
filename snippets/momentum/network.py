"""Momentum near 1 in a network: speed without friction."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.circumstances import rate_here
from ..lab.controls import Control
from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Loss, Training, draw_networks, network_loss, repeated, stack, train
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED

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
    start, data = problem(c.seeds, len(names), seed=seed)
    everything = repeated(data, len(start[0]))
    betas = torch.tensor([*c.betas, c.betas[-1]]).repeat_interleave(c.seeds)
    braked = torch.tensor([*c.betas, c.brake_to]).repeat_interleave(c.seeds)
    loss = regularized(c.weight_decay)
    objectives: list[Tensor] = []
    kinetic: list[Tensor] = []
    previous = [p.clone() for p in start]

    def observe(step: int, parameters: Parameters) -> None:
        if step % c.every == 0:
            moved = [p - q for p, q in zip(parameters, previous, strict=True)]
            objectives.append(loss(parameters, everything.images, everything.labels))
            kinetic.append(squares(moved) / (2 * rate_here(c.learning_rate)))
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


def problem(seeds: int, models: int, *, seed: int) -> tuple[Parameters, Labelled]:
    """Networks for ``models`` configurations, the same draw for each, and the examples of each seed."""
    data, _ = split_digits(seeds, test=450, seed=seed, scale=0.376)
    start = stack([draw_networks(SIZES, seeds, 2.0, seed=seed)] * models)
    return start, first_examples(data, Coasting().examples)


def regularized(weight_decay: float | Tensor) -> Loss:
    """Cross-entropy plus half the squared weights times ``weight_decay``, one number or (models,)."""
    cross_entropy = network_loss(torch.relu)

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(parameters, images, labels) + weight_decay / 2 * squares(parameters)

    return loss


def first_examples(data: Labelled, count: int) -> Labelled:
    """The first ``count`` training examples of each seed."""
    return data.take(torch.arange(count).expand(len(data.labels), -1))
