"""Activation functions by name, as several chapters use them."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

Function = Callable[[Tensor], Tensor]
FUNCTIONS: dict[str, Function] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": F.softplus,
    "ReLU": torch.relu,
    "leaky ReLU": F.leaky_relu,
    "SELU": F.selu,
    "SiLU": F.silu,
    "GELU": F.gelu,
    "Mish": F.mish,
}
