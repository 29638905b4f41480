"""How much of a gradient arrives at the first layer, before training."""

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import cross_entropy, draw_networks
from ..lab.functions import FUNCTIONS
from ..lab.seeds import SEED
from .batch_norm import normalized

SEEDS = 8
SCALES = (0.25, 1.0, 2.0, 4.0, 16.0, 100.0)  # n·Var(W)


def backward_factor(
    name: str, variance: float, *, norm: bool = False, skip: bool = False, layers: int = 30, width: int = 64,
    batch: int = 16, seed: int = SEED,
) -> Tensor:  # fmt: skip
    """Factor (seeds,) by which the gradient of a layer's outputs changes from layer to layer on its way back.

    Plain layers f(Wh), with batch norm f(norm(Wh)), or with a skip connection around each, h + W f(norm(h)); zero
    biases, float64, geometric mean over the middle layers.
    """
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    sample = data.take(torch.arange(batch).expand(SEEDS, -1))
    weights = draw_networks((64, *[width] * layers, 10), SEEDS, variance, seed=seed, dtype=torch.float64)[::2]
    function = FUNCTIONS[name]
    between = normalized if norm else torch.nn.Identity()
    h = function(between(weights[0] @ sample.images.double())).requires_grad_()
    hidden = [h]
    for weight in weights[1:-1]:
        h = h + weight @ function(between(h)) if skip else function(between(weight @ h))
        hidden.append(h)
    loss = cross_entropy(weights[-1] @ h, sample.labels).sum()
    first, last = layers // 8, layers - layers // 8
    early, late = torch.autograd.grad(loss, [hidden[first], hidden[last]])
    return (early.square().sum((1, 2)) / late.square().sum((1, 2))) ** (0.5 / (last - first))
