"""Drawings as pixels, in the fonts that matplotlib ships."""

from pathlib import Path

import matplotlib as mpl
import resvg_py

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


def png(svg: str, width: int) -> bytes:
    """A PNG of an SVG, ``width`` pixels wide; text without a font of its own is in DejaVu Sans."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, width=width, skip_system_fonts=True, font_dirs=[str(FONTS)], font_family="DejaVu Sans"
        )
    )
