"""The experiments on deep networks against torch's own layers and closed forms."""

import itertools
import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from snippets.depth import batch_norm, clipping, gradients, residual, theory
from snippets.lab.ensembles import draw_networks
from snippets.lab.optimizers import sgd


def test_theory_agrees_with_closed_forms():
    assert theory.gradient_factor("ReLU", 3.0) == pytest.approx(math.sqrt(1.5), rel=2e-3)
    assert theory.gradient_factor("tanh", 0.25) == pytest.approx(0.5, rel=1e-3)  # small inputs: slope 1
    assert theory.elasticity(torch.square) == pytest.approx(2, rel=1e-6)
    assert theory.common_share(torch.relu) == pytest.approx(1 / math.pi, rel=1e-6)


def test_a_normed_network_is_torchs():
    parameters = draw_networks((64, 8, 8, 10), 2, 2.0, seed=3)
    x = torch.randn(2, 64, 20, generator=torch.Generator().manual_seed(3))
    for model in range(2):
        layers = [nn.Linear(n, m) for n, m in itertools.pairwise((64, 8, 8, 10))]
        for layer, weight, bias in zip(layers, parameters[::2], parameters[1::2], strict=True):
            layer.weight.data, layer.bias.data = weight[model], bias[model, :, 0]
        network = nn.Sequential(
            layers[0], nn.BatchNorm1d(8), nn.ReLU(), layers[1], nn.BatchNorm1d(8), nn.ReLU(), layers[2]
        )
        ours = batch_norm.normed_forward(parameters, x)[model].T
        torch.testing.assert_close(ours, network(x[model].T), rtol=1e-4, atol=1e-4)


def test_clipping_is_torchs():
    weights = [torch.randn(3, 4, 5), torch.randn(3, 4, 1)]
    steps = [torch.randn(3, 4, 5) * 3, torch.randn(3, 4, 1) * 0.01]
    before = [w.clone() for w in weights]
    clipping.clipped(sgd(1.0, momentum=0.0), 2.0)(weights)(0, [g.clone() for g in steps])
    for model in range(3):
        alone = [nn.Parameter(w[model].clone()) for w in before]
        for parameter, gradient in zip(alone, steps, strict=True):
            parameter.grad = gradient[model].clone()
        nn.utils.clip_grad_norm_(alone, 2.0)
        torch.optim.SGD(alone, lr=1.0).step()
        for ours, torchs in zip(weights, alone, strict=True):
            torch.testing.assert_close(ours[model], torchs.detach())


def test_blocks_add_their_branches_as_torch_does():
    parameters = draw_networks((64, 8, 8, 8, 10), 1, 2.0, seed=4)
    x = torch.randn(1, 64, 5, generator=torch.Generator().manual_seed(4))
    w = [p[0] for p in parameters]
    h = F.linear(x[0].T, w[0], w[1][:, 0])
    inner = F.relu(F.linear(h, w[2], w[3][:, 0]))
    branch = F.linear(inner, w[4], w[5][:, 0])
    for outputs, kept in ((residual.residual, h), (residual.plain_blocks, 0 * h)):
        expected = F.linear(kept + branch, w[6], w[7][:, 0])
        torch.testing.assert_close(outputs(parameters, x)[0].T, expected, rtol=1e-4, atol=1e-4)


def test_a_gradient_shrinks_by_the_root_of_half_the_variance_under_relu():
    assert float(gradients.backward_factor("ReLU", 0.5).mean()) == pytest.approx(0.5, rel=0.03)
