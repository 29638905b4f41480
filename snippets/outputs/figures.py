"""Figures of the chapter: drawn from results."""

from matplotlib.axes import Axes
from torch import Tensor

from ..lab.figures import BLUE, INK, ORANGE, name_point
from .logits import IN_ONE, IN_TWO, SQUARED


def plot_pushes(logits: Tensor, gradients: dict[str, Tensor], axes: Axes) -> None:
    """Gradient at a logit whose answer is no, by three losses."""
    looks = {IN_ONE: (INK, "--", 2.2), IN_TWO: (BLUE, "-", 1.4), SQUARED: (ORANGE, ":", 2.0)}
    places = {IN_ONE: (248, (-2, 10)), IN_TWO: (218, (6, 62)), SQUARED: (112, (2, 28))}
    for name, (color, style, width) in looks.items():
        axes.plot(logits, gradients[name], style, color=color, linewidth=width)
        at, offset = places[name]
        label = name.replace(", ", ",\n")
        name_point(axes, float(logits[at]), float(gradients[name][at]), label, color=color, offset=offset)
    axes.set_xlim(-10, 30)
    axes.set_ylim(-0.05, 1.25)
    axes.set_xlabel("logit; the answer is no")
    axes.set_title("gradient at the logit")
