"""Three tasks: digits of few grey levels, MNIST-1D drawn afresh for each seed, and a ring around a disc."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from sklearn.datasets import load_digits
from torch import Tensor

from ..lab.hashed import hashed_uniform
from .draws import normal, order, stream

TEST_DIGITS = 450
SIGNALS, TEST_SIGNALS = 2000, 400
POINTS = 256  # for training, and as many for testing


@dataclass(frozen=True)
class Examples:
    """Inputs (examples, features), float64, and labels (examples,)."""

    inputs: Tensor
    labels: Tensor


@dataclass(frozen=True)
class Task:
    """What a network learns and is tested on."""

    training: Examples
    test: Examples
    classes: int


def standardised(x: Tensor) -> Tensor:
    """Mean 0 and standard deviation 1 over all numbers together."""
    return (x - x.mean()) / x.std()


def task(data: str, *, seed: int, examples: int = 0, scale: float = 1.0) -> Task:
    """The task ``data`` of a seed, cut to the first ``examples`` for training unless that is 0."""
    whole = TASKS[data](seed)
    kept = slice(examples or None)
    return Task(
        Examples(whole.training.inputs[kept] * scale, whole.training.labels[kept]),
        Examples(whole.test.inputs * scale, whole.test.labels),
        whole.classes,
    )


def grey(pixels: Tensor) -> Tensor:
    """Pixels of 17 levels, rounded to five: a quarter of the size."""
    return torch.div(pixels + 2, 4, rounding_mode="floor")


@cache
def grey_digits() -> tuple[Tensor, Tensor]:
    """1797 digits (UCI, Alpaydin & Kaynak 1998) at grey levels from 0 to 4, and their labels, sorted by these."""
    data = load_digits()
    sorting = torch.tensor(data.target).argsort(stable=True)
    return grey(torch.tensor(data.data))[sorting], torch.tensor(data.target)[sorting]


def packed_digits() -> str:
    """The digits as pages get them: how many of each label, and a letter for two pixels, pixel by pixel."""
    pixels, labels = grey_digits()
    first, second = pixels.T.reshape(-1, 2).long().T
    letters = "".join(chr(65 + number) for number in (5 * first + second).tolist())
    lines = "\n".join(letters[k : k + 100] for k in range(0, len(letters), 100))
    return f"{' '.join(map(str, labels.bincount().tolist()))}\n{lines}\n"


def digits(seed: int) -> Task:
    """The digits, split at random."""
    pixels, labels = grey_digits()
    inputs = standardised(pixels)
    shuffled = order(stream(seed, "split"), len(labels))
    test, training = shuffled[:TEST_DIGITS], shuffled[TEST_DIGITS:]
    return Task(Examples(inputs[training], labels[training]), Examples(inputs[test], labels[test]), 10)


TEMPLATES = (  # of MNIST-1D (Greydanus & Kobak 2024), one for each digit
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)
LENGTH, SUBSAMPLED = 72, 40


def templates() -> Tensor:
    """The ten templates (10, 12) as MNIST-1D scales them."""
    x = torch.tensor(TEMPLATES, dtype=torch.float64)
    x = (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True, unbiased=False)
    return (x - x[:, :1]) / 6


def interpolate(x: Tensor, count: int) -> Tensor:
    """``x`` (length,) at ``count`` places from its first to its last, linearly in between."""
    place = torch.arange(count, dtype=torch.float64) * (len(x) - 1) / (count - 1)
    left = place.floor().long().clamp_max(len(x) - 2)
    return x[left] + (place - left) * (x[left + 1] - x[left])


def smooth(x: Tensor) -> Tensor:
    """``x`` through a Gaussian of standard deviation 2, cut off at 8, mirrored at both ends."""
    bell = torch.exp(-torch.arange(-8, 9, dtype=torch.float64).square() / 8)
    mirrored = torch.cat([x[:8].flip(0), x, x[-8:].flip(0)])
    return mirrored.unfold(0, 17, 1) @ (bell / bell.sum())


def signal(number: int, template: Tensor) -> Tensor:
    """One example (40,): padded, dilated, scaled, moved, with noise, sheared and subsampled."""
    padding, scaling, moving, shearing = hashed_uniform(number, 4).tolist()
    noise = normal(number + 32768, 2, LENGTH)
    x = torch.cat([template + 1e-8, torch.zeros(36 + int(padding * 25), dtype=torch.float64)])
    x = interpolate(x, LENGTH) * (1 + 0.4 * (scaling - 0.5))
    x = x.roll(int(moving * 48))
    x = torch.where(x == 0, smooth(0.25 * noise[0]), x) + 0.02 * noise[1]
    slope = torch.arange(LENGTH, dtype=torch.float64) / (LENGTH - 1) - 0.5
    return interpolate(x - 0.75 * (shearing - 0.5) * slope, SUBSAMPLED)


@cache
def mnist1d(seed: int) -> Task:
    """2000 signals of 40 numbers, ten classes in turn."""
    shapes = templates()
    x = standardised(torch.stack([signal(stream(seed, "signals", k), shapes[k % 10]) for k in range(SIGNALS)]))
    labels = torch.arange(SIGNALS) % 10
    return Task(
        Examples(x[TEST_SIGNALS:], labels[TEST_SIGNALS:]), Examples(x[:TEST_SIGNALS], labels[:TEST_SIGNALS]), 10
    )


def disc(seed: int) -> Task:
    """A disc (class 1) and the ring around it (class 0), as the chapter on symmetry draws them."""
    turn, side = hashed_uniform(stream(seed, "points"), 2, 2 * POINTS)
    inside = side < 0.5
    radius = torch.where(inside, 0.5, torch.tensor(1.3, dtype=torch.float64)) + 0.1 * normal(
        stream(seed, "points", 1), 2 * POINTS
    )
    angle = 2 * math.pi * turn
    x, labels = torch.stack([radius * angle.cos(), radius * angle.sin()], 1), inside.long()
    return Task(Examples(x[:POINTS], labels[:POINTS]), Examples(x[POINTS:], labels[POINTS:]), 2)


TASKS: dict[str, Callable[[int], Task]] = {"digits": digits, "mnist1d": mnist1d, "disc": disc}
