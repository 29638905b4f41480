"""The symmetry experiments against autograd and linear algebra."""

from fractions import Fraction

import numpy as np
import pytest
import torch

from snippets import symmetry
from snippets.lab.data import split_digits
from snippets.lab.ensembles import Training, draw_networks, forward, network_loss, train
from snippets.lab.optimizers import sgd
from snippets.lab.tied_networks import quotient_outputs, train_quotient
from snippets.symmetry.exact import exact_gradients, exact_steps, whole_numbers


def test_exact_gradients_are_autograds():
    draw = torch.Generator().manual_seed(1)
    weights = [whole_numbers(-2, 2, shape, draw) for shape in ((3, 4), (4, 4), (4, 2))]
    x, target = whole_numbers(-2, 2, (5, 3), draw), whole_numbers(-2, 2, (5, 2), draw)
    floats = [torch.tensor(w.astype(float)).requires_grad_() for w in weights]
    h = torch.relu(torch.relu(torch.tensor(x.astype(float)) @ floats[0]) @ floats[1]) @ floats[2]
    expected = torch.autograd.grad((h - torch.tensor(target.astype(float))).square().sum() / 2, floats)
    for mine, theirs in zip(exact_gradients(weights, x, target), expected, strict=True):
        assert torch.equal(torch.tensor(mine.astype(float)), theirs)


def test_exact_steps_refuse_a_gradient_of_zero():
    weights = [np.full((2, 2), Fraction(-1)), np.full((2, 1), Fraction(1))]
    with pytest.raises(ValueError, match="gradient of step 0 is zero"):
        exact_steps(weights, np.full((3, 2), Fraction(1)), np.full((3, 1), Fraction(1)))


def test_orthogonal_weights_keep_lengths_and_the_scale_of_the_draw():
    drawn = draw_networks((8, 8, 10), 3, 1.0, seed=2, dtype=torch.float64)[0]
    turned = symmetry.orthogonal(drawn)
    gram = turned @ turned.transpose(1, 2)
    scale = drawn.square().sum((1, 2)) / 8
    torch.testing.assert_close(gram, scale[:, None, None] * torch.eye(8, dtype=torch.float64))


def test_tied_layers_of_a_deep_network_train_as_one_neuron_each():
    drawn = draw_networks((64, 6, 6, 6, 10), 16, 1.0, seed=4, dtype=torch.float64)
    start = [torch.full_like(p, 0.1) if k in (0, 2, 4) else p for k, p in enumerate(drawn)]
    data, _ = split_digits(16, test=450, seed=4)
    training = Training(optimizer=sgd(0.03), steps=15, batch=32, seed=4)
    full = train(start, data, network_loss(torch.tanh), training)
    one = train_quotient(start, (6, 6, 1), data, torch.tanh, training)
    images = data.images[:, :, :20].double()
    expected = forward(full, images, torch.tanh)
    torch.testing.assert_close(quotient_outputs(one, (6, 6, 1), images, torch.tanh), expected, rtol=1e-9, atol=1e-9)
    assert (expected - forward(start, images, torch.tanh)).abs().max() > 0.01
