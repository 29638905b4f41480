"""How unsure MC dropout is with few and with many points, beside what Bayes' rule says of the same units."""

import torch
from torch import Tensor

from ..lab.circumstances import circumstance
from ..lab.data import Labelled
from ..lab.ensembles import Training, draw_networks, forward, train
from ..lab.masks import dropout
from ..lab.optimizers import Parameters, adam
from ..lab.seeds import SEED, generator
from .curve import RATE, limit_std

SEEDS, UNITS, NOISE = 16, 40, 0.1
PLACES = torch.linspace(-2.5, 2.5, 21, dtype=torch.float64)


def waves(count: int, *, seed: int) -> Labelled:
    """For each seed ``count`` points of a noisy sine between -3 and 3."""
    draw = generator(seed, "waves", count)
    x = torch.rand(SEEDS, 1, count, generator=draw) * 6 - 3
    y = torch.sin(2 * x[:, 0]) + NOISE * torch.randn(SEEDS, count, generator=draw)
    return Labelled(x, y if circumstance().labelled else y[:, torch.randperm(count, generator=draw)])


def spread_kinks(*, seed: int) -> Parameters:
    """Networks of one input and ReLU units that bend at places all over the inputs."""
    start = draw_networks((1, UNITS, 1), SEEDS, 2.0, seed=seed)
    start[1] = -start[0] * (torch.rand(start[0].shape, generator=generator(seed, "places")) * 8 - 4)
    return start


def spread_of_masks(count: int, *, steps: int = 600, seed: int = SEED) -> Tensor:
    """Standard deviation over all masks (seeds,), mean over places, of networks fitted to ``count`` points."""
    masks = dropout(torch.full((SEEDS,), RATE), generator(seed, "masks", count))

    def loss(parameters: Parameters, inputs: Tensor, targets: Tensor) -> Tensor:
        return (forward(parameters, inputs, torch.relu, masks).squeeze(1) - targets).square().mean(1)

    training = Training(optimizer=adam(0.01), steps=steps, batch=20, seed=seed)
    trained = train(spread_kinks(seed=seed), waves(count, seed=seed), loss, training)
    networks = [[p[k].double().flatten() for p in trained] for k in range(SEEDS)]
    return torch.stack([limit_std(network, PLACES).mean() for network in networks])


def spread_by_bayes(count: int, *, seed: int = SEED) -> Tensor:
    """The same (seeds,) of the posterior of the output weights, in closed form, on the units as they were drawn.

    Prior: the variance 2/units of the draw. Noise: as in the data (Bishop 2006, section 3.3).
    """
    weight, bias, *_ = spread_kinks(seed=seed)

    def units(x: Tensor) -> Tensor:
        return torch.relu(weight * x + bias).double()  # (seeds, units, points)

    seen, asked = units(waves(count, seed=seed).images), units(PLACES.float().expand(SEEDS, 1, -1))
    prior = torch.eye(weight.shape[1], dtype=torch.float64) * weight.shape[1] / 2
    precision = prior + seen @ seen.transpose(1, 2) / NOISE**2
    variance = (asked * torch.linalg.solve(precision, asked)).sum(1)
    spreads: Tensor = variance.sqrt().mean(1)
    return spreads
