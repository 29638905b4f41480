"""Pages: their frame, policy, assets, links, addresses, and what readers mark. Imports claims and figures."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from . import (
    across,
    assets,
    citations,
    colours,
    content,
    frame,
    layers,
    leftovers,
    links,
    marking,
    menu,
    placeholders,
    provenance,
    redirects,
    retired,
    search,
    sharing,
)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("_ext.blocks")
    app.setup_extension("_ext.trees")
    for part in (provenance, content, placeholders, redirects, retired, layers, marking, frame, menu, across):
        part.connect(app)
    for part in (citations, colours, leftovers, search, assets, sharing, links):
        part.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
