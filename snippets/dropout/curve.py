"""A curve through points, fitted with dropout: what single masks predict, and their average."""

from functools import cache
from typing import Any

import torch
from torch import Tensor

from ..lab.circumstances import circumstance
from ..lab.controls import Control, Explorer
from ..lab.data import Labelled
from ..lab.ensembles import Training, draw_networks, forward, train
from ..lab.hashed import hashed_uniform
from ..lab.masks import dropout
from ..lab.optimizers import Parameters, adam
from ..lab.seeds import SEED, generator

UNITS, ROWS = 40, 20  # ROWS of masks fit into the figure
RATE, SAMPLES, DRAW = 0.2, 10, 1
TRUNK = 2000  # the first stream of masks; pass k of draw d is stream TRUNK + 100 d + k
CONTROLS = (
    Control(name="samples", label="passes K", values=(1, 2, 3, 5, 10, 20, 50), start=SAMPLES),
    Control(name="rate", label="dropout rate p", values=(0.0, 0.05, 0.1, RATE, 0.3, 0.4, 0.5), start=RATE),
    Control(name="draw", label="draw of masks", values=(1, 2, 3, 4, 5, 6, 7, 8), start=DRAW),
)
GRID = torch.arange(-45, 46).double() / 10


def points(*, seed: int = SEED) -> tuple[Tensor, Tensor]:
    """Forty points (40,) of a noisy sine, with none between -0.5 and 1.5 and none beyond ±3."""
    draw = generator(seed, "points")
    x = torch.cat([torch.rand(20, generator=draw) * 2.5 - 3, torch.rand(20, generator=draw) * 1.5 + 1.5])
    y = torch.sin(2 * x) + 0.1 * torch.randn(40, generator=draw)
    return x, y if circumstance().labelled else y[torch.randperm(40, generator=draw)]


@cache
def fits(count: int = 12, *, steps: int = 1500, seed: int = SEED) -> list[list[Tensor]]:
    """Networks of 40 ReLU units fitted with dropout, each to points of its own; the first to those of ``points``.

    Of each network: weights and biases (40,), output weights (40,), bias (1,). Rounded to four decimals, so that a page
    computes with the very same numbers.
    """
    x, y = (torch.stack(parts) for parts in zip(*(points(seed=seed + 1000 * k) for k in range(count)), strict=True))
    start = draw_networks((1, UNITS, 1), count, 2.0, seed=seed)
    kinks = torch.rand(start[0].shape, generator=generator(seed, "kinks")) * 8 - 4
    start[1] = -start[0] * kinks  # biases that spread the kinks over the inputs
    masks = dropout(torch.full((count,), RATE), generator(seed, "masks of the fit"))

    def loss(parameters: Parameters, inputs: Tensor, targets: Tensor) -> Tensor:
        return (forward(parameters, inputs, torch.relu, masks).squeeze(1) - targets).square().mean(1)

    training = Training(optimizer=adam(0.01), steps=steps, batch=None, seed=seed)
    trained = train(start, Labelled(x.unsqueeze(1), y), loss, training)
    rounded = [(p.double() * 1e4).round() / 1e4 for p in trained]
    return [[p[k].flatten() for p in rounded] for k in range(count)]


def fit() -> list[Tensor]:
    """The network that the page draws."""
    return fits()[0]


def kept(rate: float = RATE, samples: int = SAMPLES, draw: int = DRAW) -> Tensor:
    """Masks (samples, units) of zeros and ones."""
    streams = range(TRUNK + 100 * draw, TRUNK + 100 * draw + samples)
    return torch.stack([hashed_uniform(stream, UNITS) >= rate for stream in streams]).double()


def predict(network: list[Tensor], x: Tensor, masks: Tensor, rate: float = RATE) -> Tensor:
    """Outputs (samples, inputs) of the network with each of ``masks`` (samples, units)."""
    weight, bias, out, last = network
    hidden = torch.relu(weight[:, None] * x + bias[:, None])
    return (masks / (1 - rate) * out) @ hidden + last


def limit_std(network: list[Tensor], x: Tensor, rate: float = RATE) -> Tensor:
    """Standard deviation (inputs,) over all masks: each kept unit is a Bernoulli variable of its own."""
    weight, bias, out, _ = network
    hidden = torch.relu(weight[:, None] * x + bias[:, None])
    return (rate / (1 - rate) * (out[:, None] * hidden).square().sum(0)).sqrt()


def spread(networks: list[list[Tensor]]) -> dict[str, Tensor]:
    """Standard deviation over all masks of each network (networks,), by place."""
    places = {"among the points": -2.0, "in the gap": 0.5, "beyond the points": 4.0}
    stds = torch.stack([limit_std(n, torch.tensor(list(places.values()), dtype=torch.float64)) for n in networks])
    return dict(zip(places, stds.T, strict=True))


def miss(networks: list[list[Tensor]], x: float = 0.5) -> Tensor:
    """How far the mean over all masks (networks,) is from the sine at ``x``."""
    at = torch.tensor([x], dtype=torch.float64)
    means = torch.cat([predict(network, at, torch.ones(1, len(network[0])), 0.0)[0] for network in networks])
    return (means - torch.sin(2 * at)).abs()


def explorer(network: list[Tensor]) -> Explorer:
    """The network handed to the page."""
    names = ("weight", "bias", "out", "last")
    data: dict[str, Any] = {name: p.tolist() for name, p in zip(names, network, strict=True)}
    return Explorer(scripts=("dropout",), controls=CONTROLS, data=data | {"trunk": TRUNK, "rows": ROWS})
