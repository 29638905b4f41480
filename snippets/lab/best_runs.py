"""Networks trained at every rate of a grid and judged at the best, for arms that are compared."""

from collections.abc import Callable

import torch
from torch import Tensor

from .data import Labelled
from .ensembles import Loss, Training, stack, train
from .optimizers import Parameters, sgd
from .outcomes import Best, best_rate

Judge = Callable[[Parameters], Tensor]


def train_at_best_rate(
    start: Parameters, data: Labelled, loss: Loss, judge: Judge, *, rates: tuple[float, ...], steps: int, larger: bool,
    seed: int, batch: int = 64,
) -> Best:  # fmt: skip
    """What ``judge`` says (seeds,) of networks after ``steps`` of SGD at the best of ``rates``, by its own measure.

    ``judge`` gets the networks of all rates at once, rate by rate, and gives one number for each.
    """
    seeds = len(start[0])

    def scores(tried: tuple[float, ...]) -> Tensor:
        optimizer = sgd(torch.tensor(tried).repeat_interleave(seeds))
        training = Training(optimizer=optimizer, steps=steps, batch=batch, seed=seed)
        return judge(train(stack([start] * len(tried)), data, loss, training)).view(len(tried), seeds)

    return best_rate(scores, rates, larger=larger)
