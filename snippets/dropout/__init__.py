"""What dropout costs and its averages give; imports `snippets.lab` and nothing of other chapters."""

from .averages import SAMPLES, compare_predictions, means_over_all_masks
from .figures import plot_costs, sample_frames
from .figures_curve import plot_fit, plot_masks
from .slowdown import slow_down

__all__ = [
    "SAMPLES",
    "compare_predictions",
    "means_over_all_masks",
    "plot_costs",
    "plot_fit",
    "plot_masks",
    "sample_frames",
    "slow_down",
]
