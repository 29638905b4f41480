"""What momentum does near 1; imports `snippets.lab` and nothing of other chapters."""

from .figures import beta_frames, plot_steps
from .figures_valley import plot_objective, plot_path
from .quadratic import (
    BETAS,
    best_rate,
    buffer,
    closed_form,
    companion,
    convergence_rate,
    error_left,
    half_life,
    optimum,
    stability_limit,
    stationary_noise,
    torch_path,
)
from .settling import fastest, fewest_steps, scaled_steps

__all__ = [
    "BETAS",
    "best_rate",
    "beta_frames",
    "buffer",
    "closed_form",
    "companion",
    "convergence_rate",
    "error_left",
    "fastest",
    "fewest_steps",
    "half_life",
    "optimum",
    "plot_objective",
    "plot_path",
    "plot_steps",
    "scaled_steps",
    "stability_limit",
    "stationary_noise",
    "torch_path",
]
