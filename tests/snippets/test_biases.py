"""The bias experiments against what formulas and torch say."""

import math

import pytest
import torch

from snippets import biases
from snippets.lab.ensembles import draw_networks


def test_uniform_biases_are_linears():
    start = draw_networks((16, 400, 4), 8, 2.0, seed=1)
    ours = biases.uniform_biases(start, torch.Generator().manual_seed(1))
    assert ours[1].abs().max() <= 1 / math.sqrt(16)
    assert float(ours[1].var()) == pytest.approx(1 / (3 * 16), rel=0.1)
    assert torch.equal(ours[3], start[3])


def test_a_forget_gate_keeps_its_sigmoid_a_step():
    kept = biases.lstm_memory(length=5, units=3)
    for bias, estimate in kept.items():
        assert estimate.center == pytest.approx(torch.tensor(bias).sigmoid().item() ** 5, rel=1e-5)


def test_a_detector_that_knows_only_the_share_has_the_entropy_as_loss():
    share, labels = 17 / 1600, torch.tensor([1.0] * 17 + [0.0] * 1583)
    guess = torch.full((1600,), math.log(share / (1 - share)))
    expected = torch.nn.functional.binary_cross_entropy_with_logits(guess, labels)
    assert biases.entropy(share) == pytest.approx(float(expected), rel=1e-4)


def test_log_odds_of_an_even_class_are_zero():
    losses = biases.rare_class(positives=80, examples=160, steps=0)
    assert torch.equal(losses["zero"], losses["log-odds"])
