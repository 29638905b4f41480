"""Networks with momentum at other learning rates, and where no minimum exists."""

import torch
from torch import Tensor

from ..lab.ensembles import Training, repeated, train
from ..lab.optimizers import Parameters, sgd
from ..lab.outcomes import Best, best_rate
from ..lab.seeds import SEED
from .network import Coasting, problem, regularized, squares


def objectives(rates: Tensor, betas: Tensor, steps: int, *, seeds: int, every: int, seed: int) -> Tensor:
    """Objective (times, configurations, seeds) over its first, for paired ``rates`` and ``betas``."""
    start, data = problem(seeds, len(betas), seed=seed)
    everything = repeated(data, len(start[0]))
    loss = regularized(Coasting().weight_decay)
    found: list[Tensor] = []

    def observe(_: int, parameters: Parameters) -> None:
        found.append(loss(parameters, everything.images, everything.labels))

    optimizer = sgd(rates.repeat_interleave(seeds), betas.repeat_interleave(seeds))
    training = Training(optimizer=optimizer, steps=steps, batch=None, seed=seed)
    train(start, data, loss, training, observe=observe, every=every)
    course = torch.stack(found).view(-1, len(betas), seeds)
    return course / course[0]


def highest(*, rate: float = 1.0, seed: int = SEED) -> dict[float, Tensor]:
    """Highest objective (seeds,) within 300 steps over its first, by β; infinite where it became not a number."""
    betas = (0.0, 0.9, 0.99, 0.99999)
    course = objectives(torch.full((4,), rate), torch.tensor(betas), 300, seeds=16, every=5, seed=seed)
    return dict(zip(betas, course.nan_to_num(torch.inf).amax(0), strict=True))


def at_best_rate(beta: float, *, seed: int = SEED) -> Best:
    """The objective after 300 steps over its first, at the best rate of a grid that all β share."""

    def score(rates: tuple[float, ...]) -> Tensor:
        betas = torch.full((len(rates),), beta)
        return objectives(torch.tensor(rates), betas, 300, seeds=8, every=300, seed=seed)[-1]

    return best_rate(score, (0.004, 0.02, 0.1, 0.5, 2.5), larger=False)


def drift(*, steps: int = 600, seed: int = SEED) -> dict[tuple[float, bool], Tensor]:
    """Distance (seeds,) of the weights from their start, by β and whether L2 makes a minimum."""
    seeds, runs = 8, [(beta, minimum) for beta in (0.9, 0.99999) for minimum in (True, False)]
    start, data = problem(seeds, len(runs), seed=seed)
    betas = torch.tensor([beta for beta, _ in runs]).repeat_interleave(seeds)
    decay = torch.tensor([Coasting().weight_decay * minimum for _, minimum in runs]).repeat_interleave(seeds)
    training = Training(optimizer=sgd(Coasting().learning_rate, betas), steps=steps, batch=None, seed=seed)
    end = train(start, data, regularized(decay), training)
    distance = squares([p - q for p, q in zip(end, start, strict=True)]).sqrt().view(len(runs), -1)
    return dict(zip(runs, distance, strict=True))
