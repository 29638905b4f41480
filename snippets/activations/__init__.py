"""What activation functions are, cost and train; imports `snippets.lab` and nothing of other chapters."""

from ..lab.functions import FUNCTIONS
from .cost import cost, elementary_operations, layer_surplus, step_cost, swiglu
from .figures import function_plots, plot_selu
from .shapes import PLOTTER, SATURATED, contraction, unit_gain

__all__ = [
    "FUNCTIONS",
    "PLOTTER",
    "SATURATED",
    "contraction",
    "cost",
    "elementary_operations",
    "function_plots",
    "layer_surplus",
    "plot_selu",
    "step_cost",
    "swiglu",
    "unit_gain",
]
