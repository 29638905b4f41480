"""A ball in the valley λw²/2, let go at 1, by PyTorch's SGD."""

import torch
from torch import Tensor

from ..lab.estimates import Estimate, exactly

RATE = 0.01


def roll(curvature: float, beta: float, *, steps: int, nesterov: bool = False, rate: float = RATE) -> Tensor:
    """Where the ball is (steps + 1,)."""
    weight = torch.ones(1, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.SGD([weight], lr=rate, momentum=beta, nesterov=nesterov)
    places = [1.0]
    for _ in range(steps):
        weight.grad = curvature * weight.detach()
        descent.step()
        places.append(weight.item())
    return torch.tensor(places, dtype=torch.float64)


def energy_left(beta: float, *, steps: int = 1000) -> Estimate:
    """Height and motion together after ``steps`` steps at curvature 1, over those at the start."""
    before, after = roll(1.0, beta, steps=steps)[-2:].tolist()
    return exactly((after**2 / 2 + (after - before) ** 2 / (2 * RATE)) * 2)


def swing_left(curvature: float, beta: float, *, nesterov: bool, steps: int = 1000) -> Estimate:
    """How far the ball still swings in the last half of ``steps`` steps, in percent of where it began."""
    return exactly(100 * roll(curvature, beta, steps=steps, nesterov=nesterov)[steps // 2 :].abs().max(), "%")
