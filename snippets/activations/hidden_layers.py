"""How activation functions train in deep networks, plain and residual, each at its own best learning rate."""

from collections.abc import Callable

import torch
from torch import Tensor

from ..lab.best_runs import train_at_best_rate
from ..lab.circumstances import fixed, width_here
from ..lab.data import split_digits
from ..lab.ensembles import Loss, cross_entropy, draw_networks, forward, network_loss, repeated, score
from ..lab.functions import FUNCTIONS
from ..lab.optimizers import Parameters
from ..lab.outcomes import Best
from ..lab.seeds import SEED
from .cost import gated_units, swiglu
from .shapes import unit_gain

SEEDS = 8
CLASSES = 10
RATES = (0.003, 0.01, 0.03)
Outputs = Callable[[Parameters, Tensor], Tensor]


def best_accuracy(start: Parameters, loss: Loss, outputs: Outputs, *, steps: int, seed: int) -> Best:
    """Test accuracy on digits at the best rate; a network whose outputs are not finite guesses."""
    data, test = split_digits(SEEDS, test=450, seed=seed)

    def judge(trained: Parameters) -> Tensor:
        z = outputs(trained, repeated(test, len(trained[0])).images)
        return score(z, test).where(z.isfinite().all(1).all(1), 1 / CLASSES)

    return train_at_best_rate(start, data, loss, judge, rates=RATES, steps=steps, larger=True, seed=seed, batch=32)


def plain_network(name: str, *, layers: int, steps: int, seed: int = SEED) -> Best:
    """Test accuracy of plain layers of 32 units; weights have the variance that keeps this function's signal."""
    function = FUNCTIONS[name]
    start = draw_networks((64, *[32] * layers, CLASSES), SEEDS, unit_gain(function), seed=seed)

    def outputs(parameters: Parameters, x: Tensor) -> Tensor:
        return forward(parameters, x, function)

    return best_accuracy(start, network_loss(function), outputs, steps=steps, seed=seed)


def residual(parameters: Parameters, x: Tensor, name: str) -> Tensor:
    """Outputs of blocks h <- h + W₂ f(W₁ norm(h)): pre-norm residual, layer norm without its own weights."""

    def norm(h: Tensor) -> Tensor:
        centred = h - h.mean(1, keepdim=True)
        return centred * (centred.square().mean(1, keepdim=True) + 1e-5).rsqrt()  # `var` takes ten times as long

    function = swiglu if name == "SwiGLU" else FUNCTIONS[name]
    h = torch.baddbmm(parameters[1], parameters[0], x)
    for k in range(2, len(parameters) - 2, 4):
        inner = function(torch.baddbmm(parameters[k + 1], parameters[k], norm(h)))
        h = h + torch.baddbmm(parameters[k + 3], parameters[k + 2], inner)
    return torch.baddbmm(parameters[-1], parameters[-2], norm(h))


def draw_residual(name: str, *, width: int = 32, blocks: int, seed: int) -> Parameters:
    """First weights of residual blocks; a gated unit gets fewer units, so that all functions have as many weights."""
    width = width_here(width)
    inner = 2 * gated_units(width) if name == "SwiGLU" else width
    with fixed("width"):  # halves of a gate must stay equal
        start = draw_networks((64, *[width, inner] * blocks, width, CLASSES), SEEDS, 2.0, seed=seed)
    for k in range(4, len(start) - 2, 4):
        start[k] = start[k] / (2 * blocks) ** 0.5  # the sum of the blocks keeps its scale
        if name == "SwiGLU":
            start[k] = start[k][:, :, : start[k].shape[2] // 2] * 2**0.5
    return start


def residual_network(name: str, *, blocks: int, steps: int, seed: int = SEED) -> Best:
    """Test accuracy of residual blocks of 2 layers of 32 units with layer norm."""

    def outputs(parameters: Parameters, x: Tensor) -> Tensor:
        return residual(parameters, x, name)

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(outputs(parameters, images), labels)

    return best_accuracy(draw_residual(name, blocks=blocks, seed=seed), loss, outputs, steps=steps, seed=seed)


def compare(*, seed: int = SEED) -> tuple[dict[str, Tensor], dict[str, Tensor], Tensor]:
    """Test accuracies (seeds,) of twenty layers by function, plain and residual, and of two plain layers of ReLU."""
    plain = {name: plain_network(name, layers=20, steps=120, seed=seed).scores for name in ("ReLU", "SELU", "SiLU")}
    names = ("ReLU", "SiLU", "GELU", "Mish", "SwiGLU")
    residuals = {name: residual_network(name, blocks=10, steps=120, seed=seed).scores for name in names}
    return plain, residuals, plain_network("ReLU", layers=2, steps=120, seed=seed).scores
