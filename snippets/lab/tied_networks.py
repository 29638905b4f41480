"""Networks whose neurons are equal: drawn so, and trained exactly as one neuron."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from .data import Labelled
from .ensembles import Activation, Training, cross_entropy, forward, train
from .optimizers import Parameters, Update
from .seeds import generator


def tie(parameters: Parameters, *, seed: int) -> Parameters:
    """One He draw a layer, copied into every weight of it; each network draws its own."""
    tied = []
    for layer, weight in enumerate(parameters[::2]):
        draw = torch.randn(len(weight), 1, 1, generator=generator(seed, "tied", layer), dtype=torch.float64)
        constant = draw * math.sqrt(2 / weight.shape[2])
        tied += [
            constant.expand(weight.shape).to(weight.dtype).clone(),
            torch.zeros_like(parameters[2 * layer + 1]),
        ]
    return tied


def quotient(parameters: Parameters, equal: Sequence[int]) -> Parameters:
    """The exact stand-in of a tied network: in a hidden layer of ``equal`` neurons more than 1, neuron 0 for all."""
    whole, first = slice(None), slice(1)
    kept = [whole, *(first if count > 1 else whole for count in equal), whole]
    layers = zip(parameters[::2], parameters[1::2], itertools.pairwise(kept), strict=True)
    return [p for weight, bias, (into, out) in layers for p in (weight[:, out, into], bias[:, out])]


def quotient_outputs(parameters: Parameters, equal: Sequence[int], images: Tensor, activation: Activation) -> Tensor:
    """Outputs (models, classes, batch) of the stand-in: a unit counts as often as neurons equal it."""
    return forward(parameters, images.to(parameters[0].dtype), activation, lambda h, layer: equal[layer] * h)


def train_quotient(
    start: Parameters, equal: Sequence[int], data: Labelled, activation: Activation, training: Training
) -> Parameters:
    """Train each hidden layer of m = ``equal`` identical neurons as one.

    If z = v Σ_j f(w_j·x) with all w_j = w, then z = m · v f(w·x), and each of the equal weights gets 1/m of the
    gradient that the shared one gets. No rounding can tell neurons apart: there is one.
    """
    shares = [s for into, out in itertools.pairwise([1, *equal, 1]) for s in (into * out, out)]  # weight, bias, …

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(quotient_outputs(parameters, equal, images, activation), labels)

    def shared(weights: Parameters) -> Update:
        update = training.optimizer(weights)
        return lambda step, gradients: update(step, [g / s for g, s in zip(gradients, shares, strict=True)])

    return train(quotient(start, equal), data, loss, replace(training, optimizer=shared))
