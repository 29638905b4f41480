"""Executes stale chapters side by side and keeps what they gave, one file a digest.

An executed chapter is a notebook named by the digest of all it depends on. A result of an older
code state therefore has another name and cannot be shown; an interrupted build leaves no half file.
"""

import asyncio
import os
import platform
import re
import time
from importlib.metadata import version
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from traitlets.config import Config

from .chapters import Chapter, chapters_in
from .errors import GuideError
from .freshness import tools_digest

os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one the user registered
CORES = len(os.sched_getaffinity(0))
_project: dict[str, Path] = {}  # where `read_chapter`, which is given text only, finds code and results


class ChapterError(Exception):
    """A chapter did not run to its end; the message names file, line and cell."""


def executed_path(store: Path, chapter: Chapter) -> Path:
    return store / f"{chapter.digest}.ipynb"


def kernel_environment(root: Path, store: Path) -> dict[str, str]:
    """One torch thread a kernel, the project's own modules first, no settings of the user."""
    return os.environ | {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPYTHONDIR": str(store / "ipython"),
        "SOURCE_DATE_EPOCH": "0",
    }


def failure(chapter: Chapter, number: int, index: int, error: Exception, seconds: float) -> ChapterError:
    """The one message that tells an author where and why a cell failed."""
    line = chapter.line(index)
    if isinstance(error, CellExecutionError):
        within = re.findall(r"Cell In\[\d+\], line (\d+)", re.sub(r"\x1b\[[0-9;]*m", "", error.traceback))
        line += int(within[-1]) - 1 if within else 0
        reason = f"{error.ename}: {error.evalue}"
    elif isinstance(error, CellTimeoutError):
        reason = f"over its limit of {seconds:g} s; make it smaller or raise guide_cell_seconds"
    elif isinstance(error, DeadKernelError):
        reason = "its kernel was killed (out of memory?); run the cell's code by hand to see why"
    else:
        reason = repr(error)
    return ChapterError(f"{chapter.path}:{line}: cell {number} failed: {reason}")


async def execute(chapter: Chapter, store: Path, seconds: float) -> float:
    """Run every cell and write the executed notebook; return the seconds taken.

    Raises:
        ChapterError: a cell raised, ran over ``seconds``, or its kernel died.
    """
    start = time.monotonic()
    notebook = chapter.notebook
    environment = kernel_environment(chapter.root, store)
    with TemporaryDirectory(prefix="kernel") as sockets:  # a folder for each: kernels name their sockets alike
        local = Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/socket"})
        client = NotebookClient(notebook, timeout=seconds, kernel_name="python3", config=local)
        # what a kernel says when it is stopped would bury the one message that matters
        async with client.async_setup_kernel(env=environment, cwd=str(chapter.root), stderr=DEVNULL):
            for number, (index, cell) in enumerate(chapter.cells, 1):
                try:
                    await client.async_execute_cell(cell, index)
                except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
                    raise failure(chapter, number, index, error, seconds) from error
    notebook.metadata["run"] = {
        "seconds": round(time.monotonic() - start, 1),
        "processor": processor(),
        "python": platform.python_version(),
        "torch": version("torch"),
    }
    target = executed_path(store, chapter)
    partial = target.with_suffix(f".{os.getpid()}.partial")
    partial.write_text(nbformat.writes(notebook), "utf8")
    partial.replace(target)
    return time.monotonic() - start


def processor() -> str:
    """The processor's name, where the system tells it."""
    names = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text("utf8"), re.MULTILINE)
    return names[0] if names else platform.machine()


def runs_of(app: Sphinx) -> dict[str, dict[str, str]]:
    """Of each chapter: the seconds that its cells took, and on what they ran."""
    found = {}
    for stem, digest in app.env.guide_current.items():  # type: ignore[attr-defined]
        executed = nbformat.read(_project["store"] / f"{digest}.ipynb", as_version=4)
        found[stem] = dict(executed.metadata["run"])
    return found


async def execute_all(chapters: list[Chapter], store: Path, seconds: float) -> list[ChapterError]:
    """Run ``chapters`` side by side, one a core, with a line of progress for each; return what failed."""
    store.mkdir(parents=True, exist_ok=True)
    free = asyncio.Semaphore(CORES)

    async def one(chapter: Chapter) -> ChapterError | None:
        async with free:
            print(f"executing {chapter.path.stem} …", flush=True)
            try:
                taken = await execute(chapter, store, seconds)
            except ChapterError as error:
                return error
            print(f"executed {chapter.path.stem} in {taken:.1f} s", flush=True)
            return None

    return [error for error in await asyncio.gather(*map(one, chapters)) if error]


def read_chapter(text: str) -> NotebookNode:
    """A chapter as a notebook with its outputs; myst-nb's reader of ``.md`` files."""
    chapter = Chapter(text, _project["root"])
    notebook = chapter.notebook
    if chapter.cells:
        executed = nbformat.read(executed_path(_project["store"], chapter), as_version=4)
        for index, cell in chapter.cells:
            cell.outputs = executed.cells[index].outputs
            cell.execution_count = executed.cells[index].execution_count
    notebook.metadata["source_map"] = [
        line - 1 for line in notebook.metadata["source_map"]
    ]  # myst-nb counts one too many
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    return notebook


def execute_stale(app: Sphinx) -> None:
    """Before pages are read: run every chapter whose digest has no executed notebook."""
    root, store = Path(app.confdir), Path(app.outdir).parent / "executed"
    _project.update(root=root, store=store)
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


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("guide_cell_seconds", 60, "env", types=(int, float))
    app.add_config_value("guide_tools", tools_digest(), "env")  # pages made by other code than today's are made anew
    app.connect("builder-inited", execute_stale)
    app.connect("env-get-outdated", outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
