"""What first values of biases change; imports `snippets.lab` and nothing of other chapters."""

from .born_dead import born_dead, born_dead_theory
from .curve import learn_curve
from .figures import plot_kinks, plot_rare
from .imbalance import EVERY, entropy, rare_class
from .recurrent import lstm_memory
from .starts import compare_starts, torch_defaults, two_by_two, uniform_biases

__all__ = [
    "EVERY",
    "born_dead",
    "born_dead_theory",
    "compare_starts",
    "entropy",
    "learn_curve",
    "lstm_memory",
    "plot_kinks",
    "plot_rare",
    "rare_class",
    "torch_defaults",
    "two_by_two",
    "uniform_biases",
]
