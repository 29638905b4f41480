"""Drawings where a page's own colours are not at hand: on paper, in notebooks, in link previews."""

import re
from collections.abc import Sequence

GAP = 12  # between panels, in their units


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of an SVG, in its units."""
    width, height = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()  # type: ignore[union-attr]
    return float(width), float(height)


def on_paper(svg: str) -> str:
    """A page's SVG as a picture of its own: plain colours on white, and a size in pixels."""
    width, height = size_of(svg)
    size = f'width="{width:g}" height="{height:g}" style="background: #ffffff"'
    svg = svg.replace('width="100%"', size, 1).replace("currentColor", "#111111")
    return svg.replace("var(--figure-faint)", "#5b6472")


def side_by_side(panels: Sequence[str]) -> str:
    """The panels of a drawing as one SVG, in a row, in the page's colours still."""
    if len(panels) == 1:
        return panels[0]
    sizes = [size_of(panel) for panel in panels]
    placed, left = [], 0.0
    for panel, (width, height) in zip(panels, sizes, strict=True):
        placed.append(panel.replace('width="100%"', f'x="{left:g}" width="{width:g}" height="{height:g}"', 1))
        left += width + GAP
    box = f"0 0 {left - GAP:g} {max(height for _, height in sizes):g}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="100%">{"".join(placed)}</svg>'
