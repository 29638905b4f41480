"""Which function at the output fits which target."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.data import Labelled, biopsies, split_digits, split_table
from ..lab.ensembles import Loss, Training, draw_networks, forward, network_loss, score, train
from ..lab.functions import Function
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED

SEEDS = 32
Predict = Callable[[Parameters, Tensor], Tensor]
LABELS = torch.tensor([[d % 2 == 0, d >= 5, d in (2, 3, 5, 7), d in (0, 6, 8, 9)] for d in range(10)])


def attributes(labels: Tensor) -> Tensor:
    """The four labels (models, 4, examples) of each digit."""
    return LABELS[labels].transpose(1, 2).float()


def multi_label(*, seed: int = SEED) -> dict[str, Tensor]:
    """Share of test digits with all four labels right (seeds,), by output function; a label counts above one half."""
    data, test = split_digits(SEEDS, test=450, seed=seed)
    start = draw_networks((64, 32, 4), SEEDS, 2.0, seed=seed)

    def sigmoid_loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        z = forward(parameters, images, torch.relu)
        return F.binary_cross_entropy_with_logits(z, attributes(labels), reduction="none").mean((1, 2))

    def softmax_loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        wanted = attributes(labels)
        shares = wanted / wanted.sum(1, keepdim=True).clamp_min(1)
        return -(shares * forward(parameters, images, torch.relu).log_softmax(1)).sum(1).mean(1)

    training = Training(optimizer=sgd(0.1), steps=250, batch=64, seed=seed)
    found = {}
    for name, loss in (("sigmoid", sigmoid_loss), ("softmax", softmax_loss)):
        z = forward(train(start, data, loss, training), test.images, torch.relu)
        probability = z.sigmoid() if name == "sigmoid" else z.softmax(1)
        found[name] = ((probability > 0.5) == attributes(test.labels).bool()).all(1).double().mean(1)
    return found


def binary(*, seed: int = SEED) -> dict[str, tuple[Tensor, Tensor]]:
    """Test accuracy and negative log-likelihood (seeds,) on breast cancer, sigmoid with BCE and tanh with MSE on ±1."""
    x, y, x_test, y_test = split_table(*biopsies(), SEEDS, test=169, seed=seed)

    def bce(parameters: Parameters, inputs: Tensor, labels: Tensor) -> Tensor:
        z = forward(parameters, inputs, torch.relu).squeeze(1)
        return F.binary_cross_entropy_with_logits(z, labels.float(), reduction="none").mean(1)

    def mse(parameters: Parameters, inputs: Tensor, labels: Tensor) -> Tensor:
        return (forward(parameters, inputs, torch.relu).squeeze(1).tanh() - (2 * labels - 1)).square().mean(1)

    start = draw_networks((x.shape[1], 16, 1), SEEDS, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.03), steps=200, batch=64, seed=seed)
    losses: dict[str, Loss] = {"sigmoid": bce, "tanh": mse}
    found = {}
    for name, loss in losses.items():
        z = forward(train(start, Labelled(x, y.long()), loss, training), x_test, torch.relu).squeeze(1)
        p = (z.sigmoid() if name == "sigmoid" else (z.tanh() + 1) / 2).clamp(1e-6, 1 - 1e-6)
        nll = F.binary_cross_entropy(p, y_test, reduction="none").mean(1)
        found[name] = (((p > 0.5) == y_test.bool()).double().mean(1), nll.double())
    return found


RANGES: dict[str, tuple[Function, float, float]] = {
    "positive": (F.softplus, 0.0, math.inf),
    "bounded": (torch.tanh, -1.0, 1.0),
}


def leave_range(kind: str, *, seed: int = SEED) -> dict[str, Tensor]:
    """Share of predictions (seeds,) of an area that leave their range, without and with an output function.

    The area is 'positive', over its mean, or 'bounded', between its smallest as -1 and its largest as 1.
    """
    output, low, high = RANGES[kind]
    features, _ = biopsies()
    area = features[:, 13]  # error of the area of nuclei
    target = area / area.mean() if kind == "positive" else 2 * (area - area.min()) / (area.max() - area.min()) - 1
    others = features[:, [k for k in range(30) if k != 13]]
    x, y, x_test, _ = split_table(others, target, SEEDS, test=169, seed=seed)
    start = draw_networks((29, 32, 1), SEEDS, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.003), steps=300, batch=64, seed=seed)
    index = torch.arange(y.shape[1]).expand(SEEDS, -1)  # labels are whole numbers: name the example instead
    functions: dict[str, Function] = {"without": torch.clone, "with": output}
    found = {}
    for name, function in functions.items():

        def predict(parameters: Parameters, inputs: Tensor, function: Function = function) -> Tensor:
            return function(forward(parameters, inputs, torch.relu).squeeze(1))

        def loss(parameters: Parameters, inputs: Tensor, labels: Tensor, predict: Predict = predict) -> Tensor:
            return (predict(parameters, inputs) - y.gather(1, labels)).square().mean(1)

        guess = predict(train(start, Labelled(x, index), loss, training), x_test)
        found[name] = ((guess < low) | (guess > high)).double().mean(1)
    return found


def multi_class(*, seed: int = SEED) -> dict[str, tuple[Tensor, Tensor]]:
    """Test accuracy (seeds,), and how far the ten outputs for an image add up to other than 1 (seeds,), on digits."""
    data, test = split_digits(SEEDS, test=450, seed=seed)
    start = draw_networks((64, 32, 10), SEEDS, 2.0, seed=seed)

    def one_by_one(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        z = forward(parameters, images, torch.relu)
        wanted = F.one_hot(labels, 10).transpose(1, 2).to(z.dtype)
        return F.binary_cross_entropy_with_logits(z, wanted, reduction="none").sum(1).mean(1)

    training = Training(optimizer=sgd(0.03), steps=250, batch=64, seed=seed)
    losses: dict[str, Loss] = {"softmax": network_loss(torch.relu), "sigmoid": one_by_one}
    found = {}
    for name, loss in losses.items():
        z = forward(train(start, data, loss, training), test.images, torch.relu)
        total = (z.softmax(1) if name == "softmax" else z.sigmoid()).sum(1)
        found[name] = (score(z, test), (total - 1).abs().double().mean(1))
    return found
