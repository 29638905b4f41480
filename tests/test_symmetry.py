"""The symmetry experiments against closed forms and autograd."""

import torch

from snippets import symmetry
from snippets.tied_networks import integer_gradients


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
