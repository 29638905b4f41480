"""Formulas as vector images, drawn with the font that the site sets them in."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ziafont
import ziamath
from bs4 import Tag
from fontTools.ttLib import TTFont

from .pages import EditionError

MATH_FONT = Path(ziamath.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf"
EM = 100  # units of a drawn formula to its font size: ziamath rounds coordinates to three places
UNSEEN = re.compile("[\u2061-\u2064\ufe00]")  # operators without a mark; a variation selector would show as a box

ziafont.config.svg2 = False  # plain paths, which every renderer draws


@dataclass(frozen=True)
class Formula:
    """An SVG with its size and its depth below the baseline, in em."""

    svg: str
    width: float
    height: float
    depth: float


@cache
def _characters() -> frozenset[int]:
    return frozenset(TTFont(MATH_FONT).getBestCmap())


@cache
def _draw(mathml: str) -> Formula:
    svg = ziamath.Math(mathml, size=EM, font=str(MATH_FONT), margin=0.02 * EM).svg()
    box = re.search(r'viewBox="([^"]+)"', svg)
    assert box, "ziamath gives every formula a viewBox"
    _, top, width, height = map(float, box[1].split())
    return Formula(svg, width / EM, height / EM, (top + height) / EM)


def presentation(math: Tag) -> Tag:
    """What a MathML element shows, without the LaTeX it was written in."""
    return next(child for child in math.semantics.children if isinstance(child, Tag))  # type: ignore[union-attr]


def draw_formula(math: Tag, where: str) -> Formula:
    """A MathML element as paths of the site's own math font.

    Raises:
        EditionError: the font lacks a character of it.
    """
    content = presentation(math)
    mode = ' display="block"' if math.get("display") == "block" else ""
    mathml = f"<math{mode}>{UNSEEN.sub('', str(content))}</math>"
    missing = {c for c in content.get_text() if ord(c) not in _characters() and not UNSEEN.match(c)} - {" ", "\n"}
    if missing:
        raise EditionError(f"{where}: the math font has no glyph for {', '.join(sorted(missing))}")
    return _draw(mathml)
