"""Dropout switched on alone, in PyTorch as people write it."""

import torch
from torch import Tensor, nn

from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator


def sample(model: nn.Module, x: Tensor, passes: int) -> Tensor:
    """Outputs (passes, …) with dropout alone in training mode."""
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.train()
    with torch.no_grad():
        return torch.stack([model(x) for _ in range(passes)])


def batch_norm_moves(*, seed: int = SEED) -> dict[str, Estimate]:
    """How far a BatchNorm's running mean moves in ten passes, by how dropout was switched on."""
    x = torch.randn(64, 16, generator=generator(seed, "batch norm"))
    moved = {}
    for way in ("model.train()", "dropout modules only"):
        norm = nn.BatchNorm1d(16)
        model = nn.Sequential(norm, nn.Dropout(0.5))
        if way == "dropout modules only":
            sample(model, x, passes=10)
        else:
            for _ in range(10):
                model.train()(x)
        assert norm.running_mean is not None  # it has one unless told otherwise
        moved[way] = exactly(norm.running_mean.abs().max())
    return moved
