"""Chapters as cells: what they depend on, running them, and what they hand to pages. Imports no other room."""

import asyncio
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from ..errors import GuideError
from . import outputs
from .chapters import chapters_in
from .freshness import tools_digest
from .running import execute_all
from .store import executed_path, store_of


def name_reader(app: Sphinx, config: Config) -> None:
    """myst-nb reads chapters by our reader, which gets a text only and has to be told where it is."""
    where = {"root": str(app.confdir), "store": str(store_of(app))}
    config.nb_custom_formats = {".md": [f"{__name__}.store.read_chapter", where, False]}


def execute_stale(app: Sphinx) -> None:
    """Before pages are read: run every chapter whose digest has no executed notebook."""
    root, store = Path(app.confdir), store_of(app)
    try:
        chapters = chapters_in(Path(app.srcdir), root)
        stale = [c for c in chapters.values() if not executed_path(store, c).exists()]
    except ValueError as error:
        raise GuideError(str(error)) from error
    failures = asyncio.run(execute_all(stale, store, app.config.guide_cell_seconds)) if stale else []
    if failures:
        raise GuideError("\n".join(map(str, failures)))
    app.env.guide_current = {stem: chapter.digest for stem, chapter in chapters.items()}  # type: ignore[attr-defined]


def outdated(app: Sphinx, env: BuildEnvironment, *_: Any) -> list[str]:
    """Chapters whose pages show another code state than today's."""
    current: dict[str, str] = env.guide_current  # type: ignore[attr-defined]
    shown: dict[str, str] = getattr(env, "guide_shown", {})
    env.guide_shown = current  # type: ignore[attr-defined]
    return [stem for stem in current if shown.get(stem) != current[stem]]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_config_value("guide_cell_seconds", 60, "env", types=(int, float))
    app.add_config_value("guide_tools", tools_digest(), "env")  # pages made by other code than today's are made anew
    app.connect("config-inited", name_reader, priority=400)  # before myst-nb looks
    app.connect("builder-inited", execute_stale)
    app.connect("env-get-outdated", outdated)
    outputs.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 2}
