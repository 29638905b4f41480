"""What activation functions are, cost and train; imports `snippets.lab` and nothing of other chapters."""

from ..lab.functions import FUNCTIONS
from .cost import costs, elementary_operations, step_cost, swiglu
from .dead import born_dead, born_dead_theory
from .figures import plot_fates, plot_functions, plot_selu
from .shapes import PLOTTER, SATURATED, contraction, elasticity, over_normal, slope, unit_gain

__all__ = [
    "FUNCTIONS",
    "PLOTTER",
    "SATURATED",
    "born_dead",
    "born_dead_theory",
    "contraction",
    "costs",
    "elasticity",
    "elementary_operations",
    "over_normal",
    "plot_fates",
    "plot_functions",
    "plot_selu",
    "slope",
    "step_cost",
    "swiglu",
    "unit_gain",
]
