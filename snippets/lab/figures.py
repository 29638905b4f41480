"""Drawings for pages: one style, colours that follow the page's theme, and the data beside them."""

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .controls import Control, Explorer
from .estimates import Estimate, number
from .mime import DRAWING
from .paper import on_paper

STYLE = Path(__file__).with_name("guide.mplstyle")
INK, FAINT = "#010101", "#020202"  # stand-ins, replaced by the page's own colours
BLUE, GREEN, ORANGE, PINK = "#0072b2", "#009e73", "#d55e00", "#cc79a7"  # Okabe & Ito 2008: 3:1 in both themes
THEME = {INK: "currentColor", FAINT: "var(--figure-faint)"}
POINTS = 72  # an inch, in the units of an SVG
SVG = "http://www.w3.org/2000/svg"
DECIMALS = re.compile(r"\d+\.\d+")  # of a path; four figures are a tenth of a pixel
Cell = str | float | Estimate


def tidy(root: ElementTree.Element) -> None:
    """Remove what a page has no use for: metadata, styles, decimals too fine to see."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
    for path in root.iter(f"{{{SVG}}}path"):
        path.set("d", DECIMALS.sub(lambda match: f"{float(match[0]):.4g}", path.get("d", "")))


def for_page(svg: str, name: str) -> str:
    """The SVG as it stands in a page: theme colours, own identifiers, attributes in place of style."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)
    tidy(root)
    for element in root.iter():
        for declaration in filter(None, element.attrib.pop("style", "").split(";")):
            key, _, text = declaration.partition(":")
            if key.strip() == "font":
                size = re.search(r"([\d.]+)px", text)
                element.set("font-size", size[1] if size else "10")
            else:
                element.set(key.strip(), text.strip())
        for key, text in list(element.attrib.items()):
            if key == "id":
                element.set(key, f"{name}-{text}")
            elif text.startswith("#") and key.endswith("href"):
                element.set(key, f"#{name}-{text[1:]}")
            else:
                element.set(key, THEME.get(text, text.replace("url(#", f"url(#{name}-")))
    root.set("stroke-linejoin", "round")
    root.set("width", "100%")
    del root.attrib["height"]
    return ElementTree.tostring(root, encoding="unicode")


def render(
    name: str, plots: Sequence[Callable[[Axes], None]], height: float, widths: Sequence[float] | None
) -> tuple[str, list[list[float]]]:
    """An SVG with a panel for each of ``plots``; of each panel its limits of x and y, left, right, bottom and top."""
    width = 7.2
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(width, height))
        FigureCanvasSVG(figure)
        panels = figure.subplots(1, len(plots), squeeze=False, width_ratios=widths)[0]
        for plot, panel in zip(plots, panels, strict=True):
            plot(panel)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    places = []
    for panel in panels:
        box = panel.get_position()
        across, up = width * POINTS, height * POINTS
        edges = [box.x0 * across, box.x1 * across, (1 - box.y0) * up, (1 - box.y1) * up]
        places.append([float(f"{x:.6g}") for x in (*panel.get_xlim(), *panel.get_ylim(), *edges)])
    return for_page(buffer.getvalue(), name), places


def draw(
    name: str,
    *plots: Callable[[Axes], None],
    data: dict[str, Sequence[Cell]],
    height: float = 3.2,
    widths: Sequence[float] | None = None,
    explorer: Explorer | None = None,
) -> None:
    """Hand a drawing to the page: one panel for each of ``plots``, and ``data`` as columns of its table.

    An ``explorer`` moves the curves whose gid it knows; panels must have linear axes then.
    """
    svg, panels = render(name, plots, height, widths)
    payload: dict[str, Any] = {"name": name, "svg": svg, "table": columns(data), "timed": timed(data)}
    if explorer:
        payload["explorer"] = {
            "scripts": list(explorer.scripts),
            "controls": [control.payload() for control in explorer.controls],
            "data": {"panels": panels} | dict(explorer.data),
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
    widths: Sequence[float] | None = None,
) -> None:
    """Hand a drawing to the page that has one recorded frame for each value of ``control``."""
    pictures = [render(f"{name}-{k}", frame.plots, height, widths)[0] for k, frame in enumerate(frames)]
    start = control.values.index(control.start)
    payload = {
        "name": name,
        "svg": pictures[start],
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
    shown = {"image/svg+xml": on_paper(drawing["svg"]), "text/plain": f"Drawing: {drawing['name']}"}
    display({DRAWING: drawing} | shown, raw=True)  # type: ignore[no-untyped-call]


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
            f"{e.center:.3f}",
            (max(e.high, e.center), row),
            (4, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_xlim(0, limit)
    axes.set_xlabel(label)
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
