"""Units that no example switches on: how training makes them, and whether they come back."""

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, network_loss, train
from ..lab.estimates import Estimate, exactly
from ..lab.functions import FUNCTIONS
from ..lab.optimizers import Parameters, sgd
from ..lab.outcomes import finite
from ..lab.seeds import SEED

SEEDS = 16
SIZES = (64, 32, 32, 10)


def dead_units(parameters: Parameters, images: Tensor, name: str) -> Tensor:
    """Which hidden units (models, units) stay at or below zero for all of ``images`` (models, features, examples)."""
    found, h = [], images
    for k in range(0, len(parameters) - 2, 2):
        before = torch.baddbmm(parameters[k + 1], parameters[k], h)
        found.append((before <= 0).all(2))
        h = FUNCTIONS[name](before)
    return torch.cat(found, 1)


def dead_again(*, steps: int = 200, seed: int = SEED) -> tuple[dict[str, Tensor], Estimate]:
    """Shares (seeds,) of dead units: at the start, in ReLU networks killed at rate 1, in those after as many steps more
    at 0.1 with ReLU or with leaky ReLU in its place, and in ReLU networks that learn at 0.1 alone.

    Seeds in which one of them diverged are left out, and counted.
    """
    data, _ = split_digits(SEEDS, test=450, seed=seed)

    def learn(start: Parameters, name: str, rate: float) -> Parameters:
        training = Training(optimizer=sgd(rate, momentum=0.0), steps=steps, batch=64, seed=seed)
        return train(start, data, network_loss(FUNCTIONS[name]), training)

    def share(parameters: Parameters, name: str) -> Tensor:
        dead = dead_units(parameters, data.images, name).double().mean(1)
        return dead.where(finite(flat(parameters)), torch.nan)

    drawn = draw_networks(SIZES, SEEDS, 2.0, seed=seed)
    killed = learn(drawn, "ReLU", 1.0)
    shares = {
        "at the start": share(drawn, "ReLU"),
        "killed, rate 1": share(killed, "ReLU"),
        "then ReLU": share(learn(killed, "ReLU", 0.1), "ReLU"),
        "then leaky ReLU": share(learn(killed, "leaky ReLU", 0.1), "leaky ReLU"),
        "rate 0.1 alone": share(learn(drawn, "ReLU", 0.1), "ReLU"),
    }
    whole = finite(torch.stack(list(shares.values()), 1))
    return {name: values[whole] for name, values in shares.items()}, exactly((~whole).sum(), "seeds")


def flat(parameters: Parameters) -> Tensor:
    """All numbers of each network (models, numbers)."""
    return torch.cat([p.flatten(1) for p in parameters], 1)


def fire_again(*, steps: int = 200, every: int = 10, seed: int = SEED) -> list[tuple[Estimate, Estimate]]:
    """Of each hidden layer, in training at rate 1 without momentum: how many units of all seeds were ever dead, and the
    share of these that were seen to fire again. Seeds that diverge do not count.
    """
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    seen: list[Tensor] = []
    training = Training(optimizer=sgd(1.0, momentum=0.0), steps=steps, batch=64, seed=seed)
    drawn = draw_networks(SIZES, SEEDS, 2.0, seed=seed)
    trained = train(
        drawn, data, network_loss(torch.relu), training, every=every,
        observe=lambda _, parameters: seen.append(dead_units(parameters, data.images, "ReLU")),
    )  # fmt: skip
    whole = finite(flat(trained))
    dead = torch.stack(seen)[:, whole]  # (times, seeds, units)
    died = dead.cummax(0).values
    back = (died & ~dead).any(0)
    widths = [p.shape[1] for p in drawn[1:-1:2]]
    counts = zip(torch.split(died[-1], widths, 1), torch.split(back, widths, 1), strict=True)
    return [(exactly(ever.sum()), exactly(100 * again.sum() / ever.sum().clamp_min(1), "%")) for ever, again in counts]
