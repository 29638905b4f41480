"""Pages as they were read, for reading only."""

from functools import lru_cache

from docutils import nodes
from sphinx.environment import BuildEnvironment

AT_ONCE = 32  # more than there are chapters; pages of prose may be many


@lru_cache(AT_ONCE)
def kept(env: BuildEnvironment, page: str, written: int) -> nodes.document:
    return env.get_doctree(page)


def tree_of(env: BuildEnvironment, page: str) -> nodes.document:
    """A page as it was read; one tree for all who ask, so that nobody may change it."""
    return kept(env, page, (env.doctreedir / f"{page}.doctree").stat().st_mtime_ns)
