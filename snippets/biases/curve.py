"""Where the kinks of a network start that learns a curve."""

import math

import torch
from torch import Tensor

from ..lab.data import Labelled
from ..lab.ensembles import Training, draw_networks, forward, repeated, stack, train
from ..lab.optimizers import Parameters, adam
from ..lab.seeds import SEED, generator
from .starts import uniform_biases, with_biases

KINKS = 32  # hidden units of the network that learns a curve


def learn_curve(
    *, steps: int = 600, points: int = 128, seeds: int = 32, seed: int = SEED
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Networks of one hidden ReLU layer learn sin(3πx) on [-1, 1] from three kinds of bias.

    Returns the mean squared error (seeds,), and the kinks -b/w (seeds, units) at the start.
    """
    x = torch.linspace(-1, 1, points).view(1, 1, -1).expand(seeds, -1, -1)
    target = torch.sin(3 * math.pi * x)
    drawn = draw_networks((1, KINKS, 1), seeds, 2.0, seed=seed)
    random = generator(seed, "kinks")
    starts = {
        "zero": drawn,
        "PyTorch": uniform_biases(drawn, random),
        "spread": with_biases(drawn, [(torch.rand(drawn[1].shape, generator=random) * 2 - 1) * drawn[0]]),
    }
    everything = Labelled(x, torch.zeros(seeds, points, dtype=torch.long))

    def loss(parameters: Parameters, inputs: Tensor, _: Tensor) -> Tensor:
        wanted = target.repeat(len(inputs) // seeds, 1, 1)
        return (forward(parameters, inputs, torch.relu) - wanted).square().mean((1, 2))

    training = Training(optimizer=adam(0.01), steps=steps, batch=None, seed=seed)
    trained = train(stack(list(starts.values())), everything, loss, training)
    inputs = repeated(everything, len(trained[0])).images
    error = loss(trained, inputs, inputs).view(len(starts), seeds)
    kinks = {name: (-p[1] / p[0]).squeeze(2) for name, p in starts.items()}
    return dict(zip(starts, error, strict=True)), kinks
