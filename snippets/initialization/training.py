"""What the first scale of the weights does to training."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.controls import Control
from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.optimizers import adam, sgd
from ..lab.seeds import SEED
from .signal import GLOROT, HE, TORCH

SCALES = {TORCH: "1/3", GLOROT: "1 (Glorot)", HE: "2 (He)", 4.0: "4"}
SCALE = Control(name="scale", label="n·Var(W)", values=tuple(SCALES.values()), start=SCALES[HE])


@dataclass(frozen=True, kw_only=True)
class Map:
    """Training accuracy over depth and first scale; each at its best learning rate of two."""

    depths: tuple[int, ...] = (2, 8, 16)
    variances: tuple[float, ...] = tuple(SCALES)
    learning_rates: tuple[float, ...] = (0.003, 0.01)
    width: int = 32
    steps: int = 120
    seeds: int = 16


def training_map(config: Map = Map(), *, seed: int = SEED) -> dict[tuple[int, float], Tensor]:
    """Training accuracy (seeds,) of plain ReLU networks by depth and n·Var, SGD with momentum 0.9."""
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    found: dict[tuple[int, float], Tensor] = {}
    for depth in c.depths:
        sizes = (64, *[c.width] * depth, 10)
        starts = [draw_networks(sizes, c.seeds, v, seed=seed) for v in c.variances for _ in c.learning_rates]
        rates = torch.tensor(c.learning_rates).repeat_interleave(c.seeds).repeat(len(c.variances))
        training = Training(optimizer=sgd(rates), steps=c.steps, batch=32, seed=seed)
        trained = train(stack(starts), data, network_loss(torch.relu), training)
        outputs = forward(trained, repeated(data, len(trained[0])).images, torch.relu)
        scores = score(outputs, data).view(len(c.variances), len(c.learning_rates), c.seeds)
        best = scores.mean(2).argmax(1)
        found |= {(depth, v): scores[k, best[k]] for k, v in enumerate(c.variances)}
    return found


def thirty_layers(
    *, steps: int = 420, width: int = 40, rates: tuple[float, ...] = (0.01, 10.0), seed: int = SEED
) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of 30 ReLU layers from Glorot's draw: SGD at the best of ``rates``, and Adam."""
    data, _ = split_digits(16, test=450, seed=seed)
    start = draw_networks((64, *[width] * 30, 10), 16, GLOROT, seed=seed)
    several = sgd(torch.tensor(rates).repeat_interleave(16))
    runs = {"SGD": (stack([start] * len(rates)), several), "Adam": (start, adam(5e-4))}
    found = {}
    for name, (begin, optimizer) in runs.items():
        training = Training(optimizer=optimizer, steps=steps, batch=32, seed=seed)
        trained = train(begin, data, network_loss(torch.relu), training)
        outputs = forward(trained, repeated(data, len(trained[0])).images, torch.relu)
        scores = score(outputs.nan_to_num(), data).view(-1, 16)
        found[name] = scores[scores.mean(1).argmax()]
    return found
