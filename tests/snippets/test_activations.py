"""The activation experiments against closed forms and torch."""

import math

import pytest
import torch
import torch.nn.functional as F

from snippets import activations
from snippets.activations import dead, hidden_layers, self_normalizing
from snippets.lab.ensembles import draw_networks
from snippets.lab.normal import over_normal


def test_quadrature_finds_known_moments():
    assert activations.unit_gain(torch.relu) == pytest.approx(2, rel=1e-6)
    assert activations.unit_gain(F.selu) == pytest.approx(1, rel=1e-6)
    assert over_normal(torch.exp) == pytest.approx(math.exp(0.5), rel=1e-8)


def test_a_residual_network_is_torchs():
    parameters = draw_networks((64, 8, 8, 8, 10), 1, 2.0, seed=3)
    x = torch.randn(1, 64, 5, generator=torch.Generator().manual_seed(3))
    w = [p[0] for p in parameters]
    h = F.linear(x[0].T, w[0], w[1][:, 0])
    h = h + F.linear(F.gelu(F.linear(F.layer_norm(h, (8,)), w[2], w[3][:, 0])), w[4], w[5][:, 0])
    expected = F.linear(F.layer_norm(h, (8,)), w[6], w[7][:, 0])
    torch.testing.assert_close(hidden_layers.residual(parameters, x, "GELU")[0].T, expected, rtol=1e-4, atol=1e-4)


def test_alpha_dropout_keeps_the_moments_as_torchs_does():
    draw = torch.Generator().manual_seed(4)
    h = F.selu(torch.randn(400, 1000, generator=draw))
    ours = self_normalizing.alpha_dropout(h, 0.5, draw)
    assert float(ours.mean()) == pytest.approx(0, abs=0.01) and float(ours.var()) == pytest.approx(1, rel=0.02)
    assert float(ours.min()) == pytest.approx(float(F.alpha_dropout(h, 0.5, training=True).min()), rel=1e-4)


def test_selus_contraction_is_that_of_its_paper():
    assert activations.contraction() == pytest.approx(0.7877, abs=5e-5)  # Klambauer et al. 2017, section 2


def test_a_gated_unit_is_torchs_and_has_as_many_weights():
    h = torch.randn(3, 10, 4, generator=torch.Generator().manual_seed(5))
    torch.testing.assert_close(activations.swiglu(h), F.glu(h.roll(5, 1), 1) * h[:, :5])  # σ(gate)·values · gate
    plain, gated = (hidden_layers.draw_residual(name, blocks=1, seed=5) for name in ("ReLU", "SwiGLU"))
    count = [sum(p[0].numel() for p in parameters[2:6:2]) for parameters in (plain, gated)]
    assert count[1] == pytest.approx(count[0], rel=0.03)


def test_a_unit_is_dead_if_no_example_gets_it_above_zero():
    parameters = [torch.tensor([[[1.0], [-1.0], [1.0]]]), torch.tensor([[[0.0], [0.0], [-5.0]]])]
    parameters += [torch.ones(1, 2, 3), torch.zeros(1, 2, 1)]
    images = torch.tensor([[[1.0, 2.0]]])
    assert dead.dead_units(parameters, images, "ReLU").tolist() == [[False, True, True]]


def test_convolutions_with_lecuns_variance_keep_it_as_torchs_do():
    ours = self_normalizing.convolutions(gain=1.0, layers=1, channels=64)
    assert float(ours.mean()) == pytest.approx(1, abs=0.05)
