"""A ring around a disc: what equal neurons draw in the plane. (chapter: symmetry)"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from torch import Tensor

from .lab.data import Labelled
from .lab.ensembles import Training, draw_networks, forward, network_loss, score, train
from .lab.figures import BLUE, FAINT, ORANGE
from .lab.optimizers import sgd
from .lab.seeds import SEED, generator
from .tied_networks import quotient_outputs, tie, train_quotient


@dataclass(frozen=True, kw_only=True)
class Circles:
    """A ring around a disc in the plane: two classes that no ridge function separates."""

    hidden: int = 16
    steps: int = 600
    seeds: int = 16
    points: int = 256


def learn_circles(config: Circles = Circles(), *, seed: int = SEED) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Accuracy (seeds,) of tied and independent networks, and class probability (80, 80) of the first of each."""
    c = config
    random = generator(seed, "circles")
    angle = torch.rand(c.seeds, c.points, generator=random) * 2 * math.pi
    inside = torch.rand(c.seeds, c.points, generator=random) < 0.5
    radius = torch.where(inside, 0.5, 1.3) + 0.1 * torch.randn(inside.shape, generator=random)
    data = Labelled(torch.stack([radius * angle.cos(), radius * angle.sin()], 1), inside.long())
    drawn = draw_networks((2, c.hidden, 2), c.seeds, 2.0, seed=seed)
    training = Training(optimizer=sgd(0.05), steps=c.steps, batch=64, seed=seed)
    tied = train_quotient(tie(drawn, seed=seed), (c.hidden,), data, torch.tanh, training)
    free = train(drawn, data, network_loss(torch.tanh), training)
    side = torch.linspace(-1.8, 1.8, 80)
    grid = torch.stack(torch.meshgrid(side, side, indexing="xy")).view(1, 2, -1).expand(c.seeds, -1, -1)
    scores = {
        "equal": score(quotient_outputs(tied, (c.hidden,), data.images, torch.tanh), data),
        "independent": score(forward(free, data.images, torch.tanh), data),
    }
    maps = {
        "equal": quotient_outputs(tied, (c.hidden,), grid, torch.tanh),
        "independent": forward(free, grid, torch.tanh),
    }
    return scores, {name: F.softmax(z, 1)[0, 1].view(80, 80) for name, z in maps.items()}


def plot_circle(probability: Tensor, axes: Axes, *, title: str) -> None:
    side = torch.linspace(-1.8, 1.8, 80)
    axes.contourf(side, side, probability, levels=[0, 0.5, 1], colors=[BLUE, ORANGE], alpha=0.55)
    for radius in (0.5, 1.3):
        turn = torch.linspace(0, 2 * math.pi, 100)
        axes.plot(radius * turn.cos(), radius * turn.sin(), "--", color=FAINT, linewidth=1)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(title)
