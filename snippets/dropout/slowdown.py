"""What dropout costs in steps."""

import itertools
from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, forward, network_loss, repeated, stack, train
from ..lab.estimates import Estimate, ratio_of
from ..lab.masks import dropout
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator
from .averages import SCALE, SIZES


@dataclass(frozen=True, kw_only=True)
class Slowdown:
    """Steps until a network trained with dropout reaches certain training losses, in evaluation mode."""

    rates: tuple[float, ...] = (0.0, 0.2, 0.3, 0.5)
    learning_rates: tuple[float, ...] = (0.05, 0.1)
    seeds: int = 16
    steps: int = 340
    batch: int = 32
    every: int = 10
    targets: tuple[float, ...] = (0.4, 0.2, 0.1)


def slow_down(
    config: Slowdown = Slowdown(), *, seed: int = SEED
) -> tuple[dict[tuple[float, float], Estimate], dict[float, int]]:
    """Steps to each target over steps without dropout, by (target, rate); and by target, how many seeds got there.

    Each rate goes at its own best learning rate. The ratio is a geometric mean over the seeds of which all rates
    reached the target.
    """
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed, scale=SCALE)
    grid = list(itertools.product(c.rates, c.learning_rates))
    rates, speeds = (torch.tensor(column).repeat_interleave(c.seeds) for column in zip(*grid, strict=True))
    start = stack([draw_networks(SIZES, c.seeds, 2.0, seed=seed)] * len(grid))
    probe = repeated(data.take(torch.arange(192).expand(c.seeds, -1)), len(start[0]))
    losses: list[Tensor] = []

    def observe(_: int, parameters: Parameters) -> None:
        losses.append(cross_entropy(forward(parameters, probe.images, torch.relu), probe.labels))

    regularize = dropout(rates, generator(seed, "masks"))
    training = Training(optimizer=sgd(speeds), steps=c.steps, batch=c.batch, seed=seed)
    train(start, data, network_loss(torch.relu, regularize), training, observe=observe, every=c.every)
    course = torch.stack(losses)
    ratios: dict[tuple[float, float], Estimate] = {}
    reached: dict[float, int] = {}
    for target in c.targets:
        below = course < target
        first = torch.where(below.any(0), below.double().argmax(0) * float(c.every), torch.inf)
        steps = first.view(len(c.rates), len(c.learning_rates), c.seeds)
        best = steps.median(2).values.argmin(1)
        chosen = steps[torch.arange(len(c.rates)), best]
        there = chosen.isfinite().all(0)
        reached[target] = int(there.sum())
        plain = chosen[0, there]
        ratios |= {(target, rate): ratio_of(chosen[k, there], plain) for k, rate in enumerate(c.rates) if rate > 0}
    return ratios, reached
