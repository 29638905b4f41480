"""The signal in deep SELU networks before training, when one of SELU's conditions is broken at a time."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.circumstances import width_here
from ..lab.data import split_digits
from ..lab.estimates import Estimate
from ..lab.outcomes import median_of
from ..lab.seeds import SEED, generator

SEEDS = 16


@dataclass(frozen=True, kw_only=True)
class Setting:
    """How a network differs from LeCun's; weights have variance ``gain``/fan_in.

    Inputs are standardised, then shifted and scaled. ``skip`` is what becomes of h + f(h): 0 for no skip connection,
    or the factor of the sum.
    """

    gain: float = 1.0
    uniform: bool = False
    scale: float = 1.0
    shift: float = 0.0
    dropout: float = 0.0
    alpha: bool = False
    skip: float = 0.0


SETTINGS = {
    "LeCun": Setting(),
    "He": Setting(gain=2.0),
    "gain 3/4": Setting(gain=0.75**2),
    "raw pixels": Setting(scale=6.0, shift=0.81),
    "dropout 0.5": Setting(dropout=0.5),
    "alpha dropout 0.5": Setting(dropout=0.5, alpha=True),
    "skip connection": Setting(skip=1.0),
    "scaled skip": Setting(skip=0.5**0.5),
    "LeCun uniform": Setting(uniform=True),
}


def draw(shape: tuple[int, ...], fan_in: int, setting: Setting, random: torch.Generator) -> Tensor:
    """Weights of variance gain/fan_in, normal or uniform."""
    values = torch.rand(shape, generator=random) * 2 - 1 if setting.uniform else torch.randn(shape, generator=random)
    variance = setting.gain / fan_in
    return values * math.sqrt(3 * variance if setting.uniform else variance)


def signal(setting: Setting, *, layers: int = 60, width: int = 128, seed: int = SEED) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation (layers + 1, seeds) of a SELU network's outputs, layer by layer, on 32 digits."""
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    random, units = generator(seed, "selu"), width_here(width)
    h = (data.images[:, :, :32] + setting.shift) * setting.scale
    means, spreads = [h.mean((1, 2))], [h.std((1, 2))]
    for _ in range(layers):
        out = F.selu(draw((SEEDS, units, h.shape[1]), h.shape[1], setting, random) @ h)
        if setting.alpha:
            out = alpha_dropout(out, setting.dropout, random)
        elif setting.dropout:
            out = out * (torch.rand(out.shape, generator=random) >= setting.dropout) / (1 - setting.dropout)
        h = (h + out) * setting.skip if setting.skip and h.shape == out.shape else out
        means.append(h.mean((1, 2)))
        spreads.append(h.std((1, 2)))
    return torch.stack(means), torch.stack(spreads)


def measures(signals: dict[str, tuple[Tensor, Tensor]]) -> dict[str, Estimate]:
    """Of the means and spreads that `signal` found by setting: the spread at layer 60 by setting, and what else tells
    them apart."""
    found = {name: median_of(spreads[60]) for name, (_, spreads) in signals.items()}
    for name in ("LeCun", "He"):
        found[f"mean, {name}"] = median_of(signals[name][0][60])
        found[f"convolutions, {name}"] = median_of(convolutions(gain=SETTINGS[name].gain))
    for name in ("LeCun", "raw pixels"):
        found |= {f"{name}, layer {k}": median_of(signals[name][1][k]) for k in (1, 20)}
    for name in ("LeCun", "skip connection"):
        spreads = signals[name][1]
        found[f"growth, {name}"] = median_of((spreads[60] / spreads[1]) ** (1 / 59), "×")
    return found


def convolutions(*, gain: float, layers: int = 60, channels: int = 16, seed: int = SEED) -> Tensor:
    """Standard deviation (seeds,) after 3x3 convolutions with SELU on 8 digits; the image's edges wrap around."""
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    random, width = generator(seed, "convolutions"), width_here(channels)
    h = data.images[:, :, :8].permute(2, 0, 1).reshape(8, SEEDS, 8, 8)  # groups of channels, one a seed
    for _ in range(layers):
        fan_in = h.shape[1] // SEEDS * 9
        weight = draw((SEEDS * width, h.shape[1] // SEEDS, 3, 3), fan_in, Setting(gain=gain), random)
        h = F.selu(F.conv2d(F.pad(h, (1, 1, 1, 1), mode="circular"), weight, groups=SEEDS))
    return h.view(8, SEEDS, -1).transpose(0, 1).flatten(1).std(1)


def alpha_dropout(h: Tensor, rate: float, random: torch.Generator) -> Tensor:
    """Dropped units take SELU's lowest value; an affine map restores mean 0 and variance 1 (Klambauer et al. 2017)."""
    lowest = -1.7580993408473766
    scale = ((1 - rate) * (1 + rate * lowest**2)) ** -0.5
    kept = torch.rand(h.shape, generator=random) >= rate
    return torch.where(kept, h, lowest).sub(rate * lowest).mul(scale)
