"""Optimizers for ensembles. An `Optimizer` is called with the weights when training starts and gives the `Update` that
each step calls; its state lives in between and is gone with the run."""

from collections.abc import Callable

import torch
from torch import Tensor

from .circumstances import circumstance, rate_here

Parameters = list[Tensor]  # [weight 1, bias 1, weight 2, bias 2, …], each (models, …)
Update = Callable[[int, Parameters], None]  # (step, gradients): changes the weights in place
Optimizer = Callable[[Parameters], Update]


def per_model(rate: float | Tensor, like: Tensor) -> Tensor:
    """A number for all models, or one for each (models,), shaped to multiply parameters (models, …)."""
    return torch.as_tensor(rate, dtype=like.dtype).view(-1, *[1] * (like.dim() - 1))


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
                torch.addcmul(g, v, per_model(beta, v), out=v)
                w.addcmul_(v, per_model(rate, w), value=-1)

        return update

    return start


def adam(learning_rate: float | Tensor, betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8) -> Optimizer:
    """Adam (Kingma & Ba 2015, algorithm 1); ``learning_rate`` is one number or (models,)."""
    rate = rate_here(learning_rate)

    def start(weights: Parameters) -> Update:
        moves = [torch.zeros_like(w) for w in weights]  # of rate 1, since torch takes no rate for each model
        torchs = torch.optim.Adam(moves, lr=1.0, betas=betas, eps=epsilon, fused=True)

        def update(_: int, gradients: Parameters) -> None:
            for move, g in zip(moves, gradients, strict=True):
                move.zero_().grad = g
            torchs.step()
            for w, move in zip(weights, moves, strict=True):
                w.addcmul_(move, per_model(rate, w))

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
