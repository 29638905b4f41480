"""Which function at the output fits which target."""

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.best_runs import train_at_best_rate
from ..lab.data import Labelled, biopsies, split_digits, split_table
from ..lab.ensembles import Training, draw_networks, forward, repeated, train
from ..lab.estimates import Estimate, exactly
from ..lab.functions import Function
from ..lab.optimizers import Parameters, sgd
from ..lab.regression import numbered, predictions, squared_error
from ..lab.seeds import SEED
from ..lab.slopes import slope

SEEDS = 16
RATES = (0.003, 0.01, 0.03, 0.1)
LABELS = torch.tensor([[d % 2 == 0, d >= 5, d in (2, 3, 5, 7), d in (0, 6, 8, 9)] for d in range(10)])
THRESHOLDS = torch.arange(1, 20) / 20


def attributes(labels: Tensor) -> Tensor:
    """The four labels (models, 4, examples) of each digit."""
    return LABELS[labels].transpose(1, 2).float()


def outputs(parameters: Parameters, x: Tensor) -> Tensor:
    """What a network with ReLU units puts out before any output function."""
    return forward(parameters, x, torch.relu)


def multi_label(name: str, *, seed: int = SEED) -> Tensor:
    """Share of test digits with all four labels right (seeds,), with 'sigmoid' or 'softmax' outputs.

    A label counts above a threshold: the one that does best on the training digits of that network.
    """
    data, test = split_digits(SEEDS, test=450, seed=seed)

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        z, wanted = outputs(parameters, images), attributes(labels)
        if name == "sigmoid":
            return F.binary_cross_entropy_with_logits(z, wanted, reduction="none").mean((1, 2))
        shares = wanted / wanted.sum(1, keepdim=True).clamp_min(1)
        return -(shares * z.log_softmax(1)).sum(1).mean(1)

    def all_right(parameters: Parameters, part: Labelled) -> Tensor:
        part = repeated(part, len(parameters[0]))
        z = outputs(parameters, part.images)
        probability, wanted = z.sigmoid() if name == "sigmoid" else z.softmax(1), attributes(part.labels).bool()
        return torch.stack([((probability > t) == wanted).all(1).double().mean(1) for t in THRESHOLDS])

    def judge(parameters: Parameters) -> Tensor:
        chosen = all_right(parameters, data).argmax(0, keepdim=True)
        return all_right(parameters, test).gather(0, chosen)[0]

    start = draw_networks((64, 32, 4), SEEDS, 2.0, seed=seed)
    return train_at_best_rate(start, data, loss, judge, rates=RATES, steps=250, larger=True, seed=seed).scores


def sum_of_sigmoids(*, seed: int = SEED) -> tuple[Tensor, Tensor]:
    """How far ten outputs for a test digit add up to other than 1 (seeds,): ten sigmoids, and the same ten numbers
    through a softmax."""
    data, test = split_digits(SEEDS, test=450, seed=seed)

    def one_by_one(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        z = outputs(parameters, images)
        wanted = F.one_hot(labels, 10).transpose(1, 2).to(z.dtype)
        return F.binary_cross_entropy_with_logits(z, wanted, reduction="none").sum(1).mean(1)

    training = Training(optimizer=sgd(0.03), steps=250, batch=64, seed=seed)
    start = draw_networks((64, 32, 10), SEEDS, 2.0, seed=seed)
    z = outputs(train(start, data, one_by_one, training), test.images).double()
    sigmoids, softmax = ((p.sum(1) - 1).abs().mean(1) for p in (z.sigmoid(), z.softmax(1)))
    return sigmoids, softmax


def negative_areas(*, seed: int = SEED) -> tuple[Estimate, Estimate]:
    """How many of 16 networks with a linear output, and with softplus, predict some area as negative."""
    features, _ = biopsies()
    area = features[:, 13]  # error of the area of nuclei
    others = features[:, [k for k in range(30) if k != 13]]
    x, y, x_test, _ = split_table(others, area / area.mean(), SEEDS, test=169, seed=seed)
    start = draw_networks((29, 32, 1), SEEDS, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.003), steps=300, batch=64, seed=seed)

    def negative(function: Function) -> Estimate:
        trained = train(start, numbered(x, y), squared_error(y, function), training)
        return exactly((predictions(trained, x_test, function) < 0).any(1).sum())

    return negative(torch.clone), negative(F.softplus)


def identities() -> dict[str, Estimate]:
    """Largest difference, in double precision, from sigmoid(z) of the softmax of (z, 0) and of tanh(z/2), stretched to
    reach from 0 to 1; and of tanh as it is, which is another function."""
    z = torch.linspace(-30, 30, 6001, dtype=torch.float64)
    pair = torch.stack([z, torch.zeros_like(z)]).softmax(0)[0]
    others = {"softmax": pair, "stretched tanh": (1 + (z / 2).tanh()) / 2, "tanh": z.tanh()}
    return {name: exactly((other - z.sigmoid()).abs().max()) for name, other in others.items()}


def surely_wrong() -> tuple[Estimate, Estimate]:
    """Size of the gradient at an output of -6 where 6 would be right: squared error of tanh, cross-entropy."""
    z = torch.tensor(-6.0, dtype=torch.float64)
    squared, cross = slope(lambda z: (z.tanh() - 1).square(), z), slope(lambda z: -z.sigmoid().log(), z)
    return exactly(squared.abs()), exactly(cross.abs())
