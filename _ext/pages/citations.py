"""Citations: what takes pybtex long is done once, not at every citation and in every build again."""

from typing import Any, ClassVar

from pybtex.database import Entry
from pybtex.plugin import find_plugin, register_plugin
from pybtex.style import FormattedEntry
from pybtex.style.formatting.alpha import Style
from sphinx.application import Sphinx
from sphinx.environment import CONFIG_OK, BuildEnvironment

BACKENDS, STYLES = "pybtex.backends", "pybtex.style.formatting"


class Remembering(Style):  # type: ignore[misc]
    """The style *alpha*, which sets an entry again only when it is another than in the last build."""

    known: ClassVar[dict[str, Any]] = {}

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        last = self.known.get(entry.key)
        if last and last.entry == entry:
            return FormattedEntry(entry.key, last.formatted_entry.text, label)
        return super().format_entry(label, entry, bib_data)


def recall(app: Sphinx, env: BuildEnvironment) -> None:
    """Take what the last build has set, if by the same code and packages."""
    last = env.get_domain("cite").citations if env.config_status == CONFIG_OK else []  # type: ignore[attr-defined]
    Remembering.known = {citation.entry.key: citation for citation in last}


def connect(app: Sphinx) -> None:
    # looked up by name among all installed packages otherwise
    register_plugin(BACKENDS, "plaintext", find_plugin(BACKENDS, "plaintext"), force=True)
    register_plugin(STYLES, "alpha", Remembering, force=True)
    app.connect("env-updated", recall, priority=400)  # before sphinxcontrib.bibtex sets them
