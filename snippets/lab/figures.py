"""Drawings for pages: panels that wrap, colours that follow the page's theme, and the data beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from IPython.display import display
from matplotlib.axes import Axes

from .controls import Control, Explorer
from .estimates import Estimate
from .mime import DRAWING
from .panels import BLUE, FAINT, GREEN, INK, ORANGE, PINK, render
from .paper import on_paper, side_by_side
from .wording import number

Cell = str | float | Estimate
__all__ = ["BLUE", "FAINT", "GREEN", "INK", "ORANGE", "PINK"]


def draw(
    name: str,
    *plots: Callable[[Axes], None],
    data: dict[str, Sequence[Cell]],
    height: float = 3.2,
    explorer: Explorer | None = None,
) -> None:
    """Hand a drawing to the page: one panel for each of ``plots``, and ``data`` as columns of its table.

    An ``explorer`` moves the curves whose gid it knows; panels must have linear axes then.
    """
    pictures, places = render(name, list(plots), height)
    payload: dict[str, Any] = {"name": name, "panels": pictures, "table": columns(data), "timed": timed(data)}
    if explorer:
        payload["explorer"] = {
            "scripts": list(explorer.scripts),
            "controls": [control.payload() for control in explorer.controls],
            "data": {"panels": places} | dict(explorer.data),
        }
    hand_over(payload)


@dataclass(frozen=True)
class Frame:
    """One value's picture of a figure with a slider, and what it shows, as one sentence."""

    said: str
    plots: Sequence[Callable[[Axes], None]]


def draw_frames(
    name: str,
    control: Control,
    frames: Sequence[Frame],
    *,
    data: dict[str, Sequence[Cell]],
    height: float = 3.2,
) -> None:
    """Hand a drawing to the page that has one recorded frame for each value of ``control``."""
    pictures = [render(f"{name}-frame{k}", list(frame.plots), height)[0] for k, frame in enumerate(frames)]
    start = control.values.index(control.start)
    payload = {
        "name": name,
        "panels": pictures[start],
        "table": columns(data),
        "timed": timed(data),
        "explorer": {
            "scripts": ["frames"],
            "controls": [control.payload() | {"values": control.texts}],
            "data": {},
            "frames": [(picture, frame.said) for picture, frame in zip(pictures, frames, strict=True)],
        },
    }
    hand_over(payload)


def timed(data: dict[str, Sequence[Cell]]) -> list[str]:
    """The columns that hold CPU times."""
    return [head for head, column in data.items() if any(isinstance(x, Estimate) and x.timed for x in column)]


def hand_over(drawing: dict[str, Any]) -> None:
    """Give a drawing to the page, and a picture of it to notebooks."""
    shown = {"image/svg+xml": on_paper(side_by_side(drawing["panels"])), "text/plain": f"Drawing: {drawing['name']}"}
    display({DRAWING: drawing} | shown, raw=True)


def columns(data: dict[str, Sequence[Cell]]) -> list[tuple[str, list[str]]]:
    """The texts of a table, as pairs: a notebook sorts the keys of an object."""
    return [
        (head, [x if isinstance(x, str) else str(x) if isinstance(x, Estimate) else number(x) for x in column])
        for head, column in data.items()
    ]


def curve(
    axes: Axes, x: Sequence[float], estimates: Sequence[Estimate], *, color: str, style: str = "o-", name: str = "",
    at: int = -1, offset: tuple[float, float] = (6, 0),
) -> None:  # fmt: skip
    """A line through estimates with their intervals, named directly at its point ``at``, ``offset`` in points."""
    centers = [e.center for e in estimates]
    errors = [[e.center - e.low for e in estimates], [e.high - e.center for e in estimates]]
    axes.errorbar(x, centers, yerr=errors, fmt=style, color=color, capsize=2, markersize=4)
    name_point(axes, x[at], centers[at], name, color=color, offset=offset)


def name_point(
    axes: Axes, x: float, y: float, name: str, *, color: str = INK, offset: tuple[float, float] = (6, 0)
) -> None:
    """Write ``name`` beside a point of a line, in the line's colour; to its left if ``offset`` points there."""
    side = "right" if offset[0] < 0 else "left"
    axes.annotate(name, (x, y), offset, textcoords="offset points", color=color, ha=side, va="center")


def bars(axes: Axes, estimates: dict[str, Estimate], *, label: str, limit: float | None = None) -> None:
    """Horizontal bars with their intervals and values, named directly; the first on top."""
    names = list(estimates)[::-1]
    values = [estimates[name] for name in names]
    errors = [[e.center - e.low for e in values], [e.high - e.center for e in values]]
    axes.barh(names, [e.center for e in values], color=BLUE, height=0.6, alpha=0.85)
    axes.errorbar([e.center for e in values], range(len(names)), xerr=errors, fmt="none", ecolor=INK, capsize=2)
    for row, e in enumerate(values):
        axes.annotate(
            e.parts[0] if e.unit == "%" else f"{e.center:.3f}",
            (max(e.high, e.center), row),
            (4, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_xlim(0, limit)
    axes.set_xlabel(label)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
