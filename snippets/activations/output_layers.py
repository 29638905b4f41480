"""Which function at the output fits which target."""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.data import Labelled, biopsies, diabetes, split_digits, split_table
from ..lab.ensembles import Loss, Training, cross_entropy, draw_networks, forward, repeated, stack, train
from ..lab.functions import Function
from ..lab.optimizers import Parameters, sgd
from ..lab.outcomes import Best, best_rate
from ..lab.seeds import SEED

SEEDS = 16
RATES = (0.003, 0.01, 0.03, 0.1)
LABELS = torch.tensor([[d % 2 == 0, d >= 5, d in (2, 3, 5, 7), d in (0, 6, 8, 9)] for d in range(10)])
THRESHOLDS = torch.arange(1, 20) / 20
Judge = Callable[[Parameters], Tensor]


def attributes(labels: Tensor) -> Tensor:
    """The four labels (models, 4, examples) of each digit."""
    return LABELS[labels].transpose(1, 2).float()


def outputs(parameters: Parameters, x: Tensor) -> Tensor:
    """What a network with ReLU units puts out before any output function."""
    return forward(parameters, x, torch.relu)


def at_best_rate(start: Parameters, data: Labelled, loss: Loss, judge: Judge, *, larger: bool, seed: int) -> Best:
    """What ``judge`` says (models,) of networks after 250 steps at the best rate, by its own measure."""

    def scores(rates: tuple[float, ...]) -> Tensor:
        optimizer = sgd(torch.tensor(rates).repeat_interleave(SEEDS))
        training = Training(optimizer=optimizer, steps=250, batch=64, seed=seed)
        return judge(train(stack([start] * len(rates)), data, loss, training)).view(len(rates), SEEDS)

    return best_rate(scores, RATES, larger=larger)


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
    return at_best_rate(start, data, loss, judge, larger=True, seed=seed).scores


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


def after_softmax(times: int, *, seed: int = SEED) -> Tensor:
    """Negative log-likelihood (seeds,) of test digits, when training puts ``times`` softmax before the logarithm.

    The second is that of `CrossEntropyLoss`, given what is a softmax already. Probabilities are those after the first.
    """
    data, test = split_digits(SEEDS, test=450, seed=seed)

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        z = outputs(parameters, images)
        return cross_entropy(z.softmax(1) if times == 2 else z, labels)

    def judge(parameters: Parameters) -> Tensor:
        whole = repeated(test, len(parameters[0]))
        return cross_entropy(outputs(parameters, whole.images), whole.labels)

    start = draw_networks((64, 32, 10), SEEDS, 2.0, seed=seed)
    return at_best_rate(start, data, loss, judge, larger=False, seed=seed).scores


def least_loss(times: int) -> float:
    """Cross-entropy of the first of ten classes that can be had with ``times`` softmax, at a logit of 100 for it."""
    z = torch.zeros(10, dtype=torch.float64)
    z[0] = 100
    return float(-(z.softmax(0) if times == 2 else z).log_softmax(0)[0])


FUNCTIONS: dict[str, Function] = {"linear": torch.clone, "softplus": F.softplus, "tanh": torch.tanh}


def squared_error(y: Tensor, function: Function) -> Loss:
    """Mean squared error (models,) of the targets ``y`` (seeds, examples); instead of labels it takes their numbers."""

    def loss(parameters: Parameters, inputs: Tensor, index: Tensor) -> Tensor:
        wanted = y.repeat(len(index) // len(y), 1).gather(1, index)
        return (function(outputs(parameters, inputs).squeeze(1)) - wanted).square().mean(1)

    return loss


def numbered(x: Tensor, y: Tensor) -> Labelled:
    """Examples whose label is their number, since labels are whole numbers."""
    return Labelled(x, torch.arange(y.shape[1]).expand(len(y), -1))


def outside(low: float, high: float, output: str, *, seed: int = SEED) -> Tensor:
    """Share of predictions (seeds,) of an area that lie outside of ``low`` to ``high``, by the output function.

    The area is over its mean, or, where ``high`` is finite, between its smallest as low and its largest as high.
    """
    features, _ = biopsies()
    area = features[:, 13]  # error of the area of nuclei
    share = (area - area.min()) / (area.max() - area.min())
    target = low + (high - low) * share if math.isfinite(high) else area / area.mean()
    x, y, x_test, _ = split_table(features[:, [k for k in range(30) if k != 13]], target, SEEDS, test=169, seed=seed)
    start = draw_networks((29, 32, 1), SEEDS, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.003), steps=300, batch=64, seed=seed)
    function = FUNCTIONS[output]
    guess = function(outputs(train(start, numbered(x, y), squared_error(y, function), training), x_test).squeeze(1))
    return ((guess < low) | (guess > high)).double().mean(1)


def regression(output: str, *, seed: int = SEED) -> Tensor:
    """Mean squared error (seeds,) on new patients of a standardised target, the progress of diabetes, at the best
    rate, by the output function."""
    features, progress = diabetes()
    x, y, x_test, y_test = split_table(features, progress / progress.std(), SEEDS, test=142, seed=seed)
    test = numbered(x_test, y_test)

    def judge(parameters: Parameters) -> Tensor:
        whole = repeated(test, len(parameters[0]))
        return squared_error(y_test, FUNCTIONS[output])(parameters, whole.images, whole.labels)

    start = draw_networks((10, 32, 1), SEEDS, 2.0, seed=seed)
    loss = squared_error(y, FUNCTIONS[output])
    return at_best_rate(start, numbered(x, y), loss, judge, larger=False, seed=seed).scores
