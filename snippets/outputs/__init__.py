"""Which output fits which loss; imports `snippets.lab` and nothing of other chapters."""

from .calibration import how_sure
from .classes import least_loss, train_with
from .figures import plot_pushes
from .logits import IN_ONE, IN_TWO, SQUARED, gradients, largest_gap, push_curves, pushes
from .ranges import outside, regression

__all__ = [
    "IN_ONE",
    "IN_TWO",
    "SQUARED",
    "gradients",
    "how_sure",
    "largest_gap",
    "least_loss",
    "outside",
    "plot_pushes",
    "push_curves",
    "pushes",
    "regression",
    "train_with",
]
