"""Drawings for pages: one style, colours that follow the page's theme, and the data beside them."""

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .estimates import Estimate, number
from .mime import DRAWING

STYLE = Path(__file__).with_name("guide.mplstyle")
INK, FAINT = "#010101", "#020202"  # stand-ins, replaced by the page's own colours
BLUE, GREEN, ORANGE, PINK = "#0072b2", "#009e73", "#d55e00", "#cc79a7"  # Okabe & Ito 2008: 3:1 in both themes
THEME = {INK: "currentColor", FAINT: "var(--figure-faint)"}
SVG = "http://www.w3.org/2000/svg"
Cell = str | float | Estimate


def for_page(svg: str, name: str) -> str:
    """The SVG as it stands in a page: theme colours, own identifiers, attributes in place of style."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
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


def on_paper(svg: str) -> str:
    """A page's SVG as a picture of its own: plain colours on white, and a size in pixels."""
    width, height = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()  # type: ignore[union-attr]
    size = f'width="{width}" height="{height}" style="background: #ffffff"'
    svg = svg.replace('width="100%"', size, 1).replace("currentColor", "#111111")
    return svg.replace("var(--figure-faint)", "#5b6472")


def draw(
    name: str,
    *plots: Callable[[Axes], None],
    data: dict[str, Sequence[Cell]],
    height: float = 3.2,
    widths: Sequence[float] | None = None,
) -> None:
    """Hand a drawing to the page: one panel for each of ``plots``, and ``data`` as columns of its table."""
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(7.2, height))
        FigureCanvasSVG(figure)
        panels = figure.subplots(1, len(plots), squeeze=False, width_ratios=widths)[0]
        for plot, panel in zip(plots, panels, strict=True):
            plot(panel)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    columns = [  # pairs: a notebook sorts the keys of an object
        (head, [x if isinstance(x, str) else str(x) if isinstance(x, Estimate) else number(x) for x in column])
        for head, column in data.items()
    ]
    timed = [head for head, column in data.items() if any(isinstance(x, Estimate) and x.timed for x in column)]
    svg = for_page(buffer.getvalue(), name)
    payload = {"name": name, "svg": svg, "table": columns, "timed": timed}
    display({DRAWING: payload, "image/svg+xml": on_paper(svg), "text/plain": f"Drawing: {name}"}, raw=True)  # type: ignore[no-untyped-call]


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
