"""The chapter's losses against closed forms and torch."""

import math

import pytest
import torch
import torch.nn.functional as F

from snippets import outputs
from snippets.outputs import calibration, classes


def test_the_least_loss_after_two_softmax_is_that_of_its_formula():
    assert outputs.least_loss(1) == pytest.approx(0, abs=1e-12)
    assert outputs.least_loss(2) == pytest.approx(math.log(1 + 9 / math.e), abs=1e-9)  # logits 1 and nine times 0


def test_squared_error_is_torchs_summed_over_classes():
    draw = torch.Generator().manual_seed(2)
    p, labels = torch.rand(3, 10, 7, generator=draw), torch.randint(10, (3, 7), generator=draw)
    for k, found in enumerate(classes.squared(p, labels)):
        expected = F.mse_loss(p[k].T, F.one_hot(labels[k], 10).float()) * 10
        torch.testing.assert_close(found, expected)


def test_gradients_at_a_logit_are_those_of_their_formulas():
    z = torch.linspace(-8, 8, 33, dtype=torch.float64)
    p = z.sigmoid()
    found = outputs.gradients(z, torch.zeros_like(z))
    torch.testing.assert_close(found[outputs.IN_ONE], p)
    torch.testing.assert_close(found[outputs.IN_TWO], p)
    torch.testing.assert_close(found[outputs.SQUARED], 2 * p * p * (1 - p))


def test_the_temperature_undoes_a_scale():
    draw = torch.Generator().manual_seed(3)
    z = torch.randn(2, 4, 20000, generator=draw)
    labels = torch.multinomial(z.softmax(1).transpose(1, 2).reshape(-1, 4), 1, generator=draw).view(2, -1)
    loud = z * torch.tensor([1.0, 3.0]).view(2, 1, 1)
    torch.testing.assert_close(
        calibration.best_temperature(loud, labels).flatten(), torch.tensor([1.0, 3.0]), rtol=0.06, atol=0
    )
    assert abs(float(calibration.overconfidence(z, labels)[0])) < 0.02
    assert float(calibration.overconfidence(loud, labels)[1]) > 0.1
