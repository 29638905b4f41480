"""Executes chapters side by side, each in a kernel of its own; no half file and no process is left."""

import json
import os
import platform
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from nbformat import from_dict

from ..machine import cores, processor
from .chapters import Chapter
from .freshness import ENVIRONMENT, changed, read_inputs
from .given import broken_output
from .store import keep

KERNEL = Path(__file__).with_name("kernel.py")
FROM_OUTSIDE = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "USER", *ENVIRONMENT)
PATIENCE = 10  # a cell may take this many times its CPU time by the clock: waiting is no fault, waiting for ever is
MARK = "GUIDE_KERNEL"  # names the folder of a kernel to all processes that it started
POLL = 0.1  # seconds


class ChapterError(Exception):
    """A chapter did not run to its end; the message names file, line and cell."""


def kernel_environment(root: Path, store: Path) -> dict[str, str]:
    """One torch thread a kernel, the project's own modules first, nothing of the user's settings."""
    home = str(store.resolve() / "home")
    return {name: os.environ[name] for name in FROM_OUTSIDE if name in os.environ} | {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "HOME": home,
        "IPYTHONDIR": home,
        "MPLCONFIGDIR": home,
        "XDG_CACHE_HOME": home,
        "XDG_CONFIG_HOME": home,
        "SOURCE_DATE_EPOCH": "0",
    }


@contextmanager
def kernel_of(chapter: Chapter, store: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A kernel that has got its job, and its folder; afterwards nothing of it is left, whatever the cells started."""
    root, folder = chapter.root.resolve(), store.resolve() / "kernels" / f"{chapter.path.stem}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = kernel_environment(root, store) | {MARK: str(folder), "TMPDIR": str(folder)}
    kernel = subprocess.Popen(
        [sys.executable, "-I", "-B", "-X", "utf8", str(KERNEL)], cwd=root, env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert kernel.stdin and kernel.stdout
    try:
        job = {
            "root": str(root), "parent": os.getpid(), "raw": str(folder / "raw"), "opened": str(folder / "opened"),
            "store": str(store.resolve()), "variables": ENVIRONMENT,
            "cells": [cell.source for _, cell in chapter.cells],
        }  # fmt: skip
        with suppress(BrokenPipeError):
            kernel.stdin.write(json.dumps(job).encode())
            kernel.stdin.close()
        yield kernel, folder
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(kernel.pid, signal.SIGKILL)
        kernel.wait()
        kernel.stdout.close()
        end_children(str(folder))
        shutil.rmtree(folder, ignore_errors=True)


def end_children(mark: str) -> None:
    """End every process that a kernel's cells have started, also such as left its session."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == mark:
                process.kill()


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all that it started."""
    total = 0.0
    with suppress(psutil.Error):
        kernel = psutil.Process(pid)
        for process in (kernel, *kernel.children(recursive=True)):
            with suppress(psutil.Error):
                total += sum(process.cpu_times()[:4])
    return total


def messages(kernel: subprocess.Popen[bytes], limit: float, stop: threading.Event) -> Iterator[dict[str, Any]]:
    """What a kernel says, message by message.

    Raises:
        TimeoutError: a cell ran over ``limit`` seconds of CPU time, or waited many times as long.
        InterruptedError: the build was told to stop.
    """
    assert kernel.stdout
    rest = b""
    spent, since = cpu_seconds(kernel.pid), time.monotonic()
    while True:
        if select.select([kernel.stdout], [], [], POLL)[0]:
            chunk = os.read(kernel.stdout.fileno(), 1 << 16)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                spent, since = cpu_seconds(kernel.pid), time.monotonic()
                yield json.loads(line)
        elif kernel.poll() is not None:  # a child of it may hold the pipe open
            return
        if stop.is_set():
            raise InterruptedError
        if cpu_seconds(kernel.pid) - spent > limit:
            raise TimeoutError(
                f"over its limit of {limit:g} s of CPU time; make it smaller or raise guide_cell_seconds"
            )
        if time.monotonic() - since > limit * PATIENCE:
            raise TimeoutError(f"it has waited for {limit * PATIENCE:g} s; what does it wait for?")


def execute(chapter: Chapter, store: Path, seconds: float, stop: threading.Event) -> float:
    """Run every cell and keep the executed notebook; return the seconds taken.

    Raises:
        ChapterError: a cell raised, ran over ``seconds`` of CPU time, put out what no page shows, or its kernel died.
    """
    start, number = time.monotonic(), 0

    def failure(reason: str, line: int = 1) -> ChapterError:
        place = chapter.line(chapter.cells[number][0]) + line - 1
        return ChapterError(f"{chapter.path}:{place}: cell {number + 1} failed: {reason}")

    done, seen = False, 0
    known: dict[str, set[str]] = {}
    with kernel_of(chapter, store) as (kernel, folder):
        raw = folder / "raw"
        try:
            for message in messages(kernel, seconds, stop):
                number = message.get("start", message.get("cell", number))
                if "error" in message:
                    raise failure(message["error"], message["line"])
                if "outputs" in message:
                    cell = chapter.cells[number][1]
                    cell.outputs, cell.execution_count = from_dict(message["outputs"]), number + 1
                    written, seen = raw.read_bytes()[seen : message["raw"]], message["raw"]
                    problem = broken_output(cell.outputs, known, written.decode("utf8", "replace"))
                    if problem:
                        raise failure(*problem)
                done = done or "done" in message
        except TimeoutError as error:
            raise failure(str(error)) from error
        if not done:
            code = kernel.wait()
            raise failure(
                "its kernel was killed (out of memory?); run the cell's code by hand to see why"
                if code < 0 else f"it ended its kernel, with exit code {code}"
            )  # fmt: skip
        opened = read_inputs(folder / "opened")
    edited = changed(opened, chapter.root)
    if edited:
        raise ChapterError(f"{chapter.path}: {edited} was edited while the chapter ran; build again")
    notebook = chapter.notebook
    notebook.metadata["inputs"] = opened
    notebook.metadata["run"] = {
        "seconds": round(time.monotonic() - start, 1),
        "processor": processor(),
        "python": platform.python_version(),
        "torch": version("torch"),
    }
    keep(notebook, chapter, store)
    return time.monotonic() - start


def execute_all(chapters: list[Chapter], store: Path, seconds: float) -> list[ChapterError]:
    """Run ``chapters`` side by side, one a core, with a line of progress for each; return what failed."""
    (store / "home").mkdir(parents=True, exist_ok=True)
    stop = threading.Event()

    def one(chapter: Chapter) -> ChapterError | None:
        if stop.is_set():
            return None
        print(f"executing {chapter.path.stem} …\n", end="", flush=True)
        try:
            taken = execute(chapter, store, seconds, stop)
        except ChapterError as error:
            return error
        except InterruptedError:
            return None
        print(f"executed {chapter.path.stem} in {taken:.1f} s\n", end="", flush=True)
        return None

    with ThreadPoolExecutor(cores()) as pool:
        try:
            return [e for e in (future.result() for future in [pool.submit(one, c) for c in chapters]) if e]
        finally:
            stop.set()  # nothing to stop, unless the build was told to
