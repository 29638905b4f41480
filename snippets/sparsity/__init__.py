"""What zeros cost and save; imports `snippets.lab` and nothing of other chapters."""

from .figures import REMOVED, frames, plot_costs
from .penalty import l1_zeros
from .pruning import (
    SIZES,
    Pruning,
    differing_masks,
    prune_all,
    pruned,
    retrain,
    silent_activations,
    test_score,
    train_networks,
    two_of_four,
    weights_of,
    zeros,
)

__all__ = [
    "REMOVED",
    "SIZES",
    "Pruning",
    "differing_masks",
    "frames",
    "l1_zeros",
    "plot_costs",
    "prune_all",
    "pruned",
    "retrain",
    "silent_activations",
    "test_score",
    "train_networks",
    "two_of_four",
    "weights_of",
    "zeros",
]
