"""How far an optimizer steps, gradient by gradient, in PyTorch's form and in that of Keras."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def step_lengths(
    start: Callable[[list[Tensor]], torch.optim.Optimizer],
    gradients: Sequence[float],
    rates: Sequence[float],
) -> list[float]:
    """How far one weight goes in each step."""
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer, lengths = start([weight]), []
    for gradient, rate in zip(gradients, rates, strict=True):
        before = weight.item()
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = torch.full_like(weight, gradient)
        optimizer.step()
        lengths.append(before - weight.item())
    return lengths


def keras_lengths(
    gradients: Sequence[float],
    rates: Sequence[float],
    beta: float,
) -> list[float]:
    """The same in Keras's form: the velocity holds the rate, too."""
    velocity, lengths = 0.0, []
    for gradient, rate in zip(gradients, rates, strict=True):
        velocity = beta * velocity - rate * gradient
        lengths.append(-velocity)
    return lengths


def steps_to_forget(beta: float, *, each: int = 5000) -> int:
    """Steps after a cut of the rate to a tenth until Keras's are within a tenth of their new length."""
    lengths = keras_lengths([1.0] * 2 * each, [1.0] * each + [0.1] * each, beta)
    return next(k for k in range(each) if lengths[each + k] < 1.1 * lengths[-1])
