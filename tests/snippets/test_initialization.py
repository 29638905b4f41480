"""The initialization experiments against autograd on torch's own modules, and theory."""

import math

import torch
from torch import nn

from snippets import initialization
from snippets.lab.data import split_digits
from snippets.lab.ensembles import draw_networks


def test_signals_are_those_of_a_torch_network():
    start = initialization.STARTS["tanh, Glorot"]
    signal = initialization.send(start, layers=3, width=8, batch=5, seed=2)
    weights = draw_networks((64, 8, 8, 8, 10), 16, start.variance, seed=2, dtype=torch.float64)
    data, _ = split_digits(16, test=450, seed=2)
    model = nn.Sequential(*(m for n in (64, 8, 8) for m in (nn.Linear(n, 8), nn.Tanh())), nn.Linear(8, 10)).double()
    for layer, weight in zip(model[::2], weights[::2], strict=True):
        layer.weight.data, layer.bias.data = weight[7], torch.zeros_like(layer.bias)
    hidden = model[:2](data.images[7, :, :5].T.double())
    nn.functional.cross_entropy(model[2:](hidden), data.labels[7, :5]).backward()
    torch.testing.assert_close(signal.outputs[0, 7], hidden.std().detach())
    torch.testing.assert_close(signal.weight_gradients[2, 7], model[4].weight.grad.square().mean().sqrt())


def test_recurrent_gradients_shrink_as_the_scale_of_the_matrix():
    four, one = (initialization.through_time(variance=v) for v in (4.0, 1.0))
    torch.testing.assert_close(four / one, torch.full_like(one, 2))
    assert math.isclose(initialization.growth(four, 3).center, float((four**3).log().mean().exp()))
