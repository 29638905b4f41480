"""Pages: their frame, policy, assets, links, addresses, and what readers mark. Imports claims and figures."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from . import addresses, assets, content, frame, layers, links, marking, provenance, sharing


def setup(app: Sphinx) -> ExtensionMetadata:
    app.setup_extension("_ext.blocks")
    for part in (provenance, content, addresses, layers, marking, frame, assets, sharing, links):
        part.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
