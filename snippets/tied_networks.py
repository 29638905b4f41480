"""Networks whose neurons are equal: drawn so, trained exactly as one neuron, and in integers."""

import math
from dataclasses import replace

import torch
from torch import Tensor

from .lab.data import Labelled
from .lab.ensembles import Activation, Training, cross_entropy, train
from .lab.optimizers import Parameters, Update
from .lab.seeds import generator


def tie(parameters: Parameters, *, seed: int) -> Parameters:
    """One He draw a layer, copied into every weight of it; each network draws its own."""
    tied = []
    for layer, weight in enumerate(parameters[::2]):
        draw = torch.randn(len(weight), 1, 1, generator=generator(seed, "tied", layer), dtype=torch.float64)
        constant = draw * math.sqrt(2 / weight.shape[2])
        tied += [
            constant.expand(weight.shape).to(weight.dtype).clone(),
            torch.zeros_like(parameters[2 * layer + 1]),
        ]
    return tied


def quotient(parameters: Parameters) -> Parameters:
    """The exact one-unit stand-in of a tied network with one hidden layer: neuron 0 for all."""
    hidden_weight, hidden_bias, output_weight, output_bias = parameters
    return [hidden_weight[:, :1], hidden_bias[:, :1], output_weight[:, :, :1], output_bias]


def quotient_outputs(parameters: Parameters, hidden: int, images: Tensor, activation: Activation) -> Tensor:
    """Outputs (models, classes, batch) of the one-unit stand-in."""
    weight, bias, out_weight, out_bias = parameters
    return out_bias + hidden * out_weight * activation(weight @ images.to(weight.dtype) + bias)


def train_quotient(
    start: Parameters, hidden: int, data: Labelled, activation: Activation, training: Training
) -> Parameters:
    """Train ``hidden`` identical neurons as one.

    If z = v Σ_j f(w_j·x) with all w_j = w, then z = hidden · v f(w·x), and each of the equal neurons gets
    1/hidden of the gradient that the shared one gets. No rounding can tell neurons apart: there is one.
    """

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(quotient_outputs(parameters, hidden, images, activation), labels)

    def shared(weights: Parameters) -> Update:
        update = training.optimizer(weights)
        return lambda step, gradients: update(step, [*(g / hidden for g in gradients[:-1]), gradients[-1]])

    return train(quotient(start), data, loss, replace(training, optimizer=shared))


def integer_gradients(weights: list[Tensor], bias: int, x: Tensor, target: Tensor) -> list[Tensor]:
    """Gradients of ½|h W − t|² through ReLU layers, by hand, exact in int64; ``x`` is (examples, features)."""
    activations = [x]
    for weight in weights[:-1]:
        activations.append((activations[-1] @ weight + bias).clamp(min=0))
    delta = activations[-1] @ weights[-1] - target
    gradients: list[Tensor] = []
    for layer in reversed(range(len(weights))):
        gradients.insert(0, activations[layer].T @ delta)
        delta = (delta @ weights[layer].T) * (activations[layer] > 0)
    return gradients
