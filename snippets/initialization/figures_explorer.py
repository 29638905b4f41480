"""Figures of the network that readers scale themselves."""

from matplotlib.axes import Axes

from ..lab.figures import INK
from .explorer import signal


def plot_signal(axes: Axes, *, gradients: bool) -> None:
    """The network at its start, in ink; the curve that a reader moves."""
    values = signal("tanh", 1.0, 50)[gradients].log10()
    name = "gradients" if gradients else "outputs"
    axes.plot(range(1, len(values) + 1), values, color=INK, linewidth=2.6, gid=name)
    axes.set_xlim(0, 51)
    axes.set_ylim((-25, 9) if gradients else (-8, 8))
