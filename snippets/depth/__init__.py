"""What lets a gradient through many layers, and what does not; imports `snippets.lab` and nothing of other chapters."""

from .batch_norm import apart, by_scale, first_gradients, largest, without_norm
from .clipping import clip_one, clip_starts, diverging
from .figures import plot_factors
from .gradients import SCALES, backward_factor
from .linear import collapsed, learn_ring, linear
from .residual import zero_branches
from .tanh import compare_draws, weak_draw
from .theory import common_share, elasticity, keeping_scale

__all__ = [
    "SCALES",
    "apart",
    "backward_factor",
    "by_scale",
    "clip_one",
    "clip_starts",
    "collapsed",
    "common_share",
    "compare_draws",
    "diverging",
    "elasticity",
    "first_gradients",
    "keeping_scale",
    "largest",
    "learn_ring",
    "linear",
    "plot_factors",
    "weak_draw",
    "without_norm",
    "zero_branches",
]
