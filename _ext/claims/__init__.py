"""Claims: statements, the rules that hold them to their evidence, ledger, what changed. Imports execution."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    from . import changes, domain, evidence, history, ledger, records, statements

    app.setup_extension("_ext.blocks")
    for part in (domain, statements, evidence, ledger, records, changes, history):
        part.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
