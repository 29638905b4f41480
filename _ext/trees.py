"""Pages as they were read, for reading only."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

AT_ONCE = 32  # more than there are chapters; pages of prose may be many
Read = Callable[[BuildEnvironment, str, nodes.document], Any]  # of a page, by its name


@lru_cache(AT_ONCE)
def kept(env: BuildEnvironment, page: str, written: int) -> nodes.document:
    return env.get_doctree(page)


def tree_of(env: BuildEnvironment, page: str) -> nodes.document:
    """A page as it was read; one tree for all who ask, so that nobody may change it."""
    return kept(env, page, (env.doctreedir / f"{page}.doctree").stat().st_mtime_ns)


def in_each_page(env: BuildEnvironment, read: Read) -> dict[str, Any]:
    """What ``read`` finds in each page; kept with the pages, so that it looks at those alone which were read anew."""
    every: dict[str, dict[str, Any]] = env.__dict__.setdefault("guide_found", {})
    found = every.setdefault(f"{read.__module__}.{read.__name__}", {})
    for page in sorted(env.found_docs - found.keys()):
        found[page] = read(env, page, tree_of(env, page))
    return {page: found[page] for page in sorted(env.found_docs)}


def purge(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    for found in env.__dict__.get("guide_found", {}).values():
        found.pop(page, None)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("env-purge-doc", purge)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 1}
