"""What theory says of very wide networks before training: which scale of weights keeps a gradient, and what deviations
become."""

import math

from ..lab.functions import FUNCTIONS, Function
from ..lab.normal import over_normal
from ..lab.slopes import slope

POINTS = 4001  # of an integral; enough for four figures


def gradient_factor(name: str, variance: float, *, layers: int = 40) -> float:
    """By what a gradient's scale changes in a layer of a very wide network with n·Var ``variance`` and zero biases.

    ``layers`` layers settle the variance q of pre-activations, q <- v E[f(√q z)²]; then the factor is √(v E[f'(√q z)²])
    (Schoenholz et al. 2017).
    """
    function, q = FUNCTIONS[name], variance
    for _ in range(layers):
        scale = math.sqrt(q)
        q = variance * over_normal(lambda z, s=scale: function(s * z).square(), points=POINTS)  # type: ignore[misc]
    scale = math.sqrt(q)
    return math.sqrt(variance * over_normal(lambda z: slope(function, scale * z).square(), points=POINTS))


def keeping_scale(name: str, *, low: float = 0.1, high: float = 1000.0) -> float:
    """The n·Var at which `gradient_factor` is 1, by bisection of its logarithm."""
    for _ in range(30):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if gradient_factor(name, middle) < 1 else (low, middle)
    return math.sqrt(low * high)


def common_share(function: Function) -> float:
    """E[f(z)]² / E[f(z)²] of a standard normal z: the share of a layer's energy that is alike for all inputs."""
    return over_normal(function) ** 2 / over_normal(lambda z: function(z).square())


def elasticity(function: Function, *, step: float = 1e-4) -> float:
    """d log E[f(√q z)²] / d log q at q = 1: by what power the next layer's variance follows a change of this one's.

    Below 1 a deviation shrinks from layer to layer, above 1 it grows (Poole et al. 2016 study this map's fixed points).
    """

    def log_energy(log_q: float) -> float:
        return math.log(over_normal(lambda z: function(math.exp(log_q / 2) * z).square()))

    return (log_energy(step) - log_energy(-step)) / (2 * step)
