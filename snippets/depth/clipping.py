"""What gradient clipping changes, and what it leaves. (Pascanu et al. 2013)"""

import itertools
import math
from functools import partial

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..lab.ensembles import draw_networks
from ..lab.estimates import Estimate, exactly
from ..lab.optimizers import Optimizer, Parameters, Update, per_model
from ..lab.outcomes import diverged
from ..lab.seeds import SEED
from .training import SEEDS, accuracies, best_accuracy, plain, some_digits

TOO_LARGE = 4.0  # n·Var(W), twice He's
FAST = 0.01  # a rate that He's start can take
SMALL_RATES = (0.00001, 0.0001, 0.001)  # that such a start can take without clipping


def clipped(optimizer: Optimizer, limit: float = 1.0) -> Optimizer:
    """``optimizer``, fed with gradients whose norm over all weights of a network is at most ``limit``."""

    def start(weights: Parameters) -> Update:
        update = optimizer(weights)

        def clip(step: int, gradients: Parameters) -> None:
            norm = torch.stack([g.flatten(1).norm(dim=1) for g in gradients]).norm(dim=0)
            factor = (limit / (norm + 1e-6)).clamp(max=1)
            update(step, [per_model(factor, g) * g for g in gradients])

        return clip

    return start


def clip_starts(*, layers: int = 16, steps: int = 100, seeds: int = 16, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of deep ReLU networks, each start at its best rate: too large, the same with clipped
    gradients, and He's."""
    data = some_digits(seed, seeds)
    large, he = (draw_networks((64, *[32] * layers, 10), seeds, v, seed=seed) for v in (TOO_LARGE, 2.0))
    best = partial(best_accuracy, outputs=plain("ReLU"), data=data, steps=steps)
    return {
        "n·Var = 4": best(large, rates=SMALL_RATES).scores,
        "n·Var = 4, clipped": best(large, wrap=clipped).scores,
        "He": best(he).scores,
    }


def diverging(*, clip: bool, rate: float = FAST, layers: int = 16, steps: int = 30, seed: int = SEED) -> Estimate:
    """How many of 8 networks with too large a start diverge within ``steps`` at ``rate``."""
    start = draw_networks((64, *[32] * layers, 10), SEEDS, TOO_LARGE, seed=seed)
    wrap = clipped if clip else lambda optimizer: optimizer
    return diverged(accuracies(start, plain("ReLU"), (rate,), data=some_digits(seed), steps=steps, wrap=wrap)[0])


def training_step(
    network: nn.Module,
    optimizer: torch.optim.Optimizer,
    images: Tensor,
    labels: Tensor,
) -> Tensor:
    """One step with clipped gradients; their norm before."""
    loss = nn.CrossEntropyLoss()(network(images), labels)
    optimizer.zero_grad()
    loss.backward()
    norm = nn.utils.clip_grad_norm_(network.parameters(), max_norm=1.0)
    optimizer.step()
    return norm


def clip_one(*, layers: int = 16, variance: float = TOO_LARGE, seed: int = SEED) -> dict[str, Estimate]:
    """One such step of a deep `nn.Sequential`: the norm of all gradients before and after clipping, and how far their
    directions, as vectors over all weights, lie apart; also if each number is clipped to ±1 by itself."""
    with torch.random.fork_rng():  # layers draw from the global generator
        torch.manual_seed(seed)
        sizes = [64, *[32] * layers, 10]
        linears = [nn.Linear(n, m).double() for n, m in itertools.pairwise(sizes)]
        images, labels = torch.randn(50, 64).double(), torch.randint(10, (50,))
        for layer in linears:
            nn.init.normal_(layer.weight, std=math.sqrt(variance / layer.in_features))
            nn.init.zeros_(layer.bias)
    network = nn.Sequential(*[part for layer in linears for part in (layer, nn.ReLU())][:-1])
    before = torch.autograd.grad(F.cross_entropy(network(images), labels), list(network.parameters()))
    norm = training_step(network, torch.optim.SGD(network.parameters(), lr=0.01), images, labels)
    after = [p.grad for p in network.parameters() if p.grad is not None]
    long, short = (torch.cat([g.flatten() for g in gradients]) for gradients in (before, after))
    direction = F.normalize(long, dim=0)
    return {
        "before": exactly(norm),
        "after": exactly(short.norm()),
        "turned": exactly((F.normalize(short, dim=0) - direction).norm()),
        "turned by value": exactly((F.normalize(long.clamp(-1, 1), dim=0) - direction).norm()),
    }
