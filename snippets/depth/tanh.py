"""Tanh from Glorot's and from He's draw, shallow and deep."""

from torch import Tensor

from ..lab.ensembles import draw_networks
from ..lab.seeds import SEED
from .training import SEEDS, best_accuracy, plain, some_digits

DRAWS = {"Glorot": 1.0, "He": 2.0}  # n·Var(W)
WEAK = {"weak": 1 / 3}  # a third of Glorot's variance


def compare_draws(
    layers: int, draws: dict[str, float] = DRAWS, *, steps: int = 100, seed: int = SEED
) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of plain tanh networks by draw, each at its best rate."""
    data = some_digits(seed)
    starts = {name: draw_networks((64, *[32] * layers, 10), SEEDS, v, seed=seed) for name, v in draws.items()}
    return {name: best_accuracy(start, plain("tanh"), data=data, steps=steps).scores for name, start in starts.items()}
