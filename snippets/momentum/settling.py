"""How many steps momentum takes on a quadratic, counted and not only in the long run."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from ..lab.data import least_squares
from .quadratic import curvatures

TARGET = 1e-6


def errors(rates: Tensor, beta: float, steps: Tensor, spectrum: Tensor, start: Tensor) -> Tensor:
    """Error (rates, steps) relative to the start, by the two roots of each mode (Goh 2017).

    ``spectrum`` and ``start`` (modes,) are curvatures and first errors along the eigenvectors.
    """
    trace = 1 + beta - rates[:, None] * spectrum
    discriminant = trace.square() - 4 * beta
    discriminant = discriminant.where(discriminant.abs() > 1e-12, 1e-12).to(torch.complex128)  # a double root apart
    one, other = ((trace + sign * discriminant.sqrt()) / 2 for sign in (1, -1))
    first = 1 - rates[:, None] * spectrum  # after one step, of 1
    share = (first - one) / (other - one)
    powers = [root[..., None] ** steps for root in (one, other)]
    modes = ((1 - share)[..., None] * powers[0] + share[..., None] * powers[1]).real * start[:, None]
    relative: Tensor = modes.norm(dim=1) / start.norm()
    return relative


def settled(course: Tensor, steps: Tensor) -> Tensor:
    """The first of ``steps`` from which each error (rates, steps) stays below TARGET; infinite where none does."""
    above = ~(course < TARGET)
    last = (above * torch.arange(1, len(steps) + 1)).amax(1)  # how many of the steps come before
    return torch.cat([steps, torch.tensor([torch.inf]).to(steps)])[last]


def regression() -> tuple[Tensor, Tensor]:
    """Curvatures (10,) of linear regression on the diabetes data, and the first error (10,), from weights of zero."""
    hessian, linear = least_squares()
    spectrum, basis = torch.linalg.eigh(hessian)
    return spectrum, basis.T @ -torch.linalg.solve(hessian, linear)


def fewest_steps(beta: float, *, most: float = 1e7) -> float:
    """Fewest steps that bring the error below TARGET for good, over a grid of learning rates up to the stable limit.

    Counted to half a percent, and exactly below 200 steps; infinite where ``most`` do not suffice.
    """
    limit = 2 * (1 + beta) / float(curvatures()[-1])
    rates = limit * (1 - torch.logspace(-4, -0.02, 30, dtype=torch.float64))  # the best lies close to the limit
    steps = counts_to(most)
    return float(settled(errors(rates, beta, steps, *regression()), steps).min())


def counts_to(most: float) -> Tensor:
    """Numbers of steps from 1 to ``most``, half a percent apart."""
    decades = math.log10(most)
    return torch.logspace(0, decades, round(460 * decades), dtype=torch.float64).round().unique()  # type: ignore[no-any-return]


def fastest(betas: Sequence[float]) -> tuple[float, float]:
    """The β of ``betas`` that takes the fewest steps, and how many; none takes more than 400."""
    counts = {beta: fewest_steps(beta, most=400) for beta in betas}
    best = min(counts, key=counts.__getitem__)
    return best, counts[best]


def scaled_steps(beta: float, *, condition: float = 100.0) -> float:
    """Steps in a valley ``condition`` times as steep across, at 1 - β of the learning rate 1/steepest."""
    spectrum = torch.tensor([1 / condition, 1.0], dtype=torch.float64)
    counts = counts_to(1e7)
    rate = torch.tensor([1 - beta], dtype=torch.float64)
    return float(settled(errors(rate, beta, counts, spectrum, torch.ones_like(spectrum)), counts)[0])
