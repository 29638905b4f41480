"""Residual branches that start at nothing. (Zhang et al. 2019)"""

from functools import partial

import torch
from torch import Tensor

from ..lab.ensembles import draw_networks
from ..lab.optimizers import Parameters
from ..lab.seeds import SEED
from .training import SEEDS, accuracies, best_accuracy, some_digits

BLOCKS = 8
SMALL_RATES = (0.0001, 0.0003, 0.0009)  # that branches which each triple the variance can take


def through(parameters: Parameters, x: Tensor, skip: float = 1.0) -> tuple[Tensor, Tensor, Tensor]:
    """What enters the first block, leaves the last, and the outputs: h <- skip·h + W₂ relu(W₁ h), without norm."""
    h = first = torch.baddbmm(parameters[1], parameters[0], x)
    for k in range(2, len(parameters) - 2, 4):
        inner = torch.relu(torch.baddbmm(parameters[k + 1], parameters[k], h))
        h = skip * h + torch.baddbmm(parameters[k + 3], parameters[k + 2], inner)
    return first, h, torch.baddbmm(parameters[-1], parameters[-2], h)


def residual(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs (models, classes, batch) of the blocks."""
    return through(parameters, x)[2]


def plain_blocks(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs of the same layers without skip connections."""
    return through(parameters, x, 0.0)[2]


def draw_blocks(*, zero: bool, seed: int) -> Parameters:
    """First weights by He's rule; the last layer of each branch at zero, or drawn like the others."""
    start = draw_networks((64, 32, *[32, 32] * BLOCKS, 10), SEEDS, 2.0, seed=seed)
    if zero:
        start[4:-2:4] = [torch.zeros_like(w) for w in start[4:-2:4]]
    return start


def zero_branches(*, steps: int = 100, seed: int = SEED) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """By start, training accuracy (seeds,) at the best rate; and the std that leaves the blocks over what enters.

    Without a skip, the same zeros let nothing through at any rate; one is tried.
    """
    data = some_digits(seed)
    zero, he = (draw_blocks(zero=zero, seed=seed) for zero in (True, False))
    learn = partial(best_accuracy, outputs=residual, data=data, steps=steps)
    scores = {
        "zero": learn(zero).scores,
        "He": learn(he, rates=SMALL_RATES).scores,
        "zero, no skip": accuracies(zero, plain_blocks, (0.01,), data=data, steps=steps)[0],
    }
    growth = {}
    for name, start in (("zero", zero), ("He", he)):
        first, last = (h.std((1, 2)) for h in through(start, data.images)[:2])
        growth[name] = last / first
    return scores, growth
