"""Equal neurons stay equal: the network they are, in exact arithmetic, and what it costs."""

from collections.abc import Callable

import torch

from ..lab.data import split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, network_loss, train
from ..lab.estimates import Estimate, exactly, range_of
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import integer_gradients, quotient, quotient_outputs, tie, train_quotient
from ..lab.timing import Cost, compare
from .untie import CLASSES, PIXELS, TieBreakers


def quotient_error(*, steps: int = 60, seed: int = SEED) -> Estimate:
    """Largest relative difference of a full tied network, in float64, from its one-unit stand-in."""
    c = TieBreakers()
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    tied = tie(draw_networks((PIXELS, c.hidden, CLASSES), c.seeds, 2.0, seed=seed, dtype=torch.float64), seed=seed)
    training = Training(optimizer=sgd(c.learning_rate), steps=steps, batch=c.batch, seed=seed)
    full = train(tied, data, network_loss(torch.tanh), training)[0][:, :1]
    single = train_quotient(tied, (c.hidden,), data, torch.tanh, training)[0]
    return range_of((full - single).abs().amax((1, 2)) / single.abs().amax((1, 2)))


def bias_values_do_not_untie(*, seed: int = SEED) -> Estimate:
    """Largest difference between neurons' gradients when equal weights meet any equal bias, in int64."""
    draw = generator(seed, "bias values")
    worst = torch.tensor(0)
    for bias in torch.randint(-3, 4, (16,), generator=draw).tolist():
        x = torch.randint(-2, 3, (6, 3), generator=draw)
        target = torch.randint(-2, 3, (6, 2), generator=draw)
        gradient = integer_gradients([torch.full((3, 4), 1), torch.full((4, 2), 2)], bias, x, target)[0]
        worst = torch.maximum(worst, (gradient - gradient[:, :1]).abs().max())
    return exactly(worst)


def integer_training(*, steps: int = 3, seed: int = SEED) -> dict[str, Estimate]:
    """Three exact steps from all-ones weights: how far units, and inputs of a unit, drift apart."""
    draw = generator(seed, "integers")
    x = torch.randint(0, 3, (4, 3), generator=draw) + torch.tensor([[1, 0, 0]])
    target = torch.tensor([[1, 0], [0, 1], [1, 1], [2, 0]])
    weights = [torch.ones(3, 4, dtype=torch.int64), torch.ones(4, 4, dtype=torch.int64)]
    weights.append(torch.ones(4, 2, dtype=torch.int64))
    for _ in range(steps):
        weights = [w - g for w, g in zip(weights, integer_gradients(weights, 0, x, target), strict=True)]
    between_units = max(int((w - w[:, :1]).abs().max()) for w in weights[:2])
    return {"units": exactly(between_units), "inputs": exactly((weights[0] - weights[0][:1]).abs().max())}


def tied_cost(*, hidden: int = 1024, seed: int = SEED) -> Cost:
    """What a step of a tied network of ``hidden`` neurons costs, relative to its one-neuron stand-in."""
    data, _ = split_digits(1, test=450, seed=seed)
    tied = tie(draw_networks((PIXELS, hidden, CLASSES), 1, 2.0, seed=seed), seed=seed)
    sample = data.take(torch.arange(512)[None])

    def step(parameters: Parameters, equal: int) -> Callable[[], object]:
        weights = [p.clone().requires_grad_() for p in parameters]

        def run() -> object:
            outputs = quotient_outputs(weights, (equal,), sample.images, torch.tanh)
            return torch.autograd.grad(cross_entropy(outputs, sample.labels).sum(), weights)

        return run

    return compare(step(tied, 1), step(quotient(tied, (hidden,)), hidden), repeats=2)
