"""Networks that are dead before the first step."""

import torch
from torch import Tensor

from ..lab.seeds import SEED, generator


def born_dead(*, width: int, layers: int, networks: int = 4000, seed: int = SEED) -> Tensor:
    """Which ReLU networks (networks,) with zero biases and symmetric weights pass nothing on from the start.

    Input of one dimension and one sign, of which the others are multiples (Lu et al. 2020).
    """
    random = generator(seed, "born dead", width, layers)
    h = torch.ones(networks, 1, 1)
    fan_in = 1
    for _ in range(layers):
        h = torch.relu(torch.randn(networks, width, fan_in, generator=random) @ h)
        h = h / h.amax((1, 2), keepdim=True).clamp_min(1e-30)
        fan_in = width
    return (h.amax((1, 2)) == 0).double()


def born_dead_theory(*, width: int, layers: int) -> float:
    """1 - (1 - 2^-N)^L: each of L layers is dead with the chance that all N signs are negative (Lu et al. 2020)."""
    return 1 - (1 - 2.0**-width) ** layers
