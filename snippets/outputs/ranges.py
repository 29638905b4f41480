"""Targets that are numbers, with and without a function at the output."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.best_runs import train_at_best_rate
from ..lab.data import biopsies, diabetes, split_table
from ..lab.ensembles import Training, draw_networks, repeated, train
from ..lab.functions import Function
from ..lab.optimizers import Parameters, sgd
from ..lab.regression import numbered, predictions, squared_error
from ..lab.seeds import SEED

SEEDS = 16
RATES = (0.003, 0.01, 0.03, 0.1)
FUNCTIONS: dict[str, Function] = {"linear": torch.clone, "softplus": F.softplus, "tanh": torch.tanh}


def outside(output: str, *, seed: int = SEED) -> Tensor:
    """Share of predictions (seeds,) beyond ±1 of an area, scaled so that its smallest is -1 and its largest 1."""
    features, _ = biopsies()
    area = features[:, 13]  # error of the area of nuclei
    target = 2 * (area - area.min()) / (area.max() - area.min()) - 1
    x, y, x_test, _ = split_table(features[:, [k for k in range(30) if k != 13]], target, SEEDS, test=169, seed=seed)
    start, function = draw_networks((29, 32, 1), SEEDS, 2.0, seed=seed), FUNCTIONS[output]
    training = Training(optimizer=sgd(0.003), steps=300, batch=64, seed=seed)
    guess = predictions(train(start, numbered(x, y), squared_error(y, function), training), x_test, function)
    return (guess.abs() > 1).double().mean(1)


def regression(output: str, *, seed: int = SEED) -> Tensor:
    """Mean squared error (seeds,) on new patients of a standardised target, the progress of diabetes, at the best
    rate, by the output function."""
    features, progress = diabetes()
    x, y, x_test, y_test = split_table(features, progress / progress.std(), SEEDS, test=142, seed=seed)
    test, function = numbered(x_test, y_test), FUNCTIONS[output]

    def judge(parameters: Parameters) -> Tensor:
        whole = repeated(test, len(parameters[0]))
        return squared_error(y_test, function)(parameters, whole.images, whole.labels)

    start = draw_networks((10, 32, 1), SEEDS, 2.0, seed=seed)
    loss = squared_error(y, function)
    examples = numbered(x, y)
    return train_at_best_rate(start, examples, loss, judge, rates=RATES, steps=250, larger=False, seed=seed).scores
