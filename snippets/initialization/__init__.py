"""What the first scale of weights does; imports `snippets.lab` and nothing of other chapters."""

from .figures import map_frames, plot_gradients, plot_outputs
from .signal import GLOROT, HE, STARTS, factors, growth, per_layer, send, through_time, torch_defaults
from .training import SCALE, thirty_layers, training_map

__all__ = [
    "GLOROT",
    "HE",
    "SCALE",
    "STARTS",
    "factors",
    "growth",
    "map_frames",
    "per_layer",
    "plot_gradients",
    "plot_outputs",
    "send",
    "thirty_layers",
    "through_time",
    "torch_defaults",
    "training_map",
]
