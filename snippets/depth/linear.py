"""What many layers without an activation function can draw."""

import math
from functools import reduce

import torch
from torch import Tensor

from ..lab.circumstances import circumstance
from ..lab.data import Labelled, shuffled
from ..lab.ensembles import draw_networks, forward
from ..lab.estimates import Estimate, exactly
from ..lab.functions import Function
from ..lab.seeds import SEED, generator
from .training import RATES, SEEDS, accuracies


def linear(x: Tensor) -> Tensor:
    """No activation function."""
    return x


def disc_and_ring(*, points: int = 256, seed: int) -> Labelled:
    """Two classes in the plane, which no straight line separates."""
    random = generator(seed, "disc and ring")
    angle = 2 * math.pi * torch.rand(SEEDS, points, generator=random)
    inside = torch.rand(SEEDS, points, generator=random) < 0.5
    radius = torch.where(inside, 0.5, 1.3) + 0.1 * torch.randn(SEEDS, points, generator=random)
    labels = inside.long() if circumstance().labelled else shuffled(inside.long(), seed)
    return Labelled(torch.stack([radius * angle.cos(), radius * angle.sin()], 1), labels)


def learn_ring(*, steps: int = 300, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) on disc and ring: one or five linear layers, and five with tanh, each seed at the best
    of three rates: for what cannot learn, no rate is best for all."""
    data = disc_and_ring(seed=seed)
    networks: dict[str, tuple[int, Function]] = {
        "1 linear layer": (0, linear), "5 linear layers": (4, linear), "5 layers with tanh": (4, torch.tanh),
    }  # fmt: skip
    found = {}
    for name, (hidden, function) in networks.items():
        start = draw_networks((2, *[16] * hidden, 2), SEEDS, 1.0, seed=seed)

        def outputs(parameters: list[Tensor], x: Tensor, function: Function = function) -> Tensor:
            return forward(parameters, x, function)

        found[name] = accuracies(start, outputs, RATES, data=data, steps=steps).nan_to_num(0.0).amax(0)
    return found


def collapsed(function: Function, *, seed: int = SEED) -> Estimate:
    """How far five layers are from the one layer whose matrix is the product of theirs; largest difference, float64."""
    parameters = draw_networks((64, *[32] * 4, 10), SEEDS, 1.0, seed=seed, dtype=torch.float64)
    images = torch.randn(SEEDS, 64, 20, generator=generator(seed, "collapsed"), dtype=torch.float64)
    product = reduce(lambda matrix, weight: weight @ matrix, parameters[::2])
    return exactly((forward(parameters, images, function) - product @ images).abs().max())
