"""Drawings where a page's own colours are not at hand: on paper, in notebooks, in link previews."""

import re


def on_paper(svg: str) -> str:
    """A page's SVG as a picture of its own: plain colours on white, and a size in pixels."""
    width, height = re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups()  # type: ignore[union-attr]
    size = f'width="{width}" height="{height}" style="background: #ffffff"'
    svg = svg.replace('width="100%"', size, 1).replace("currentColor", "#111111")
    return svg.replace("var(--figure-faint)", "#5b6472")
