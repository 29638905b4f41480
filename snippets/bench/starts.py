"""First weights and biases, by the name of the start."""

import math

import torch
from torch import Tensor, nn

from ..lab.functions import FUNCTIONS
from ..lab.hashed import hashed_uniform
from ..lab.settings import Settings
from .draws import normal, stream


def variance(settings: Settings, fan_in: int, fan_out: int) -> float:
    """Variance of independent weights; 2/fan_in (He) where the start names no other rule."""
    rules = {"glorot": 2 / (fan_in + fan_out), "lecun": 1 / fan_in, "variance": float(settings["variance"]) / fan_in}
    return rules.get(str(settings["start"]), 2 / fan_in)


def orthogonal(z: Tensor) -> Tensor:
    """``z`` with rows, or columns if those are fewer, made orthonormal one by one (as `nn.init.orthogonal_`)."""
    flat = len(z) < z.shape[1]
    q, r = torch.linalg.qr(z.T if flat else z)
    columns: Tensor = q * r.diagonal().sign()
    return columns.T if flat else columns


def first_weights(settings: Settings, layer: int, fan_in: int, fan_out: int) -> Tensor:
    """Weights (fan_out, fan_in) of ``layer``; the last layer is the output layer."""
    seed, start, last = int(settings["seed"]), settings["start"], layer == int(settings["layers"])
    number = stream(seed, "weights", layer)
    if start == "zero":
        return torch.zeros(fan_out, fan_in, dtype=torch.float64)
    if start == "pytorch":
        return (2 * hashed_uniform(number, fan_out, fan_in) - 1) / math.sqrt(fan_in)
    if start in {"equal", "noise"} or (start == "output" and not last):
        equal = (normal(number, 1) * math.sqrt(2 / fan_in)).expand(fan_out, fan_in)
        if start != "noise" or last:
            return equal
        return equal * (1 + float(settings["noise"]) * normal(stream(seed, "noise", layer), fan_out, fan_in))
    z = normal(number, fan_out, fan_in)
    return orthogonal(z) if start == "orthogonal" else z * math.sqrt(variance(settings, fan_in, fan_out))


def first_biases(settings: Settings, layer: int, fan_in: int, fan_out: int) -> Tensor:
    """Biases (fan_out,) of ``layer``; those of the output layer are zero."""
    if layer == int(settings["layers"]) or settings["biases"] == "zero":
        return torch.zeros(fan_out, dtype=torch.float64)
    if settings["biases"] == "constant":
        return torch.full((fan_out,), float(settings["bias"]), dtype=torch.float64)
    number = stream(int(settings["seed"]), "biases", layer)
    return (2 * hashed_uniform(number, fan_out) - 1) / math.sqrt(fan_in)


class Network(nn.Module):
    """Hidden layers of equal width, in float64, with inverted dropout where masks are given."""

    def __init__(self, settings: Settings, inputs: int, classes: int) -> None:
        super().__init__()
        hidden, width = int(settings["layers"]), int(settings["width"])
        sizes = [inputs, *[width] * hidden, classes]
        self.activation = FUNCTIONS[str(settings["activation"])]
        self.layers = nn.ModuleList()
        for layer in range(hidden + 1):
            shape = (settings, layer, sizes[layer], sizes[layer + 1])
            linear = nn.Linear(sizes[layer], sizes[layer + 1], dtype=torch.float64)
            linear.weight = nn.Parameter(first_weights(*shape).clone())
            linear.bias = nn.Parameter(first_biases(*shape))
            self.layers.append(linear)

    def forward(self, x: Tensor, masks: list[Tensor] | None = None) -> Tensor:
        """Outputs (examples, classes) for ``x`` (examples, inputs); ``masks`` multiply each hidden layer."""
        for k, linear in enumerate(self.layers[:-1]):
            x = self.activation(linear(x))
            x = x * masks[k] if masks else x
        return self.layers[-1](x)  # type: ignore[no-any-return]

    @property
    def weights(self) -> list[nn.Parameter]:
        return [linear.weight for linear in self.layers]  # type: ignore[misc]
