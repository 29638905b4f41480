"""Random numbers that a page can draw again: hashes of a place in a stream, the same in Python and in a browser."""

import torch
from torch import Tensor

LOW = 0xFFFFFFFF


def scramble(x: Tensor) -> Tensor:
    """A permutation of the 32-bit integers that leaves no pattern: lowbias32 (Wellons 2018)."""
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & LOW
    x = ((x ^ (x >> 15)) * 0x846CA68B) & LOW
    return x ^ (x >> 16)


def hashed_uniform(stream: int, *shape: int) -> Tensor:
    """Numbers of shape ``shape`` on (0, 1), float64: the first of stream ``stream``, in rows."""
    first = scramble(torch.tensor(stream + 1))
    places = (first + torch.arange(torch.Size(shape).numel())) & LOW
    return ((scramble(places).double() + 0.5) / 2**32).view(shape)
