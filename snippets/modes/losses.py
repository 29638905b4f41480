"""Training loss as a progress bar shows it, with masks, beside losses without."""

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, forward, network_loss, train
from ..lab.masks import dropout
from ..lab.optimizers import sgd
from ..lab.seeds import SEED, generator

SEEDS = 12
SIZES = (64, 64, 64, 10)
SCALE = 0.376  # pixels from 0 to 1, centred, have this standard deviation


def losses(*, rate: float = 0.5, steps: int = 400, passes: int = 10, seed: int = SEED) -> dict[str, Tensor]:
    """Cross-entropy (seeds,) after training with dropout: on training digits with and without masks, on test digits."""
    data, test = split_digits(SEEDS, test=400, seed=seed, scale=SCALE)
    masks = dropout(torch.full((SEEDS,), rate), generator(seed, "losses"))
    training = Training(optimizer=sgd(0.05), steps=steps, batch=32, seed=seed)
    trained = train(draw_networks(SIZES, SEEDS, 2.0, seed=seed), data, network_loss(torch.relu, masks), training)
    masked = [cross_entropy(forward(trained, data.images, torch.relu, masks), data.labels) for _ in range(passes)]
    return {
        "training, with masks": torch.stack(masked).mean(0),
        "training, without masks": cross_entropy(forward(trained, data.images, torch.relu), data.labels),
        "test": cross_entropy(forward(trained, test.images, torch.relu), test.labels),
    }
