"""Optimizers for ensembles. An `Optimizer` is called with the weights when training starts and gives the `Update` that
each step calls; its state lives in between and is gone with the run."""

from collections.abc import Callable

import torch
from torch import Tensor

from .circumstances import circumstance, rate_here

Parameters = list[Tensor]  # [weight 1, bias 1, weight 2, bias 2, …], each (models, …)
Update = Callable[[int, Parameters], None]  # (step, gradients): changes the weights in place
Optimizer = Callable[[Parameters], Update]


def per_model(rate: float | Tensor, like: Tensor) -> float | Tensor:
    """A number as it is, or one for each model (models,), shaped to multiply parameters (models, …)."""
    return rate.to(like.dtype).view(-1, *[1] * (like.dim() - 1)) if isinstance(rate, Tensor) else rate


def sgd(learning_rate: float | Tensor, momentum: float | Tensor | Callable[[int], float | Tensor] = 0.9) -> Optimizer:
    """v <- momentum v + g, w <- w - learning_rate v: PyTorch's SGD.

    Both settings are one number or (models,); ``momentum`` may depend on the step. Where the circumstance asks for
    Adam, this is Adam at a hundredth of the rate that momentum makes of ``learning_rate``: about 1e-3 for usual rates.
    """
    if circumstance().optimizer == "adam":
        first = momentum(0) if callable(momentum) else momentum
        return adam(0.01 * learning_rate / (1 - first))
    rate = rate_here(learning_rate)

    def start(weights: Parameters) -> Update:
        velocity = [torch.zeros_like(w) for w in weights]

        def update(step: int, gradients: Parameters) -> None:
            beta = momentum(step) if callable(momentum) else momentum
            for w, v, g in zip(weights, velocity, gradients, strict=True):
                v.mul_(per_model(beta, v)).add_(g)
                if isinstance(rate, Tensor):
                    w.sub_(per_model(rate, w) * v)
                else:
                    w.sub_(v, alpha=rate)  # without a copy of v

        return update

    return start


def adam(learning_rate: float | Tensor, betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8) -> Optimizer:
    """Adam (Kingma & Ba 2015, algorithm 1); ``learning_rate`` is one number or (models,)."""
    rate = rate_here(learning_rate)

    def start(weights: Parameters) -> Update:
        first, second = ([torch.zeros_like(w) for w in weights] for _ in range(2))

        def update(step: int, gradients: Parameters) -> None:
            for w, m, v, g in zip(weights, first, second, gradients, strict=True):
                m.lerp_(g, 1 - betas[0])
                v.lerp_(g * g, 1 - betas[1])
                scale = (v / (1 - betas[1] ** (step + 1))).sqrt_().add_(epsilon)
                w.sub_(per_model(rate / (1 - betas[0] ** (step + 1)), w) * m / scale)

        return update

    return start


def then(optimizer: Optimizer, change: Callable[[int, Parameters], None]) -> Optimizer:
    """``optimizer``, with ``change(step, weights)`` in place after each update: a proximal step, a mask."""

    def start(weights: Parameters) -> Update:
        update = optimizer(weights)

        def both(step: int, gradients: Parameters) -> None:
            update(step, gradients)
            change(step, weights)

        return both

    return start
