"""What the first scale of the weights does to signals and gradients."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..lab.circumstances import width_here
from ..lab.data import split_digits
from ..lab.ensembles import Activation, cross_entropy, draw_networks
from ..lab.estimates import Estimate, exactly, ratio_of
from ..lab.seeds import SEED, generator

HE, GLOROT, TORCH = 2.0, 1.0, 1 / 3  # n·Var(W) of each rule where all layers have n units


@dataclass(frozen=True, kw_only=True)
class Start:
    """How a deep network starts: n·Var(W), the activation, PyTorch's random biases or zeros, and equal or other widths.

    ``narrowing`` is the width of the first layer over that of the last.
    """

    variance: float
    activation: Activation
    random_biases: bool = False
    narrowing: float = 1.0


def linear(x: Tensor) -> Tensor:
    """No activation function: slope 1 everywhere."""
    return x


STARTS = {
    "ReLU, He": Start(variance=HE, activation=torch.relu),
    "ReLU, Glorot": Start(variance=GLOROT, activation=torch.relu),
    "ReLU, n·Var = 1/3": Start(variance=TORCH, activation=torch.relu),
    "ReLU, PyTorch": Start(variance=TORCH, activation=torch.relu, random_biases=True),
    "ReLU, n·Var = 4": Start(variance=4.0, activation=torch.relu),
    "tanh, Glorot": Start(variance=GLOROT, activation=torch.tanh),
    "tanh, n·Var = 100": Start(variance=100.0, activation=torch.tanh),
    "sigmoid, Glorot": Start(variance=GLOROT, activation=torch.sigmoid),
    "ReLU, He, narrowing": Start(variance=HE, activation=torch.relu, narrowing=4.0),
    "tanh, n·Var = 4": Start(variance=4.0, activation=torch.tanh),
    "tanh, n·Var = 1/3": Start(variance=TORCH, activation=torch.tanh),
    "linear, n·Var = 4": Start(variance=4.0, activation=linear),
    "linear, n·Var = 1/3": Start(variance=TORCH, activation=linear),
}


@dataclass(frozen=True)
class Signal:
    """Of each layer of each seed (layers, seeds): std of outputs, rms of the gradients of outputs and of weights,
    and the mean cosine between two inputs' outputs."""

    outputs: Tensor
    gradients: Tensor
    weight_gradients: Tensor
    cosines: Tensor


def send(start: Start, *, layers: int = 50, width: int = 64, batch: int = 24, seed: int = SEED) -> Signal:
    """One batch of digits forward and back through a deep network, before any training; 16 seeds, float64."""
    data, _ = split_digits(16, test=450, seed=seed)
    sample = data.take(torch.arange(batch).expand(16, -1))
    draw = generator(seed, "deep biases")
    widths = [round(width * start.narrowing ** (0.5 - k / (layers - 1))) for k in range(layers)]
    parameters = draw_networks((64, *widths, 10), 16, start.variance, seed=seed, dtype=torch.float64)
    if start.random_biases:
        for weight, bias in zip(parameters[::2], parameters[1::2], strict=True):
            bias.copy_((torch.rand(bias.shape, generator=draw, dtype=torch.float64) * 2 - 1) / weight.shape[2] ** 0.5)
    weights = [w.requires_grad_() for w in parameters[::2]]
    h, hidden = sample.images.double(), []
    for weight, bias in zip(weights[:-1], parameters[1:-2:2], strict=True):
        h = start.activation(weight @ h + bias)
        h.retain_grad()
        hidden.append(h)
    cross_entropy(weights[-1] @ h + parameters[-1], sample.labels).sum().backward()
    directions = [F.normalize(h.detach(), dim=1) for h in hidden]
    pairs = batch * (batch - 1)
    return Signal(
        outputs=torch.stack([h.detach().std((1, 2)) for h in hidden]),
        gradients=torch.stack([gradient_of(h).square().mean((1, 2)).sqrt() for h in hidden]),
        weight_gradients=torch.stack([gradient_of(w).square().mean((1, 2)).sqrt() for w in weights[:-1]]),
        cosines=torch.stack([((d.transpose(1, 2) @ d).sum((1, 2)) - batch) / pairs for d in directions]),
    )


def gradient_of(tensor: Tensor) -> Tensor:
    """The gradient that backward left at ``tensor``."""
    assert tensor.grad is not None  # retained above
    return tensor.grad


def factors(values: Tensor, *, first: int = 6, last: int = 42) -> Tensor:
    """Factor from layer to layer, forward, of ``values`` (layers, seeds), by seed: geometric mean of several layers."""
    return (values[last] / values[first]) ** (1 / (last - first))


def per_layer(values: Tensor, *, over: Tensor | None = None) -> Estimate:
    """Factor from layer to layer of ``values`` (layers, seeds), or how it compares with that of ``over``, paired."""
    reference = torch.ones(values.shape[1]) if over is None else factors(over)
    return ratio_of(factors(values), reference)


def growth(factor: Tensor, times: int) -> Estimate:
    """What ``factor`` (seeds,) makes of a gradient in so many layers, or steps of a recurrent network."""
    return ratio_of(factor**times, torch.ones(len(factor)))


def through_time(*, variance: float, steps: int = 50, units: int = 128, draws: int = 64, seed: int = SEED) -> Tensor:
    """Factor (draws,) per step back of the gradient in `nn.RNN` with ReLU, whose one matrix has n·Var ``variance``.

    It varies much from draw to draw, and a hundred steps magnify that.
    """
    units = width_here(units)
    random = generator(seed, "recurrent")
    recurrent = nn.RNN(1, units, nonlinearity="relu").double()
    found = []
    for _ in range(draws):
        with torch.no_grad():
            for parameter in recurrent.parameters():
                parameter.zero_()
            draw = torch.randn(units, units, generator=random, dtype=torch.float64)
            dict(recurrent.named_parameters())["weight_hh_l0"].copy_(draw * math.sqrt(variance / units))
        first = torch.rand(1, units, generator=random, dtype=torch.float64).requires_grad_()
        _, last = recurrent(torch.zeros(steps, 1, dtype=torch.float64), first)
        direction = torch.randn(units, generator=random, dtype=torch.float64)
        (last.squeeze(0) * direction).sum().backward()
        found.append((gradient_of(first).norm() / direction.norm()) ** (1 / steps))
    return torch.stack(found)


@torch.random.fork_rng()  # layers draw from torch's own generator
def torch_defaults(seed: int = SEED) -> dict[str, Estimate]:
    """n·Var(W) of layers with n = 1000 inputs, and of He's rule."""
    torch.manual_seed(seed)
    attention = nn.MultiheadAttention(1000, 1)
    he = torch.empty(1000, 1000)
    nn.init.kaiming_normal_(he, nonlinearity="relu")
    weights = {
        "Linear": nn.Linear(1000, 1000).weight,
        "He": he,
        "MultiheadAttention": attention.in_proj_weight,
    }
    found = {}
    for name, weight in weights.items():
        found[name] = exactly(1000 * weight.detach().double().var())
    return found
