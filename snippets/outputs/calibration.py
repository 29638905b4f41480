"""How sure a softmax is, and how often it is right."""

import torch
from torch import Tensor

from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Training, accuracy, cross_entropy, draw_networks, forward, network_loss, train
from ..lab.optimizers import sgd
from ..lab.seeds import SEED

SEEDS = 16
HELD_OUT = 200
TEMPERATURES = torch.logspace(-1, 1.5, 101)


def overconfidence(z: Tensor, labels: Tensor) -> Tensor:
    """Mean of the largest probability less the share of right answers (models,), of outputs (models, classes, n)."""
    return z.softmax(1).amax(1).double().mean(1) - accuracy(z, labels)


def best_temperature(z: Tensor, labels: Tensor) -> Tensor:
    """The number (models, 1, 1) by which outputs are divided to have the lowest cross-entropy (Guo et al. 2017)."""
    losses = torch.stack([cross_entropy(z / t, labels) for t in TEMPERATURES])
    return TEMPERATURES[losses.argmin(0)].view(-1, 1, 1)


def how_sure(*, examples: int = 100, steps: int = 600, seed: int = SEED) -> dict[str, Tensor]:
    """Of networks trained on few digits, for test digits (seeds,): accuracy, mean largest probability, the difference
    of the two, and the difference once outputs are divided by the temperature that does best on held-out digits."""
    pool, test = split_digits(SEEDS, test=450, seed=seed)

    def part(first: int, count: int) -> Labelled:
        return pool.take(torch.arange(first, first + count).expand(SEEDS, -1))

    data, held_out = part(HELD_OUT, examples), part(0, HELD_OUT)
    training = Training(optimizer=sgd(0.03), steps=steps, batch=64, seed=seed)
    start = draw_networks((64, 32, 10), SEEDS, 2.0, seed=seed)
    trained = train(start, data, network_loss(torch.relu), training)
    kept, z = (forward(trained, x.images, torch.relu) for x in (held_out, test))
    return {
        "right": accuracy(z, test.labels),
        "sure": z.softmax(1).amax(1).double().mean(1),
        "too sure": overconfidence(z, test.labels),
        "too sure, cooled": overconfidence(z / best_temperature(kept, held_out.labels), test.labels),
    }
