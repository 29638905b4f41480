"""Momentum on a quadratic, where every step has a closed form."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from ..lab.data import least_squares

BETAS = (0.0, 0.9, 0.99, 0.999, 0.99999)


def buffer(
    gradients: Sequence[float],
    beta: float,
    dampening: float = 0.0,
) -> float:
    """SGD's momentum buffer after these gradients of one weight."""
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD(
        [weight],
        lr=1e-3,
        momentum=beta,
        dampening=dampening,
    )
    for gradient in gradients:
        weight.grad = torch.full_like(weight, gradient)
        optimizer.step()
    return float(optimizer.state[weight]["momentum_buffer"])


def half_life(beta: float) -> float:
    """Steps until a gradient counts half in the sum."""
    return math.log(2) / -math.log(beta)


def companion(learning_rate: float, curvature: Tensor, beta: float) -> Tensor:
    """The matrices (modes, 2, 2) that take (w_t, w_{t-1}) to (w_{t+1}, w_t) along each eigenvector (Polyak 1964).

    w_{t+1} - w_t = beta (w_t - w_{t-1}) - learning_rate · curvature · w_t. The determinant of each is beta.
    """
    matrices = torch.zeros(len(curvature), 2, 2, dtype=torch.float64)
    matrices[:, 0, 0] = 1 + beta - learning_rate * curvature
    matrices[:, 0, 1] = -beta
    matrices[:, 1, 0] = 1
    return matrices


def convergence_rate(learning_rate: Tensor, curvature: float, beta: float) -> Tensor:
    """Spectral radius of the companion matrix, for each learning rate: the factor of the error per step."""
    trace = 1 + beta - learning_rate * curvature
    discriminant = trace.square() - 4 * beta
    real = (trace.abs() + discriminant.clamp_min(0).sqrt()) / 2
    return real.where(discriminant >= 0, torch.full_like(real, math.sqrt(beta)))


def stability_limit(beta: float) -> float:
    """Largest learning rate on w²/2, of a fine grid, at which the error does not grow; in theory 2 (1 + beta)."""
    rates = torch.linspace(0.001, 4.5, 45000, dtype=torch.float64)
    return float(rates[convergence_rate(rates, 1.0, beta) <= 1].max())


def curvatures() -> Tensor:
    """Eigenvalues (10,) of the Hessian, ascending."""
    spectrum: Tensor = torch.linalg.eigvalsh(least_squares()[0])
    return spectrum


def worst_rate(learning_rate: Tensor, beta: float) -> Tensor:
    """Rate of the slowest mode; it is the softest or the stiffest."""
    spectrum = curvatures()
    return torch.maximum(
        convergence_rate(learning_rate, float(spectrum[0]), beta),
        convergence_rate(learning_rate, float(spectrum[-1]), beta),
    )


def best_rate(beta: float, *, points: int = 20000) -> float:
    """The best rate that any stable learning rate reaches (logarithmic grid below 2 (1 + beta) / stiffest)."""
    limit = 2 * (1 + beta) / float(curvatures()[-1])
    return float(worst_rate(torch.logspace(-3, 0, points, dtype=torch.float64) * limit, beta).min())


def optimum() -> tuple[float, float, float]:
    """The best beta ((√κ - 1)/(√κ + 1))², its learning rate and its rate √beta (Polyak 1964)."""
    spectrum = curvatures()
    low, high = math.sqrt(float(spectrum[0])), math.sqrt(float(spectrum[-1]))
    beta = ((high - low) / (high + low)) ** 2
    return beta, (2 / (high + low)) ** 2, math.sqrt(beta)


def closed_form(learning_rate: float, beta: float, step: int) -> Tensor:
    """Weights (10,) after ``step`` steps from zero on the diabetes quadratic, exactly, by matrix powers."""
    hessian, linear = least_squares()
    spectrum, basis = torch.linalg.eigh(hessian)
    solution: Tensor = torch.linalg.solve(hessian, linear)
    start = basis.T @ -solution
    powers = torch.linalg.matrix_power(companion(learning_rate, spectrum, beta), step)
    error = (powers @ torch.stack([start, start], 1)[..., None])[:, 0, 0]
    weights: Tensor = solution + basis @ error
    return weights


def torch_path(learning_rate: float, beta: float, steps: int) -> Tensor:
    """Weights (10,) where `torch.optim.SGD` arrives after ``steps`` steps from zero on the same quadratic."""
    hessian, linear = least_squares()
    weights = torch.zeros(10, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=learning_rate, momentum=beta)
    for _ in range(steps):
        weights.grad = hessian @ weights.detach() - linear
        optimizer.step()
    return weights.detach()


def error_left(beta: float, step: int) -> float:
    """Error after ``step`` steps at the learning rate 1/stiffest, relative to the start."""
    hessian, linear = least_squares()
    solution = torch.linalg.solve(hessian, linear)
    error = closed_form(1 / float(curvatures()[-1]), beta, step) - solution
    return float(error.norm() / solution.norm())


def stationary_noise(beta: float, learning_rate: float) -> tuple[float, float]:
    """Variance of a weight around the minimum of w²/2, and root mean square of its steps, when each gradient carries
    noise of variance 1.

    Exact: the discrete Lyapunov equation S = A S Aᵀ + N of the companion matrix.
    """
    matrix = companion(learning_rate, torch.ones(1, dtype=torch.float64), beta)[0]
    noise = torch.zeros(4, dtype=torch.float64)
    noise[0] = learning_rate**2
    variance, covariance, *_ = torch.linalg.solve(torch.eye(4, dtype=torch.float64) - torch.kron(matrix, matrix), noise)
    return float(variance), math.sqrt(2 * float(variance - covariance))
