"""Citations: what formats them is looked up once, not among all installed packages again at every citation."""

from pybtex.plugin import find_plugin, register_plugin
from sphinx.application import Sphinx

BACKENDS = "pybtex.backends"


def connect(app: Sphinx) -> None:
    register_plugin(BACKENDS, "plaintext", find_plugin(BACKENDS, "plaintext"), force=True)
