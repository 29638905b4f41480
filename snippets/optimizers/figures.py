"""Figures of the chapter: drawn from results."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..lab.figures import BLUE, FAINT, ORANGE, name_point


def plot_cut(lengths: dict[str, Sequence[float]], cut: int, axes: Axes) -> None:
    """Length of each step by framework, where the rate falls to a tenth at step ``cut``."""
    axes.axvline(cut, color=FAINT, linewidth=1)
    places = ((BLUE, "-", (cut, 0.4), (-6, 0)), (ORANGE, "--", (cut + 6, lengths["Keras"][cut + 5]), (6, 9)))
    for (name, values), (color, style, at, offset) in zip(lengths.items(), places, strict=True):
        axes.plot(range(1, len(values) + 1), values, style, color=color)
        name_point(axes, *at, name, color=color, offset=offset)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("step")
    axes.set_title("length of a step; the rate falls to a tenth")
