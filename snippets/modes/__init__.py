"""What `train()` and `eval()` change; imports `snippets.lab` and nothing of other chapters."""

from .company import by_company
from .losses import losses
from .switches import distinct, frozen_move, kept_factor, weights_with_gradient

__all__ = ["by_company", "distinct", "frozen_move", "kept_factor", "losses", "weights_with_gradient"]
