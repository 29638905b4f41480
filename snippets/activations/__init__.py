"""What activation functions are, cost and train; imports `snippets.lab` and nothing of other chapters."""

from ..lab.functions import FUNCTIONS
from .cost import cost, elementary_operations, layer_surplus, step_cost, swiglu
from .figures import function_plots, plot_selu
from .shapes import PLOTTER, SATURATED, common_share, contraction, elasticity, over_normal, slope, unit_gain

__all__ = [
    "FUNCTIONS",
    "PLOTTER",
    "SATURATED",
    "common_share",
    "contraction",
    "cost",
    "elasticity",
    "elementary_operations",
    "function_plots",
    "layer_surplus",
    "over_normal",
    "plot_selu",
    "slope",
    "step_cost",
    "swiglu",
    "unit_gain",
]
