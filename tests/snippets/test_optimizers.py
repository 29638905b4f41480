"""Keras's form and the ball in a valley against closed forms."""

import math
from functools import partial

import pytest
import torch

from snippets import optimizers


def test_a_step_of_either_form_is_a_geometric_sum():
    ones, rates = [1.0] * 30, [0.1] * 30
    sums = [0.1 * (1 - 0.9**k) / (1 - 0.9) for k in range(1, 31)]
    assert optimizers.step_lengths(partial(torch.optim.SGD, lr=1.0, momentum=0.9), ones, rates) == pytest.approx(sums)
    assert optimizers.keras_lengths(ones, rates, 0.9) == pytest.approx(sums)


@pytest.mark.parametrize("beta", [0.9, 0.99])
def test_keras_forgets_the_old_rate_as_beta_says(beta):
    assert optimizers.steps_to_forget(beta) == math.floor(math.log(0.01 / 0.9) / math.log(beta))


def test_a_ball_swings_as_the_roots_of_its_matrix_say():
    """At β, with a look ahead and η λ = s, the roots have the product β (1 - s)."""
    left = optimizers.swing_left(0.5, 0.99999, nesterov=True, steps=1000)
    assert left.center == pytest.approx(100 * math.sqrt(0.99999 * 0.995) ** 500, rel=0.2)
