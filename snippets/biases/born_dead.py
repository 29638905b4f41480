"""Networks that pass nothing on from the start."""

import torch
from torch import Tensor

from ..lab.seeds import SEED, generator


def born_dead(*, width: int, layers: int, both_signs: bool, networks: int = 4000, seed: int = SEED) -> Tensor:
    """Which ReLU networks (networks,) with zero biases and symmetric weights pass nothing on from the start.

    Inputs are numbers: those of one sign, which all are multiples of 1, or those of either (Lu et al. 2020).
    """
    random = generator(seed, "born dead", width, layers)
    h = torch.tensor([1.0, -1.0] if both_signs else [1.0]).expand(networks, 1, -1)
    fan_in = 1
    for _ in range(layers):
        h = torch.relu(torch.randn(networks, width, fan_in, generator=random) @ h)
        h = h / h.amax((1, 2), keepdim=True).clamp_min(1e-30)
        fan_in = width
    return (h.amax((1, 2)) == 0).double()


def born_dead_theory(*, width: int, layers: int) -> float:
    """1 - (1 - 2^-N)^L: each of L layers is dead with the chance that all N signs are negative (Lu et al. 2020)."""
    return 1 - (1 - 2.0**-width) ** layers
