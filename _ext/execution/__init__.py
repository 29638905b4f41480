"""Chapters as cells: what they depend on, running them, and what they hand to pages. Imports no other room."""

import gc
import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

from ..errors import GuideError
from . import memory, outputs, unused, whole  # noqa: F401
from .chapters import Chapter, chapters_in
from .freshness import tools_digest
from .running import execute_all
from .store import Facts, find_facts, store_of

CELL_SECONDS = 60  # of CPU time that a cell may take


def name_reader(app: Sphinx, config: Config) -> None:
    """myst-nb reads chapters by our reader, which gets a text only and has to be told where it is."""
    where = {"root": str(app.confdir), "store": str(store_of(app))}
    config.nb_custom_formats = {".md": [f"{__name__}.store.read_chapter", where, False]}


def results(chapters: dict[str, Chapter], store: Path, again: str) -> dict[str, tuple[Path, Facts] | None]:
    """Where the result of each chapter by today's code is; None where it has none, or is to run ``again``.

    Raises:
        ValueError: no chapter with code has that name.
    """
    if again and again not in chapters:
        raise ValueError(f"no chapter '{again}' has code to run again; there are {', '.join(chapters) or 'none'}")
    return {stem: None if stem == again else find_facts(store, chapter) for stem, chapter in chapters.items()}


def execute_stale(app: Sphinx) -> None:
    """Before pages are read: run every chapter that has no result of its code, data and variables as they are."""
    root, store = Path(app.confdir), store_of(app)
    try:
        with whole.in_one_line():
            memory.load(store)
            chapters = chapters_in(Path(app.srcdir), root)
            known = results(chapters, store, app.config.guide_again)
            stale = [chapter for stem, chapter in chapters.items() if known[stem] is None]
            failures = execute_all(stale, store, app.config.guide_cell_seconds)
    except ValueError as error:
        raise GuideError(str(error)) from error
    if failures:
        raise GuideError("\n".join(map(str, failures)))
    current, runs = {}, {}
    for stem, chapter in chapters.items():
        found = known[stem] or find_facts(store, chapter)
        if found is None:
            raise GuideError(f"{chapter.path}: its code was edited while the guide was built; build again")
        current[stem] = hashlib.sha256(found[0].read_bytes()).hexdigest()
        runs[stem] = found[1]["run"]
    app.env.guide_current, app.env.guide_runs = current, runs  # type: ignore[attr-defined]


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def sources_of(env: BuildEnvironment, page: str) -> list[Path]:
    """The text of a page, and the files that it includes."""
    return [Path(env.doc2path(page)), *(Path(env.srcdir, name) for name in sorted(env.dependencies[page]))]


def outdated(app: Sphinx, env: BuildEnvironment, *_: Any) -> list[str]:
    """Pages that show other results, or were read from other texts, than today's; whatever the clock says."""
    files = {path for page in env.found_docs for path in sources_of(env, page)}
    env.guide_sources = {path: digest_of(path) for path in files}  # type: ignore[attr-defined]
    shown: dict[str, list[str]] = getattr(env, "guide_shown", {})
    return [page for page in env.found_docs if shown.get(page) != state_of(env, page)]


def state_of(env: BuildEnvironment, page: str) -> list[str]:
    """What a page shows: its results and its texts as they were when reading began."""
    known: dict[Path, str] = env.guide_sources  # type: ignore[attr-defined]
    texts = [known.get(path) or digest_of(path) for path in sources_of(env, page)]
    return [env.guide_current.get(page, ""), *texts]  # type: ignore[attr-defined]


def note_shown(app: Sphinx, env: BuildEnvironment) -> None:
    env.guide_shown = {page: state_of(env, page) for page in env.found_docs}  # type: ignore[attr-defined]


def remember(app: Sphinx, exception: Exception | None) -> None:
    if exception is None:
        with whole.in_one_line():
            memory.save(store_of(app))


def setup(app: Sphinx) -> ExtensionMetadata:
    gc.set_threshold(100_000, 50, 100)  # trees of pages are large and live long; at Python's pace a third of the time
    gc.freeze()  # what was imported stays
    gc.enable()
    app.add_config_value("guide_cell_seconds", CELL_SECONDS, "env", types=(int, float))
    app.add_config_value("guide_again", "", "", types=(str,))  # the name of a chapter
    app.add_config_value("guide_tools", tools_digest(Path(app.srcdir)), "env")  # pages made by other code are made anew
    app.connect("config-inited", name_reader, priority=400)  # before myst-nb looks
    app.connect("builder-inited", execute_stale)
    app.connect("env-get-outdated", outdated)
    app.connect("env-updated", note_shown)
    app.connect("build-finished", remember)
    whole.connect(app)
    outputs.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "env_version": 3}
