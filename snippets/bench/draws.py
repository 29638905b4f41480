"""Random numbers of a run: a stream of hashed numbers for each seed, purpose and place, so that pages draw the same."""

import math

from torch import Tensor

from ..lab.hashed import hashed_uniform

PURPOSES = ("weights", "noise", "biases", "minibatches", "masks", "passes", "split", "signals", "points")


def stream(seed: int, purpose: str, index: int = 0) -> int:
    """The number of a stream; seeds are below 4096, indices below 65536."""
    return (seed * 16 + PURPOSES.index(purpose)) * 65536 + index


def normal(number: int, *shape: int) -> Tensor:
    """Standard normal numbers from two uniform ones each (Box & Muller 1958)."""
    radius, turn = hashed_uniform(number, 2, *shape)
    numbers: Tensor = (-2 * radius.log()).sqrt() * (2 * math.pi * turn).cos()
    return numbers


def order(number: int, count: int) -> Tensor:
    """A random order of ``count`` things."""
    shuffled: Tensor = hashed_uniform(number, count).argsort(stable=True)
    return shuffled


def integers(number: int, below: int, *shape: int) -> Tensor:
    """Whole numbers from 0 to ``below`` - 1."""
    return (hashed_uniform(number, *shape) * below).long()
