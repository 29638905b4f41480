"""Randomness as an argument: independent generators from one base seed."""

import hashlib
import os

import torch

SEED = int(os.environ.get("GUIDE_SEED", "0"))  # every experiment starts from it


def generator(seed: int, *purpose: str | int) -> torch.Generator:
    """A generator of its own for each ``purpose``, so that adding one draw moves no other."""
    key = hashlib.sha256(repr((seed, *purpose)).encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(key[:8], "little") >> 1)
