"""Targets that are numbers: their squared error, and predictions that leave a range."""

import torch
from torch import Tensor

from .data import Labelled
from .ensembles import Loss, forward
from .functions import Function
from .optimizers import Parameters


def predictions(parameters: Parameters, inputs: Tensor, function: Function) -> Tensor:
    """What ReLU networks with one output predict (models, examples), through an output ``function``."""
    return function(forward(parameters, inputs, torch.relu).squeeze(1))


def squared_error(y: Tensor, function: Function) -> Loss:
    """Mean squared error (models,) of the targets ``y`` (seeds, examples); instead of labels it takes their numbers."""

    def loss(parameters: Parameters, inputs: Tensor, index: Tensor) -> Tensor:
        wanted = y.repeat(len(index) // len(y), 1).gather(1, index)
        return (predictions(parameters, inputs, function) - wanted).square().mean(1)

    return loss


def numbered(x: Tensor, y: Tensor) -> Labelled:
    """Examples whose label is their number, since labels are whole numbers."""
    return Labelled(x, torch.arange(y.shape[1]).expand(len(y), -1))
