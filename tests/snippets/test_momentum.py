"""The momentum experiments against torch.optim.SGD and formulas in the literature."""

import math

import pytest
import torch

from snippets import momentum


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.99])
def test_matrix_powers_are_where_torch_arrives(beta):
    torch.testing.assert_close(
        momentum.closed_form(0.3, beta, 300), momentum.torch_path(0.3, beta, 300), rtol=1e-9, atol=1e-9
    )


def test_the_rate_is_the_largest_eigenvalue():
    rates = torch.linspace(0.01, 3.5, 40, dtype=torch.float64)
    for beta in (0.0, 0.5, 0.99):
        expected = [
            torch.linalg.eigvals(momentum.companion(float(rate), torch.ones(1), beta)[0]).abs().max() for rate in rates
        ]
        torch.testing.assert_close(
            momentum.convergence_rate(rates, 1.0, beta), torch.stack(expected), rtol=1e-6, atol=1e-6
        )


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.99999])
def test_the_stability_limit_is_twice_one_plus_beta_over_the_curvature(beta):
    assert momentum.stability_limit(beta) == pytest.approx(2 * (1 + beta), abs=2e-4)


def test_noise_has_the_variance_of_a_long_run():
    draw, beta, rate = torch.Generator().manual_seed(3), 0.9, 0.1
    weight = velocity = torch.zeros(4000, dtype=torch.float64)
    for _ in range(400):
        velocity = beta * velocity + weight + torch.randn(4000, generator=draw, dtype=torch.float64)
        weight = weight - rate * velocity
    assert float(weight.var()) == pytest.approx(momentum.stationary_variance(beta, rate), rel=0.1)
    assert math.isclose(momentum.half_life(0.5), 1)
