"""What equal neurons cost beside the one neuron that they are."""

from collections.abc import Callable

import torch

from ..lab.data import split_digits
from ..lab.ensembles import cross_entropy, draw_networks
from ..lab.optimizers import Parameters
from ..lab.seeds import SEED
from ..lab.tied_networks import quotient, quotient_outputs, tie
from ..lab.timing import Cost, compare
from .untie import CLASSES, PIXELS


def tied_cost(hidden: int, *, seed: int = SEED) -> Cost:
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

    return compare(step(tied, 1), step(quotient(tied, (hidden,)), hidden), repeats=20, rounds=7)
