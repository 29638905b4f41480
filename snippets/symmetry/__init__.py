"""What equal weights can and cannot learn; imports `snippets.lab` and nothing of other chapters."""

from .deep import first_gradients, orthogonal, untie_deep
from .exact import exact_training, gradients_at_biases
from .figures import noise_frames, plot_spread, plot_tie_breakers
from .nudge import gain_for_equal_inputs, nudged_spread, uniform_for_normal, variance_of_uniform
from .quotient import tied_cost
from .tied_start import distance_after
from .untie import break_ties, long_run

__all__ = [
    "break_ties",
    "distance_after",
    "exact_training",
    "first_gradients",
    "gain_for_equal_inputs",
    "gradients_at_biases",
    "long_run",
    "noise_frames",
    "nudged_spread",
    "orthogonal",
    "plot_spread",
    "plot_tie_breakers",
    "tied_cost",
    "uniform_for_normal",
    "untie_deep",
    "variance_of_uniform",
]
