"""One panel of a drawing as an SVG that a page takes in: its type, its colours, its identifiers, its size."""

import io
import re
import textwrap
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("guide.mplstyle")
INK, FAINT = "#010101", "#020202"  # stand-ins, replaced by the page's own colours
BLUE, GREEN, ORANGE, PINK = "#0072b2", "#009e73", "#d55e00", "#cc79a7"  # Okabe & Ito 2008: 3:1 in both themes
LOOKS: dict[str, tuple[tuple[float, ...], str]] = {  # dashes of a line in its widths, and the form of its points
    BLUE: ((), "o"),
    ORANGE: ((6, 2), "s"),
    GREEN: ((5, 1.5, 1, 1.5), "^"),
    PINK: ((1.5, 1.2), "D"),
}
THEME = {INK: "currentColor", FAINT: "var(--figure-faint)"}
WIDTH = 4.4  # inches: on a narrow phone an SVG's unit is then a pixel, and text keeps its size
POINTS = 72  # an inch, in the units of an SVG
TITLE, LABEL = 44, 22  # letters of a line, above a panel and beside its bars
ROOM = 1.25  # by which a panel grows whose names stand in two lines
SVG = "http://www.w3.org/2000/svg"
DECIMALS = re.compile(r"\d+\.\d+")  # of a path; four figures are a tenth of a pixel
MADE_UP = re.compile(r"[A-Za-z][\w.]*_\d+")  # identifiers that matplotlib counts


def tidy(root: ElementTree.Element) -> None:
    """Remove what a page has no use for: metadata, styles, counted identifiers, decimals too fine to see."""
    for parent in list(root.iter()):
        if MADE_UP.fullmatch(parent.get("id", "")):
            del parent.attrib["id"]
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
    for path in root.iter(f"{{{SVG}}}path"):
        path.set("d", DECIMALS.sub(lambda match: f"{float(match[0]):.4g}", path.get("d", "")))


def for_page(svg: str, name: str, panel: int) -> str:
    """The SVG as it stands in a page: theme colours, own identifiers, attributes in place of style.

    What an experiment named (its gid) is found as ``name-gid``; what a panel refers to within itself is its own.
    """
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    root = ElementTree.fromstring(svg)
    tidy(root)
    referred = {text[1:] for node in root.iter() for key, text in node.items() if key.endswith("href")}
    referred |= set(re.findall(r"url\(#([^)]+)\)", svg))
    own = f"{name}-{panel}"
    for element in root.iter():
        for declaration in filter(None, element.attrib.pop("style", "").split(";")):
            key, _, text = declaration.partition(":")
            if key.strip() == "font":
                size = re.search(r"([\d.]+)px", text)
                element.set("font-size", size[1] if size else "10")
                if "bold" in text or "700" in text:
                    element.set("font-weight", "bold")
            else:
                element.set(key.strip(), text.strip())
        for key, text in list(element.attrib.items()):
            if key == "id":
                element.set(key, f"{own if text in referred else name}-{text}")
            elif text.startswith("#") and key.endswith("href"):
                element.set(key, f"#{own}-{text[1:]}")
            else:
                element.set(key, THEME.get(text, text.replace("url(#", f"url(#{own}-")))
    root.set("stroke-linejoin", "round")
    root.set("width", "100%")
    root.set("aria-hidden", "true")
    del root.attrib["height"]
    return ElementTree.tostring(root, encoding="unicode")


def tell_apart(panel: Axes) -> None:
    """Series of several colours differ in their points too or, if they have none, in their dashes: grey is enough."""
    series = [line for line in panel.lines if line.get_color() in LOOKS and line.get_linestyle() != "None"]
    if len({line.get_color() for line in series}) == 1:
        return
    for line in series:
        dashes, marker = LOOKS[str(line.get_color())]
        if line.get_marker() == "o":
            line.set_marker(marker)
        elif line.get_marker() == "None" and line.get_linestyle() == "-":
            line.set_dashes(dashes)


def fit_text(figure: Figure, panel: Axes) -> None:
    """Titles stand over the whole width, in lines; long names beside bars are broken."""
    for side in ("left", "center", "right"):
        title = panel.get_title(loc=side)
        panel.set_title("", loc=side)
        if not title:
            continue
        figure.suptitle(textwrap.fill(title, TITLE), x=0.01, ha="left", fontsize=mpl.rcParams["axes.titlesize"])
    names = [label.get_text() for label in panel.get_yticklabels()]
    if any(len(name) > LABEL and "$" not in name for name in names):  # formulas are not as long as their sources
        panel.set_yticks(panel.get_yticks(), [textwrap.fill(name, LABEL) for name in names], linespacing=0.9)
        figure.set_figheight(figure.get_figheight() * ROOM)


def render_panel(plot: Callable[[Axes], None], name: str, number: int, height: float) -> tuple[str, list[float]]:
    """The SVG of panel ``number`` of the drawing ``name``, and its limits of x and y, left, right, bottom and top."""
    with mpl.rc_context(fname=STYLE):
        figure = Figure(figsize=(WIDTH, height))
        FigureCanvasSVG(figure)
        panel = figure.subplots()
        plot(panel)
        tell_apart(panel)
        fit_text(figure, panel)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    box = panel.get_position()
    across, up = (inches * POINTS for inches in figure.get_size_inches())
    edges = [box.x0 * across, box.x1 * across, (1 - box.y0) * up, (1 - box.y1) * up]
    place = [float(f"{x:.6g}") for x in (*panel.get_xlim(), *panel.get_ylim(), *edges)]
    return for_page(buffer.getvalue(), name, number), place


def render(name: str, plots: list[Callable[[Axes], None]], height: float) -> tuple[list[str], list[list[float]]]:
    """An SVG for each of ``plots``, and of each panel its limits and edges."""
    panels = [render_panel(plot, name, number, height) for number, plot in enumerate(plots)]
    return [svg for svg, _ in panels], [place for _, place in panels]
