"""MNIST-1D: ten classes of noisy signals, as many as one asks for (Greydanus & Kobak 2024, arXiv 2011.14439).

Drawn here because the authors' package wants a network library, global random numbers and one call an example. The
recipe and its numbers are theirs; only the number of points is ours, which is that of the digits' pixels.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d
from torch import Tensor

from .seeds import generator

Array = NDArray[np.float64]
TEMPLATES = (
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
PADDING = (36, 60)  # zeros after a template, drawn for each example
LENGTH = 72  # of the padded template, stretched
SCALE, SHIFT, SHEAR = 0.4, 48, 0.75
SMOOTH_NOISE, NOISE = 0.25, 0.02  # standard deviations


def templates() -> Array:
    """The ten signals (10, 12), of mean 0 and standard deviation 1 before they are moved to start at 0."""
    x = np.array(TEMPLATES, dtype=float)
    x = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
    shifted: Array = (x - x[:, :1]) / 6
    return shifted


def resampled(x: Array, places: Array) -> Array:
    """Rows of ``x`` (examples, length) at fractional ``places`` (examples, points), linearly in between."""
    left = np.minimum(places.astype(int), x.shape[1] - 2)
    near, far = (np.take_along_axis(x, index, 1) for index in (left, left + 1))
    between: Array = near + (far - near) * (places - left)
    return between


def draw_signals(count: int, *, seed: int, points: int = 64) -> tuple[Tensor, Tensor]:
    """Signals (count, points), standardised over all together, and labels (count,), as many of each class as can be."""
    random = generator(seed, "MNIST-1D")

    def uniform(*shape: int) -> Array:
        return torch.rand(*shape, 1, generator=random, dtype=torch.float64).numpy()

    def normal() -> Array:
        return torch.randn(count, LENGTH, generator=random, dtype=torch.float64).numpy()

    labels = (torch.randperm(count, generator=random) % 10).numpy()
    known = templates()[labels] + 1e-8  # no point of a template is exactly 0: zeros mark the padding
    padding = PADDING[0] + np.floor(uniform(count) * (PADDING[1] - PADDING[0] + 1))
    padded = np.concatenate([known, np.zeros((count, PADDING[1]))], axis=1)
    x = resampled(padded, np.linspace(0, 1, LENGTH) * (known.shape[1] + padding - 1))
    x *= 1 + SCALE * (uniform(count) - 0.5)
    shift = np.floor(uniform(count) * SHIFT).astype(int)
    x = np.take_along_axis(x, (np.arange(LENGTH) - shift) % LENGTH, 1)
    x = np.where(x != 0, x, gaussian_filter1d(SMOOTH_NOISE * normal(), 2, axis=1)) + NOISE * normal()
    x -= SHEAR * (uniform(count) - 0.5) * np.linspace(-0.5, 0.5, LENGTH)
    x = resampled(x, np.broadcast_to(np.linspace(0, LENGTH - 1, points), (count, points)))
    x = (x - x.mean()) / x.std()
    return torch.tensor(x, dtype=torch.float32), torch.tensor(labels)
