"""Many small networks trained together, one for each configuration and seed, by batched products.

Layout: weights (models, out, in), biases (models, out, 1), activations (models, units, batch); the batch is last
because torch's softmax over a short last dimension is slow on a CPU. Models are ordered configuration by
configuration, seed by seed within each; every configuration sees the same minibatches (paired).
"""

import itertools
import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from .data import Labelled
from .seeds import generator

torch.set_flush_denormal(True)  # vanishing signals otherwise cost a hundred times the time

Parameters = list[Tensor]  # [weight 1, bias 1, weight 2, bias 2, …]
Activation = Callable[[Tensor], Tensor]
Regularizer = Callable[[Tensor, int], Tensor]  # (activations, layer) -> activations
Loss = Callable[[Parameters, Tensor, Tensor], Tensor]  # (parameters, images, labels) -> (models,)
Observer = Callable[[int, Parameters], None]


def draw_networks(
    sizes: Sequence[int], seeds: int, gain: float, *, seed: int, dtype: torch.dtype = torch.float32
) -> Parameters:
    """Independent normal weights of variance ``gain``/fan_in (He: 2, LeCun: 1) with zero biases."""
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


def train(
    parameters: Parameters,
    data: Labelled,
    loss: Loss,
    *,
    learning_rate: float | Tensor,
    steps: int,
    batch: int,
    seed: int,
    momentum: float = 0.9,
    observe: Observer | None = None,
    every: int = 1,
) -> Parameters:
    """SGD with momentum, v <- momentum v + g, w <- w - learning_rate v, for all models at once.

    Minibatches are drawn with replacement, the same for every configuration of a seed. ``learning_rate`` is one
    number or (models,), or one number for each parameter tensor when shaped (tensors, 1).
    ``observe(step, parameters)`` is called before every ``every``-th step and after the last.
    """
    weights = [p.clone().requires_grad_() for p in parameters]
    velocity = [torch.zeros_like(p) for p in parameters]
    models, seeds = len(parameters[0]), len(data.labels)
    rate = torch.as_tensor(learning_rate, dtype=weights[0].dtype)
    rates = [rate[i] if rate.dim() == 2 else rate.view(-1, 1, 1) for i in range(len(weights))]
    draw = generator(seed, "minibatches")
    for step in range(steps):
        if observe and step % every == 0:
            observe(step, [w.detach() for w in weights])
        index = torch.randint(data.labels.shape[1], (seeds, batch), generator=draw)
        sample = repeated(data.take(index), models)
        total = loss(weights, sample.images.to(weights[0].dtype), sample.labels).sum()
        gradients = torch.autograd.grad(total, weights)
        with torch.no_grad():
            torch._foreach_mul_(velocity, momentum)
            torch._foreach_add_(velocity, gradients)
            for weight, v, r in zip(weights, velocity, rates, strict=True):
                weight.sub_(r * v)
    trained = [w.detach() for w in weights]
    if observe:
        observe(steps, trained)
    return trained
