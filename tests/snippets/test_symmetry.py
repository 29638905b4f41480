"""The symmetry experiments against closed forms and autograd."""

import torch

from snippets import symmetry
from snippets.lab.data import split_digits
from snippets.lab.ensembles import Training, draw_networks, forward, network_loss, train
from snippets.lab.optimizers import sgd
from snippets.lab.tied_networks import integer_gradients, quotient_outputs, train_quotient


def test_integer_gradients_are_autograds():
    draw = torch.Generator().manual_seed(1)
    weights = [torch.randint(-2, 3, shape, generator=draw) for shape in ((3, 4), (4, 4), (4, 2))]
    x, target = torch.randint(-2, 3, (5, 3), generator=draw), torch.randint(-2, 3, (5, 2), generator=draw)
    floats = [w.double().requires_grad_() for w in weights]
    h = torch.relu(torch.relu(x.double() @ floats[0] + 1) @ floats[1] + 1) @ floats[2]
    expected = torch.autograd.grad((h - target).square().sum() / 2, floats)
    for mine, theirs in zip(integer_gradients(weights, 1, x, target), expected, strict=True):
        assert torch.equal(mine, theirs.long())


def test_a_full_tied_network_is_its_quotient_and_not_another():
    assert symmetry.quotient_error(steps=20).high < 1e-9


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
