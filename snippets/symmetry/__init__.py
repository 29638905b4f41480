"""What equal weights can and cannot learn; imports `snippets.lab` and nothing of other chapters."""

from .figures import noise_frames, plot_spread, plot_tie_breakers
from .nudge import nudged_spread, tied_gain, uniform_for_normal
from .quotient import bias_values_do_not_untie, integer_training, quotient_error, tied_cost
from .untie import break_ties, long_run, untie_deep

__all__ = [
    "bias_values_do_not_untie",
    "break_ties",
    "integer_training",
    "long_run",
    "noise_frames",
    "nudged_spread",
    "plot_spread",
    "plot_tie_breakers",
    "quotient_error",
    "tied_cost",
    "tied_gain",
    "uniform_for_normal",
    "untie_deep",
]
