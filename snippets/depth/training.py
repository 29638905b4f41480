"""Networks trained at several learning rates, each start at its own best one."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Loss, Training, cross_entropy, forward, repeated, score, stack, train
from ..lab.functions import FUNCTIONS
from ..lab.optimizers import Optimizer, Parameters, sgd
from ..lab.outcomes import Best, best_rate, finite
from ..lab.seeds import SEED

SEEDS, CLASSES = 8, 10
RATES = (0.001, 0.01, 0.1)
Outputs = Callable[[Parameters, Tensor], Tensor]


def some_digits(seed: int, seeds: int = SEEDS) -> Labelled:
    """The digits to learn, others for each seed."""
    return split_digits(seeds, test=450, seed=seed)[0]


def plain(name: str) -> Outputs:
    """Outputs of plain networks with the activation function ``name``."""
    return lambda parameters, x: forward(parameters, x, FUNCTIONS[name])


def loss_of(outputs: Outputs) -> Loss:
    """The cross-entropy (models,) of ``outputs``, as `train` wants it."""
    return lambda parameters, images, labels: cross_entropy(outputs(parameters, images), labels)


def accuracies(
    start: Parameters, outputs: Outputs, rates: tuple[float, ...], *, data: Labelled, steps: int, seed: int = SEED,
    wrap: Callable[[Optimizer], Optimizer] = lambda optimizer: optimizer,
) -> Tensor:  # fmt: skip
    """Training accuracy (rates, seeds) after ``steps`` of SGD with momentum; not a number where a network diverged."""
    each = torch.tensor(rates).repeat_interleave(len(data.labels))
    training = Training(optimizer=wrap(sgd(each)), steps=steps, batch=32, seed=seed)
    trained = train(stack([start] * len(rates)), data, loss_of(outputs), training)
    z = outputs(trained, repeated(data, len(each)).images)
    return score(z, data).where(finite(z), torch.nan).view(len(rates), -1)


def best_accuracy(
    start: Parameters, outputs: Outputs, *, data: Labelled, steps: int, rates: tuple[float, ...] = RATES,
    wrap: Callable[[Optimizer], Optimizer] = lambda optimizer: optimizer,
) -> Best:  # fmt: skip
    """Training accuracy (seeds,) at the best rate; a network that diverged there has nothing right."""
    found = best_rate(
        lambda tried: accuracies(start, outputs, tried, data=data, steps=steps, wrap=wrap), rates, larger=True
    )
    return found._replace(scores=found.scores.nan_to_num(0.0))
