"""Tanh from Glorot's and from He's draw, shallow and deep."""

from torch import Tensor

from ..lab.ensembles import draw_networks
from ..lab.seeds import SEED
from .training import RATES, SEEDS, accuracies, best_accuracy, plain, some_digits

DRAWS = {"Glorot": 1.0, "He": 2.0}  # n·Var(W)
WEAK = 1 / 3  # a third of Glorot's variance


def compare_draws(layers: int, *, steps: int = 100, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of plain tanh networks by draw, each at its best rate."""
    data = some_digits(seed)
    starts = {name: draw_networks((64, *[32] * layers, 10), SEEDS, v, seed=seed) for name, v in DRAWS.items()}
    return {name: best_accuracy(start, plain("tanh"), data=data, steps=steps).scores for name, start in starts.items()}


def weak_draw(layers: int, *, steps: int = 100, seed: int = SEED) -> Tensor:
    """The same (seeds,) from weights that are too small, at the middle rate."""
    start = draw_networks((64, *[32] * layers, 10), SEEDS, WEAK, seed=seed)
    return accuracies(start, plain("tanh"), RATES[1:2], data=some_digits(seed), steps=steps)[0]
