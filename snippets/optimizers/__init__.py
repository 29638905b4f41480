"""What β does in other optimizers and frameworks; imports `snippets.lab` and nothing of other chapters."""

from .conventions import keras_lengths, step_lengths, steps_to_forget
from .figures import plot_cut
from .valley import energy_left, swing_left

__all__ = ["energy_left", "keras_lengths", "plot_cut", "step_lengths", "steps_to_forget", "swing_left"]
