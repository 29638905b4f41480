"""Losses for classes: one softmax or two, and squared error in place of cross-entropy."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.best_runs import train_at_best_rate
from ..lab.data import split_digits
from ..lab.ensembles import cross_entropy, draw_networks, forward, repeated
from ..lab.optimizers import Parameters
from ..lab.seeds import SEED

SEEDS = 16
RATES = (0.003, 0.01, 0.03, 0.1)
CLASSES = 10
Of = Callable[[Tensor, Tensor], Tensor]  # (outputs, labels) -> (models,)


def squared(p: Tensor, labels: Tensor) -> Tensor:
    """Squared distance (models,) of ``p`` (models, classes, examples) from 1 for the class and 0 for all others."""
    return (p - F.one_hot(labels, p.shape[1]).transpose(1, 2)).square().sum(1).mean(1)


LOSSES: dict[str, Of] = {
    "cross-entropy": cross_entropy,
    "cross-entropy after softmax": lambda z, labels: cross_entropy(z.softmax(1), labels),
    "squared error": squared,
    "squared error after softmax": lambda z, labels: squared(z.softmax(1), labels),
}


def train_with(name: str, judge_on: Of, *, larger: bool, seed: int = SEED) -> Tensor:
    """What ``judge_on`` says (seeds,) of outputs for test digits, after training by loss ``name`` at its best rate."""
    data, test = split_digits(SEEDS, test=450, seed=seed)

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return LOSSES[name](forward(parameters, images, torch.relu), labels)

    def judge(parameters: Parameters) -> Tensor:
        whole = repeated(test, len(parameters[0]))
        return judge_on(forward(parameters, whole.images, torch.relu), whole.labels)

    start = draw_networks((64, 32, CLASSES), SEEDS, 2.0, seed=seed)
    return train_at_best_rate(start, data, loss, judge, rates=RATES, steps=250, larger=larger, seed=seed).scores


def least_loss(times: int) -> float:
    """Cross-entropy of the first of ten classes that can be had with ``times`` softmax, at a logit of 100 for it."""
    z = torch.zeros(CLASSES, dtype=torch.float64)
    z[0] = 100
    return float(-(z.softmax(0) if times == 2 else z).log_softmax(0)[0])
