"""A rare class: what the output's first bias saves."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Training, draw_networks, forward, repeated, stack, train
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED
from .starts import SEEDS

EVERY = 10  # steps between two looks at the loss


def entropy(share: float) -> float:
    """The loss of one who knows a class's share of the examples and nothing else, in nats."""
    return -(share * math.log(share) + (1 - share) * math.log(1 - share))


def rare_class(*, positives: int = 17, examples: int = 1600, steps: int = 1000, seed: int = SEED) -> dict[str, Tensor]:
    """Training loss (times, seeds) of a detector of rare eights, every `EVERY` steps, by its output bias.

    Plain SGD, He's draw. The log-odds of the class make its frequency the first prediction, but for what the random
    output weights add.
    """
    data, _ = split_digits(SEEDS, test=0, seed=seed)
    eights = data.labels == 8
    rank = torch.where(eights, eights.long().cumsum(1), 0)
    order = torch.where(rank > positives, 2, 0).argsort(dim=1, stable=True)[:, :examples]
    rare = data.take(order)
    rare = Labelled(rare.images, (rare.labels == 8).long())
    odds = positives / (examples - positives)
    drawn = draw_networks((64, 32, 1), SEEDS, 2.0, seed=seed)
    informed = [*drawn[:3], torch.full_like(drawn[3], math.log(odds))]
    everything = repeated(rare, 2 * SEEDS)
    losses: list[Tensor] = []

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        logits = forward(parameters, images, torch.relu).squeeze(1)
        return F.binary_cross_entropy_with_logits(logits, labels.to(logits.dtype), reduction="none").mean(1)

    def observe(step: int, parameters: Parameters) -> None:
        losses.append(loss(parameters, everything.images, everything.labels))

    training = Training(optimizer=sgd(0.1, momentum=0.0), steps=steps, batch=128, seed=seed)
    train(stack([drawn, informed]), rare, loss, training, observe=observe, every=EVERY)
    found = torch.stack(losses).view(-1, 2, SEEDS)
    return {"zero": found[:, 0], "log-odds": found[:, 1]}
