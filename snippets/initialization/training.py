"""What the first scale of the weights does to training."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.controls import Control
from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.optimizers import adam, sgd
from ..lab.outcomes import finite
from ..lab.seeds import SEED
from .signal import GLOROT, HE, TORCH

SCALES = {TORCH: "1/3", GLOROT: "1 (Glorot)", HE: "2 (He)", 4.0: "4"}
SCALE = Control(name="scale", label="n·Var(W)", values=tuple(SCALES.values()), start=SCALES[HE])


@dataclass(frozen=True, kw_only=True)
class Map:
    """Training accuracy over depth and first scale; each seed at its best learning rate."""

    depths: tuple[int, ...] = (2, 16)
    variances: tuple[float, ...] = tuple(SCALES)
    learning_rates: tuple[float, ...] = (0.0001, 0.001, 0.01, 0.1, 1.0)
    width: int = 32
    steps: int = 120
    seeds: int = 8


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
        best = best_of_each(outputs, data, len(c.variances), c.seeds)
        found |= {(depth, v): best[k] for k, v in enumerate(c.variances)}
    return found


def best_of_each(outputs: Tensor, data: Labelled, starts: int, seeds: int) -> Tensor:
    """Accuracy (starts, seeds) of each seed at its best rate, of the runs that stayed finite; NaN where none did.

    ``outputs`` (models, classes, examples) are ordered by start, rate and seed.
    """
    scores = score(outputs, data).where(finite(outputs), -torch.inf).view(starts, -1, seeds).amax(1)
    return scores.where(scores.isfinite(), torch.nan)


def thirty_layers(
    *,
    steps: int = 420,
    width: int = 40,
    seeds: int = 8,
    rates: tuple[float, ...] = (0.1, 1.0, 10.0),
    seed: int = SEED,
) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of 30 ReLU layers from Glorot's draw: SGD, each seed at its best rate, and Adam."""
    data, _ = split_digits(seeds, test=450, seed=seed)
    start = draw_networks((64, *[width] * 30, 10), seeds, GLOROT, seed=seed)
    several = sgd(torch.tensor(rates).repeat_interleave(seeds))
    runs = {"SGD": (stack([start] * len(rates)), several), "Adam": (start, adam(5e-4))}
    found = {}
    for name, (begin, optimizer) in runs.items():
        training = Training(optimizer=optimizer, steps=steps, batch=32, seed=seed)
        trained = train(begin, data, network_loss(torch.relu), training)
        outputs = forward(trained, repeated(data, len(trained[0])).images, torch.relu)
        found[name] = best_of_each(outputs, data, 1, seeds)[0]
    return found
