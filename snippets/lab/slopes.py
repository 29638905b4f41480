"""Derivatives of functions."""

import torch
from torch import Tensor

from .functions import Function


def slope(function: Function, x: Tensor) -> Tensor:
    """Derivative of ``function`` at each point of ``x``, by autograd."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(function(x).sum(), x)[0]
