"""Dropout for a whole ensemble, at a rate of its own for each network."""

import torch
from torch import Tensor

from .ensembles import Regularizer


def dropout(rates: Tensor, random: torch.Generator) -> Regularizer:
    """Inverted dropout with a rate for each model (models,): kept units are scaled by 1/(1 - rate)."""
    rate = rates.view(-1, 1, 1)

    def apply(h: Tensor, layer: int) -> Tensor:
        return h * (torch.rand(h.shape, generator=random) >= rate) / (1 - rate)

    return apply
