"""What dropout costs in steps."""

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from ..lab.circumstances import steps_here
from ..lab.data import split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, forward, network_loss, repeated, stack, train
from ..lab.estimates import Estimate
from ..lab.masks import dropout
from ..lab.optimizers import Parameters, sgd
from ..lab.outcomes import best_rate, ratio_of_steps, steps_to
from ..lab.seeds import SEED, generator
from .averages import SCALE, SIZES


@dataclass(frozen=True, kw_only=True)
class Slowdown:
    """Training with dropout until the training loss, in evaluation mode, is as low as without."""

    rates: tuple[float, ...] = (0.2, 0.5)
    learning_rates: tuple[float, ...] = (0.02, 0.06, 0.18)
    seeds: int = 12
    steps: int = 400
    horizon: int = 80  # steps without dropout, whose loss is the target
    batch: int = 32
    every: int = 5  # in tens, a ratio of eight tens would move in eighths


def losses(rate: float, learning_rates: tuple[float, ...], config: Slowdown, seed: int) -> Tensor:
    """Training loss (times, learning rates, seeds), in evaluation mode, of networks trained at one dropout rate."""
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed, scale=SCALE)
    start = stack([draw_networks(SIZES, c.seeds, 2.0, seed=seed)] * len(learning_rates))
    probe = repeated(data.take(torch.arange(192).expand(c.seeds, -1)), len(start[0]))
    found: list[Tensor] = []

    def observe(_: int, parameters: Parameters) -> None:
        found.append(cross_entropy(forward(parameters, probe.images, torch.relu), probe.labels))

    regularize = dropout(torch.full((len(start[0]),), rate), generator(seed, "masks"))
    optimizer = sgd(torch.tensor(learning_rates).repeat_interleave(c.seeds))
    training = Training(optimizer=optimizer, steps=c.steps, batch=c.batch, seed=seed)
    loss = network_loss(torch.relu, regularize if rate else None)
    train(start, data, loss, training, observe=observe, every=c.every)
    return torch.stack(found).view(-1, len(learning_rates), c.seeds)


def slow_down(config: Slowdown = Slowdown(), *, seed: int = SEED) -> dict[float, Estimate]:
    """Steps with dropout over steps without, to the same training loss, by dropout rate.

    The target is the median loss that networks without dropout have after ``horizon`` steps. Each dropout rate goes at
    its own best learning rate of one grid; seeds that never meet the target count as later than all others.
    """
    c = config
    last = steps_here(c.horizon) // c.every
    plain = best_rate(lambda speeds: losses(0.0, speeds, c, seed)[last], c.learning_rates, larger=False)
    target = float(plain.scores.median())

    def steps(rate: float, speeds: tuple[float, ...]) -> Tensor:
        course = losses(rate, speeds, c, seed)
        return steps_to(course.flatten(1), target, c.every).view(len(speeds), c.seeds)

    without = steps(0.0, (plain.rate,))[0]
    found = {}
    for rate in c.rates:
        best = best_rate(partial(steps, rate), c.learning_rates, larger=False)
        found[rate] = ratio_of_steps(best.scores, without)
    return found
