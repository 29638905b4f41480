"""Two weights in a long valley, which readers descend themselves."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from ..lab.controls import Control, Explorer
from ..lab.estimates import Estimate, exactly

CURVATURES = (1.0, 10.0)  # along the valley and across
STEPS = 100
RATES = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4)
BETAS = (0.0, 0.1, 0.2, 0.27, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 0.99999)
RATE, BETA, ANGLE = 0.03, 0.9, 60.0
ANGLES = (0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0)
EXPLORER = Explorer(
    scripts=("momentum",),
    controls=(
        Control(name="rate", label="learning rate η", values=RATES, start=RATE),
        Control(name="beta", label="momentum β", values=BETAS, start=BETA),
        Control(name="angle", label="start, degrees up the side", values=ANGLES, start=ANGLE),
    ),
    data={"curvatures": CURVATURES, "steps": STEPS},
)


def objective(path: Tensor) -> Tensor:
    """Height (steps,) of the valley at weights (steps, 2)."""
    return (torch.tensor(CURVATURES, dtype=torch.float64) * path.square()).sum(1) / 2


def descend(rate: float = RATE, beta: float = BETA, angle: float = ANGLE) -> Tensor:
    """Weights (steps + 1, 2) on the way of `torch.optim.SGD` from a point at distance 1 from the minimum."""
    turn = math.radians(angle)
    weights = torch.tensor([math.cos(turn), math.sin(turn)], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=rate, momentum=beta)
    path = [weights.detach().clone()]
    for _ in range(STEPS):
        weights.grad = torch.tensor(CURVATURES, dtype=torch.float64) * weights.detach()
        optimizer.step()
        path.append(weights.detach().clone())
    return torch.stack(path)


def error_after(rate: float = RATE, beta: float = BETA) -> Estimate:
    """Objective after the last step, relative to the first."""
    heights = objective(descend(rate, beta))
    return exactly(heights[-1] / heights[0])


def table() -> dict[str, Sequence[str | Estimate]]:
    """The objective that is left, by β, at the start's learning rate."""
    return {
        "β": [f"{beta:g}" for beta in BETAS],
        f"objective after {STEPS} steps, relative": [error_after(beta=beta) for beta in BETAS],
    }
