"""How equal neurons drift apart from a nudge, and how strong their signal is."""

import math

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.estimates import Estimate, exactly, mean_of, range_of
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import tie
from .untie import CLASSES, PIXELS


def uniform_for_normal(*, seed: int = SEED) -> dict[str, Estimate]:
    """Variance of a uniform draw on ±sqrt(3 σ²) over σ², and its paired accuracy against the normal draw."""
    data, _ = split_digits(16, test=450, seed=seed)
    normal = draw_networks((PIXELS, 64, CLASSES), 16, 2.0, seed=seed)
    random = generator(seed, "uniform")
    uniform = [
        (torch.rand(p.shape, generator=random) * 2 - 1) * math.sqrt(3 * 2 / p.shape[2]) if p.shape[2] > 1 else p
        for p in normal
    ]
    training = Training(optimizer=sgd(0.03), steps=200, batch=64, seed=seed)
    trained = train(stack([normal, uniform]), data, network_loss(torch.relu), training)
    scores = score(forward(trained, repeated(data, 32).images, torch.relu), data).view(2, 16)
    radius = math.sqrt(3 * 0.5)
    grid = (torch.arange(10**6, dtype=torch.float64) + 0.5) / 10**6 * 2 * radius - radius
    return {"variance": exactly(grid.square().mean() / 0.5), "accuracy": mean_of(scores[1] - scores[0])}


def tied_gain(*, units: int = 64, seed: int = SEED) -> tuple[Estimate, Estimate]:
    """Gain of a tied layer for equal inputs over sqrt(2n) |z| (exact), and the gain itself over seeds."""
    z = torch.randn(64, generator=generator(seed, "gain"), dtype=torch.float64)
    weight = (z * math.sqrt(2 / units))[:, None, None].expand(-1, units, units)
    gain = (weight @ torch.ones(units, 1, dtype=torch.float64)).abs().mean((1, 2))
    return range_of(gain / (math.sqrt(2 * units) * z.abs())), range_of(gain)


def nudged_spread(*, nudge: float = 1e-12, steps: int = 1200, every: int = 20, seed: int = SEED) -> Tensor:
    """Relative spread (times, seeds) of equal neurons once one weight of one neuron is moved by ``nudge``.

    Float64. What rounding does by itself depends on the kernel; a nudge of its size does not.
    """
    data, _ = split_digits(16, test=450, seed=seed)
    start = tie(draw_networks((PIXELS, 32, CLASSES), 16, 2.0, seed=seed, dtype=torch.float64), seed=seed)
    start[0][:, 1, 0] *= 1 + nudge
    found: list[Tensor] = []

    def spread(_: int, parameters: Parameters) -> None:
        first = parameters[0][:, :1]
        distance = (parameters[0] - first).norm(dim=2).amax(1)
        found.append(distance / first.norm(dim=2).squeeze(1))

    training = Training(optimizer=sgd(0.03), steps=steps, batch=64, seed=seed)
    train(start, data, network_loss(torch.tanh), training, observe=spread, every=every)
    return torch.stack(found)
