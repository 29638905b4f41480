"""Take-away editions, made from the built site: PDF, EPUB, offline archive, notebooks, Anki. Imports every room."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    from . import offers

    offers.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
