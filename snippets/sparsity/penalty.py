"""Whether a penalty on sizes makes exact zeros."""

import torch
from torch import Tensor

from ..lab.circumstances import rate_here
from ..lab.data import split_digits
from ..lab.ensembles import Loss, Training, draw_networks, network_loss, stack, train
from ..lab.optimizers import Optimizer, Parameters, adam, sgd, then
from ..lab.outcomes import finite
from ..lab.seeds import SEED
from .pruning import SIZES, WEIGHTS, l1, test_score, weights_of, with_penalty, zeros

PENALTIES = (3e-4, 1e-3, 2e-3)
TINY = 0.01


def whole(parameters: Parameters) -> Parameters:
    """The same, once all weights are finite.

    Raises:
        ValueError: a network diverged.
    """
    if not finite(weights_of(parameters)).all():
        raise ValueError("a network diverged: its weights are not finite")
    return parameters


def l1_zeros(*, steps: int = 400, seeds: int = 16, seed: int = SEED) -> dict[str, Tensor]:
    """Share of exact zeros (seeds,) that an L1 penalty leaves, by how its kink at zero is treated.

    'cut' sets what is left below TINY by 'Adam' to zero; 'before' and 'after' are the test accuracies of that.
    """
    data, test = split_digits(seeds, test=450, seed=seed, scale=0.376)
    drawn = draw_networks(SIZES, seeds, 2.0, seed=seed)
    rate, largest = 0.3, PENALTIES[-1]
    threshold = torch.tensor(PENALTIES).repeat_interleave(seeds)[:, None, None] * rate_here(rate)

    def shrink(_: int, weights: Parameters) -> None:
        for k in WEIGHTS:
            weights[k].copy_(weights[k].sign() * (weights[k].abs() - threshold).clamp_min(0))

    def run(start: Parameters, loss: Loss, optimizer: Optimizer) -> Parameters:
        return whole(train(start, data, loss, Training(optimizer=optimizer, steps=steps, batch=32, seed=seed)))

    subgradient = run(drawn, with_penalty(l1, largest), sgd(rate, momentum=0.0))
    adaptive = run(drawn, with_penalty(l1, largest), adam(3e-3))
    smooth = network_loss(torch.relu)
    proximal = zeros(run(stack([drawn] * len(PENALTIES)), smooth, then(sgd(rate, momentum=0.0), shrink)))
    cut = [p * (p.abs() >= TINY) if k in WEIGHTS else p for k, p in enumerate(adaptive)]
    found = {"SGD": zeros(subgradient), "Adam": zeros(adaptive), "cut": zeros(cut)}
    found |= {"before": test_score(adaptive, test), "after": test_score(cut, test)}
    names = [f"proximal {penalty:g}" for penalty in PENALTIES]
    return found | dict(zip(names, proximal.view(len(PENALTIES), seeds), strict=True))
