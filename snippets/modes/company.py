"""Batch normalization at prediction: by the running statistics, or by those of whatever batch an example is in."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.circumstances import width_here
from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, train
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator

SEEDS = 12


@dataclass(frozen=True)
class Statistics:
    """Running mean and variance of each unit of each network, as `nn.BatchNorm1d` keeps them."""

    mean: Tensor  # (models * units,)
    variance: Tensor


def normalized(h: Tensor, statistics: Statistics, *, training: bool) -> Tensor:
    """``h`` (models, units, batch) through torch's batch normalization, every unit of every network by itself."""
    rows = h.flatten(0, 1).T  # (batch, models * units)
    return F.batch_norm(rows, statistics.mean, statistics.variance, training=training).T.view_as(h)


def outputs(parameters: Parameters, x: Tensor, statistics: Statistics, *, training: bool) -> Tensor:
    """Outputs (models, classes, batch) of a network with batch normalization before its hidden ReLU."""
    h = normalized(torch.baddbmm(parameters[1], parameters[0], x), statistics, training=training)
    return torch.baddbmm(parameters[3], parameters[2], torch.relu(h))


def train_normalized(data: Labelled, *, steps: int, seed: int) -> tuple[Parameters, Statistics]:
    """Networks of 32 units, and the statistics that gathered while they learned."""
    units = SEEDS * width_here(32)
    statistics = Statistics(torch.zeros(units), torch.ones(units))

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(outputs(parameters, images, statistics, training=True), labels)

    start = draw_networks((64, 32, 10), SEEDS, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.03), steps=steps, batch=64, seed=seed)
    return train(start, data, loss, training), statistics


def in_batches(parameters: Parameters, test: Labelled, statistics: Statistics, order: Tensor, size: int) -> Tensor:
    """Answers (seeds, examples) to ``test``, in training mode, in batches of ``size`` along ``order``."""
    scratch = Statistics(statistics.mean.clone(), statistics.variance.clone())  # prediction would move them
    answers = torch.empty_like(test.labels)
    for index in torch.split(order, size, 1):
        found = outputs(parameters, test.take(index).images, scratch, training=True).argmax(1)
        answers.scatter_(1, index, found)
    return answers


def by_company(*, steps: int = 300, seed: int = SEED) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Test accuracy (seeds,) by mode and batch, and the share of digits (seeds,) whose answer changes between two
    random orders, in batches of ten."""
    data, test = split_digits(SEEDS, test=400, seed=seed)
    parameters, statistics = train_normalized(data, steps=steps, seed=seed)
    draw = generator(seed, "company")
    first, second = (torch.stack([torch.randperm(400, generator=draw) for _ in range(SEEDS)]) for _ in range(2))
    alike = test.labels.argsort(dim=1, stable=True)
    calm = outputs(parameters, test.images, statistics, training=False).argmax(1)

    def answers(order: Tensor, size: int) -> Tensor:
        return in_batches(parameters, test, statistics, order, size)

    found = {
        "eval()": calm,
        "train(), all 400 at once": answers(first, 400),
        "train(), batches of 10": answers(first, 10),
        "train(), batches of 2": answers(first, 2),
        "train(), batches of like digits": answers(alike, 10),
    }
    right = {name: (given == test.labels).double().mean(1) for name, given in found.items()}
    ten = found["train(), batches of 10"]
    changed = {"train()": (ten != answers(second, 10)).double().mean(1), "eval()": (calm != calm).double().mean(1)}
    return right, changed
