"""One yes-or-no output in single precision: three losses, and how hard each pushes the logit."""

import torch
from torch import Tensor, nn

from ..lab.estimates import Estimate, exactly

IN_TWO, IN_ONE, SQUARED = "sigmoid, then BCELoss", "BCEWithLogitsLoss", "sigmoid, then MSELoss"


def gradients(logits: Tensor, answers: Tensor) -> dict[str, Tensor]:
    """Gradient at each logit, by three ways to a loss."""
    z = logits.clone().requires_grad_()
    p = torch.sigmoid(z)
    losses = {
        IN_TWO: nn.BCELoss(reduction="sum")(p, answers),
        IN_ONE: nn.BCEWithLogitsLoss(reduction="sum")(z, answers),
        SQUARED: nn.MSELoss(reduction="sum")(p, answers),
    }
    found = {}
    for name, loss in losses.items():
        (found[name],) = torch.autograd.grad(loss, z, retain_graph=True)
    return found


def pushes(logit: float) -> dict[str, Estimate]:
    """Size of the gradient at one logit whose answer is no."""
    found = gradients(torch.tensor([logit]), torch.zeros(1))
    return {name: exactly(gradient.abs()) for name, gradient in found.items()}


def push_curves() -> tuple[Tensor, dict[str, Tensor]]:
    """Logits (points,) and the gradient at each by every loss, where the answer is no."""
    logits = torch.linspace(-10, 25, 281)
    return logits, gradients(logits, torch.zeros(len(logits)))


def largest_gap(other: str, *, reach: float = 10.0) -> Estimate:
    """Largest difference of the gradients of `BCEWithLogitsLoss` and of ``other`` for logits up to ``reach`` in size,
    in double precision."""
    z = torch.linspace(-reach, reach, 2001, dtype=torch.float64)
    gaps = []
    for answers in (torch.zeros_like(z), torch.ones_like(z)):
        found = gradients(z, answers)
        gaps.append((found[other] - found[IN_ONE]).abs().max())
    return exactly(torch.stack(gaps).max())
