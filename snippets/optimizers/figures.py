"""Figures of the chapter: drawn from results."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from ..lab.figures import BLUE, FAINT, ORANGE, name_point


def plot_cut(lengths: dict[str, Sequence[float]], cut: int, axes: Axes) -> None:
    """Length of each step by framework, where the rate falls to a tenth at step ``cut``."""
    axes.axvline(cut, color=FAINT, linewidth=1)
    styles = ((BLUE, "-", 12, (6, 7)), (ORANGE, "--", 6, (6, 9)))
    for (name, values), (color, style, after, offset) in zip(lengths.items(), styles, strict=True):
        axes.plot(range(1, len(values) + 1), values, style, color=color)
        at = cut + after
        name_point(axes, at, values[at - 1], name, color=color, offset=offset)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("step")
    axes.set_title("length of a step; the rate falls to a tenth")
