"""How activation functions train: dying units, deep plain networks, residual networks."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.functions import FUNCTIONS
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator
from .cost import gated_units, swiglu
from .shapes import unit_gain

SEEDS = 16


@dataclass(frozen=True)
class Fate:
    """After training, by learning rate: share of dead units, accuracy, both (seeds,)."""

    dead: dict[float, Tensor]
    accuracy: dict[float, Tensor]


def die(name: str, *, rates: tuple[float, ...] = (0.1, 0.3, 1.0, 3.0), steps: int = 200, seed: int = SEED) -> Fate:
    """Two layers of 32 units by plain SGD. A unit is dead if no training digit gets it above zero."""
    data, test = split_digits(SEEDS, test=450, seed=seed)
    function = FUNCTIONS[name]
    start = stack([draw_networks((64, 32, 32, 10), SEEDS, 2.0, seed=seed)] * len(rates))
    optimizer = sgd(torch.tensor(rates).repeat_interleave(SEEDS), momentum=0.0)
    training = Training(optimizer=optimizer, steps=steps, batch=64, seed=seed)
    trained = train(start, data, network_loss(function), training)
    images = repeated(data, len(trained[0])).images
    dead, h = [], images
    for weight, bias in ((trained[0], trained[1]), (trained[2], trained[3])):
        before = torch.baddbmm(bias, weight, h)
        dead.append(~(before > 0).any(2))  # one that is not a number is dead as well
        h = function(before)
    outputs = forward(trained, repeated(test, len(trained[0])).images, function)
    shares = torch.cat(dead, 1).double().mean(1).view(len(rates), SEEDS)
    scores = score(outputs.nan_to_num(), test).view(len(rates), SEEDS)
    return Fate(dict(zip(rates, shares, strict=True)), dict(zip(rates, scores, strict=True)))


def deep_plain(
    *, names: tuple[str, ...] = ("ReLU", "SELU", "SiLU"), layers: int = 20, steps: int = 120, seed: int = SEED
) -> dict[str, Tensor]:
    """Test accuracy (seeds,) of plain layers; each function with the gain that keeps its variance, best rate of two."""
    data, test = split_digits(SEEDS, test=450, seed=seed)
    rates = torch.tensor([0.003, 0.01])
    found = {}
    for name in names:
        function = FUNCTIONS[name]
        start = stack([draw_networks((64, *[32] * layers, 10), SEEDS, unit_gain(function), seed=seed)] * len(rates))
        training = Training(optimizer=sgd(rates.repeat_interleave(SEEDS)), steps=steps, batch=32, seed=seed)
        trained = train(start, data, network_loss(function), training)
        outputs = forward(trained, repeated(test, len(trained[0])).images, function).nan_to_num()
        scores = score(outputs, test).view(len(rates), SEEDS)
        found[name] = scores[scores.mean(1).argmax()]
    return found


def residual(parameters: Parameters, x: Tensor, name: str) -> Tensor:
    """Outputs of blocks h <- h + W₂ f(W₁ norm(h)): pre-norm residual, layer norm without its own weights."""

    def norm(h: Tensor) -> Tensor:
        return (h - h.mean(1, keepdim=True)) / (h.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt()

    function = swiglu if name == "SwiGLU" else FUNCTIONS[name]
    h = torch.baddbmm(parameters[1], parameters[0], x)
    for k in range(2, len(parameters) - 2, 4):
        inner = function(torch.baddbmm(parameters[k + 1], parameters[k], norm(h)))
        h = h + torch.baddbmm(parameters[k + 3], parameters[k + 2], inner)
    return torch.baddbmm(parameters[-1], parameters[-2], norm(h))


def draw_residual(name: str, *, width: int = 32, blocks: int, seed: int) -> Parameters:
    """First weights of residual blocks; a gated unit gets fewer units, so that all functions have as many weights."""
    inner = 2 * gated_units(width) if name == "SwiGLU" else width
    start = draw_networks((64, *[width, inner] * blocks, width, 10), SEEDS, 2.0, seed=seed)
    for k in range(4, len(start) - 2, 4):
        start[k] = start[k] / (2 * blocks) ** 0.5  # the sum of the blocks keeps its scale
        if name == "SwiGLU":
            start[k] = start[k][:, :, : inner // 2] * 2**0.5
    return start


def deep_residual(
    *,
    names: tuple[str, ...] = ("ReLU", "SiLU", "GELU", "Mish", "SwiGLU"),
    blocks: int = 10,
    steps: int = 90,
    seed: int = SEED,
) -> dict[str, Tensor]:
    """Test accuracy (seeds,) of 20 layers in residual blocks with layer norm."""
    data, test = split_digits(SEEDS, test=450, seed=seed)
    training = Training(optimizer=sgd(0.01), steps=steps, batch=32, seed=seed)
    found = {}
    for name in names:

        def loss(parameters: Parameters, images: Tensor, labels: Tensor, name: str = name) -> Tensor:
            return cross_entropy(residual(parameters, images, name), labels)

        trained = train(draw_residual(name, blocks=blocks, seed=seed), data, loss, training)
        found[name] = score(residual(trained, test.images, name), test)
    return found


SELF_NORMALIZING = {
    "LeCun": {"gain": 1.0},
    "He": {"gain": 2.0},
    "gain 3/4": {"gain": 0.5625},
    "raw pixels": {"gain": 1.0, "scale": 6.0, "shift": 0.81},
    "dropout 0.5": {"gain": 1.0, "dropout": 0.5},
    "alpha dropout 0.5": {"gain": 1.0, "alpha": 0.5},
    "skip connection": {"gain": 1.0, "skip": 1.0},
}


def selu_signal(
    setting: dict[str, float], *, layers: int = 60, width: int = 128, seed: int = SEED
) -> tuple[Tensor, Tensor]:
    """Mean and std (layers + 1, seeds) of a SELU network's outputs, layer by layer, before training."""
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    random = generator(seed, "selu")
    h = (data.images[:, :, :32] + setting.get("shift", 0.0)) * setting.get("scale", 1.0)
    means, spreads = [h.mean((1, 2))], [h.std((1, 2))]
    for _ in range(layers):
        weight = torch.randn(SEEDS, width, h.shape[1], generator=random) * (setting["gain"] / h.shape[1]) ** 0.5
        out = F.selu(weight @ h)
        if "dropout" in setting:
            kept = torch.rand(out.shape, generator=random) >= setting["dropout"]
            out = out * kept / (1 - setting["dropout"])
        if "alpha" in setting:
            out = alpha_dropout(out, setting["alpha"], random)
        h = h + out if "skip" in setting and h.shape == out.shape else out
        means.append(h.mean((1, 2)))
        spreads.append(h.std((1, 2)))
    return torch.stack(means), torch.stack(spreads)


def alpha_dropout(h: Tensor, rate: float, random: torch.Generator) -> Tensor:
    """Dropped units take SELU's lowest value; an affine map restores mean 0 and variance 1 (Klambauer et al. 2017)."""
    lowest = -1.7580993408473766
    scale = ((1 - rate) * (1 + rate * lowest**2)) ** -0.5
    kept = torch.rand(h.shape, generator=random) >= rate
    return torch.where(kept, h, lowest).sub(rate * lowest).mul(scale)
