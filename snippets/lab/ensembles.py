"""Many small networks trained together, one for each configuration and seed, by batched products.

Layout: weights (models, out, in), biases (models, out, 1), activations (models, units, batch); the batch is last
because torch's softmax over a short last dimension is slow on a CPU. Models are ordered configuration by
configuration, seed by seed within each; every configuration sees the same minibatches (paired).
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from .circumstances import steps_here, width_here
from .data import Labelled
from .optimizers import Optimizer, Parameters
from .seeds import generator

torch.set_flush_denormal(True)  # vanishing signals otherwise cost a hundred times the time

Activation = Callable[[Tensor], Tensor]
Regularizer = Callable[[Tensor, int], Tensor]  # (activations, layer) -> activations
Loss = Callable[[Parameters, Tensor, Tensor], Tensor]  # (parameters, images, labels) -> (models,)
Observer = Callable[[int, Parameters], None]


def draw_networks(
    sizes: Sequence[int], seeds: int, gain: float, *, seed: int, dtype: torch.dtype = torch.float32
) -> Parameters:
    """Independent normal weights of variance ``gain``/fan_in (He: 2, LeCun: 1) with zero biases.

    Hidden layers are as wide as the circumstance makes them.
    """
    sizes = (sizes[0], *map(width_here, sizes[1:-1]), sizes[-1])
    parameters: Parameters = []
    for layer, (fan_in, fan_out) in enumerate(itertools.pairwise(sizes)):
        draw = torch.randn(seeds, fan_out, fan_in, generator=generator(seed, "weights", layer), dtype=torch.float64)
        weight = draw * math.sqrt(gain / fan_in)
        parameters += [weight.to(dtype), torch.zeros(seeds, fan_out, 1, dtype=dtype)]
    return parameters


def stack(configurations: Sequence[Parameters]) -> Parameters:
    """One ensemble out of several: configuration after configuration."""
    return [torch.cat(tensors) for tensors in zip(*configurations, strict=True)]


def forward(parameters: Parameters, x: Tensor, activation: Activation, regularize: Regularizer | None = None) -> Tensor:
    """Outputs (models, classes, batch) of plain networks for inputs ``x`` (models, features, batch)."""
    layers = len(parameters) // 2
    for layer in range(layers):
        x = torch.baddbmm(parameters[2 * layer + 1], parameters[2 * layer], x)
        if layer < layers - 1:
            x = activation(x)
            if regularize:
                x = regularize(x, layer)
    return x


def cross_entropy(outputs: Tensor, labels: Tensor) -> Tensor:
    """Mean cross-entropy (models,) of outputs (models, classes, batch) for labels (models, batch)."""
    return F.cross_entropy(outputs, labels, reduction="none").mean(1)


def accuracy(outputs: Tensor, labels: Tensor) -> Tensor:
    """Share of right answers (models,)."""
    return (outputs.argmax(1) == labels).double().mean(1)


def score(outputs: Tensor, data: Labelled) -> Tensor:
    """Accuracy (models,) of an ensemble on ``data`` of its seeds."""
    return accuracy(outputs, repeated(data, len(outputs)).labels)


def network_loss(activation: Activation, regularize: Regularizer | None = None) -> Loss:
    """The cross-entropy of a plain network, as `train` wants it."""

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(forward(parameters, images, activation, regularize), labels)

    return loss


def repeated(data: Labelled, models: int) -> Labelled:
    """``data`` of each seed for every configuration of an ensemble of ``models``."""
    times = models // len(data.labels)
    if times == 1:
        return data
    return Labelled(data.images.repeat(times, 1, 1), data.labels.repeat(times, 1))


@dataclass(frozen=True, kw_only=True)
class Training:
    """How a run goes; ``batch`` examples a step, drawn with replacement, or the whole set if None."""

    optimizer: Optimizer
    steps: int
    batch: int | None
    seed: int


def train(
    parameters: Parameters,
    data: Labelled,
    loss: Loss,
    training: Training,
    *,
    observe: Observer | None = None,
    every: int = 1,
) -> Parameters:
    """Train all models at once, for as many steps as the circumstance makes of ``training.steps``.

    The minibatches of a seed are the same in every configuration.

    ``observe(step, parameters)`` is called before every ``every``-th step and after the last.
    """
    weights = [p.clone().requires_grad_() for p in parameters]
    by_example = data.images.to(weights[0].dtype).transpose(1, 2).contiguous()  # minibatches copy whole examples
    data = Labelled(by_example.transpose(1, 2), data.labels)
    whole = repeated(data, len(weights[0])) if training.batch is None else None
    draw = generator(training.seed, "minibatches")
    steps = steps_here(training.steps)
    with torch.no_grad():
        update = training.optimizer(weights)
        for step in range(steps):
            if observe and step % every == 0:
                observe(step, [w.detach() for w in weights])
            sample = whole or repeated(minibatch(data, training.batch or 0, draw), len(weights[0]))
            with torch.enable_grad():
                total = loss(weights, sample.images, sample.labels).sum()
            update(step, list(torch.autograd.grad(total, weights)))
    trained = [w.detach() for w in weights]
    if observe:
        observe(steps, trained)
    return trained


def minibatch(data: Labelled, size: int, draw: torch.Generator) -> Labelled:
    """``size`` examples of each seed, with replacement."""
    return data.take(torch.randint(data.labels.shape[1], (len(data.labels), size), generator=draw))
