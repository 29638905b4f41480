"""The momentum experiments against torch.optim.SGD and formulas in the literature."""

import math

import pytest
import torch

from snippets import momentum
from snippets.lab.data import least_squares
from snippets.momentum import settling


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


def test_noise_has_the_variance_and_the_steps_of_a_long_run():
    draw, beta, rate = torch.Generator().manual_seed(3), 0.9, 0.1
    weight = velocity = torch.zeros(4000, dtype=torch.float64)
    for _ in range(400):
        velocity = beta * velocity + weight + torch.randn(4000, generator=draw, dtype=torch.float64)
        weight = weight - rate * velocity
    variance, step = momentum.stationary_noise(beta, rate)
    assert float(weight.var()) == pytest.approx(variance, rel=0.1)
    assert float((rate * velocity).square().mean().sqrt()) == pytest.approx(step, rel=0.05)
    assert math.isclose(momentum.half_life(0.5), 1)


@pytest.mark.parametrize("beta", [0.0, 0.9, 0.99])
def test_errors_by_the_two_roots_are_those_of_torch(beta):
    steps = torch.tensor([1.0, 10.0, 50.0], dtype=torch.float64)
    hessian, linear = least_squares()
    solution = torch.linalg.solve(hessian, linear)
    errors = settling.errors(torch.tensor([0.3], dtype=torch.float64), beta, steps, *settling.regression())
    for error, step in zip(errors[0], steps, strict=True):
        gap = (momentum.torch_path(0.3, beta, int(step)) - solution).norm() / solution.norm()
        assert float(error) == pytest.approx(float(gap), rel=1e-6)


def test_a_run_has_settled_when_its_error_stays_small():
    courses = torch.tensor([[1, 1e-9, 1, 1e-9], [1, 1, 1, 1], [1e-9, 1e-9, 1e-9, math.nan]])
    steps = torch.tensor([10.0, 20.0, 30.0, 40.0])
    assert settling.settled(courses, steps).tolist() == [40, math.inf, math.inf]
