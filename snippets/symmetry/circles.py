"""A ring around a disc: what equal neurons draw in the plane."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.circumstances import circumstance
from ..lab.controls import Control
from ..lab.data import Labelled, shuffled
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.optimizers import sgd
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import quotient_outputs, tie, train_quotient

NOISES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1)
NOISE = Control(name="noise", label="noise ε on equal weights", values=(0.0, *NOISES), start=0.0)


@dataclass(frozen=True, kw_only=True)
class Circles:
    """A ring around a disc in the plane: two classes that no ridge function separates."""

    hidden: int = 16
    steps: int = 600
    seeds: int = 16
    points: int = 256
    noises: tuple[float, ...] = NOISES


def learn_circles(config: Circles = Circles(), *, seed: int = SEED) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Accuracy (seeds,) and class probability (80, 80) of the first seed, by start.

    Starts are 'equal', computed by the exact quotient, 'independent', and 'noise ε': equal weights, each moved by a
    relative normal ε.
    """
    c = config
    random = generator(seed, "circles")
    angle = torch.rand(c.seeds, c.points, generator=random) * 2 * math.pi
    inside = torch.rand(c.seeds, c.points, generator=random) < 0.5
    radius = torch.where(inside, 0.5, 1.3) + 0.1 * torch.randn(inside.shape, generator=random)
    labels = inside.long() if circumstance().labelled else shuffled(inside.long(), seed)
    data = Labelled(torch.stack([radius * angle.cos(), radius * angle.sin()], 1), labels)
    drawn = draw_networks((2, c.hidden, 2), c.seeds, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.05), steps=c.steps, batch=64, seed=seed)
    equal = tie(drawn, seed=seed)
    count = (equal[0].shape[1],)
    tied = train_quotient(equal, count, data, torch.tanh, training)
    z = torch.randn(equal[0].shape, generator=random)
    noisy = [[equal[0] * (1 + noise * z), *equal[1:]] for noise in c.noises]
    free = train(stack([drawn, *noisy]), data, network_loss(torch.tanh), training)
    names = ["independent", *(f"noise {noise:g}" for noise in c.noises)]
    side = torch.linspace(-1.8, 1.8, 80)
    grid = torch.stack(torch.meshgrid(side, side, indexing="xy")).view(1, 2, -1).expand(c.seeds, -1, -1)
    scores = {"equal": score(quotient_outputs(tied, count, data.images, torch.tanh), data)}
    outputs = forward(free, repeated(data, len(free[0])).images, torch.tanh)
    scores |= dict(zip(names, score(outputs, data).view(len(names), c.seeds), strict=True))
    maps = {"equal": quotient_outputs(tied, count, grid, torch.tanh)}
    maps |= {name: forward([p[k * c.seeds :][:1] for p in free], grid[:1], torch.tanh) for k, name in enumerate(names)}
    return scores, {name: F.softmax(z, 1)[0, 1].view(80, 80) for name, z in maps.items()}
