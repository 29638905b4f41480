"""Figures: drawings, explorers, the bench, formulas, values in text. Imports claims and execution."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from . import bench, drawings, explorers, formulas, numbers, values


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("_ext.blocks")
    app.setup_extension("_ext.trees")
    for part in (values, drawings, explorers, formulas, bench, numbers):
        part.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
