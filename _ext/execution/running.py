"""Executes chapters side by side, each in a kernel of its own; an interrupted run leaves no half file."""

import asyncio
import os
import platform
import re
import time
from importlib.metadata import version
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from .chapters import Chapter
from .store import executed_path

CORES = len(os.sched_getaffinity(0))


class ChapterError(Exception):
    """A chapter did not run to its end; the message names file, line and cell."""


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
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not one the user registered
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
