"""Accuracies beyond guessing."""

from torch import Tensor

from .estimates import Estimate, share_of

GUESS = 1 / 10  # of ten classes


def lead_kept(score: Tensor, reference: Tensor) -> Estimate:
    """What share of the mean lead of ``reference`` (seeds,) over guessing ``score`` (seeds,) keeps; both accuracies."""
    lead = (reference.mean() - GUESS).abs().clamp_min(1e-3)  # no lead is none to keep
    return share_of((score - GUESS) / lead)
