"""Executes chapters side by side, each in a kernel of its own; no half file and no process is left."""

import json
import os
import platform
import select
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbformat import from_dict

from ..machine import cores, processor
from .chapters import Chapter
from .forks import Forks, ServerError, cpu_seconds, forks, has_ended
from .freshness import ENVIRONMENT, changed, libraries, read_inputs
from .given import broken_output
from .store import keep

KILLED = "its kernel was killed (out of memory?); run the cell's code by hand to see why"
PATIENCE = 10  # a cell may take this many times its CPU time by the clock: waiting is no fault, waiting for ever is
POLL = 0.1  # seconds


class ChapterError(Exception):
    """A chapter did not run to its end; the message names file, line and cell."""


@dataclass
class Kernel:
    """A kernel: its process, the descriptor of what it says, its folder, its cell; and, once it has ended, how."""

    pid: int
    said: int
    folder: Path
    cell: int = 0
    code: int = 0


@contextmanager
def kernel_of(chapter: Chapter, store: Path, server: Forks) -> Iterator[Kernel]:
    """A kernel that has got its job; afterwards it is gone, and its folder."""
    folder = store.resolve() / "kernels" / f"{chapter.path.stem}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        job = {
            "root": str(chapter.root.resolve()), "folder": str(folder), "store": str(store.resolve()),
            "variables": ENVIRONMENT, "cells": [cell.source for _, cell in chapter.cells],
        }  # fmt: skip
        kernel = Kernel(*server.start(job), folder)
        try:
            yield kernel
        finally:
            kernel.code = server.end(kernel.pid)
            os.close(kernel.said)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def messages(kernel: Kernel, limit: float, stop: threading.Event) -> Iterator[dict[str, Any]]:
    """What a kernel says, message by message.

    Raises:
        TimeoutError: a cell ran over ``limit`` seconds of CPU time, or waited many times as long.
        InterruptedError: the build was told to stop.
    """
    rest = b""
    spent, since = cpu_seconds(kernel.pid), time.monotonic()
    while True:
        if select.select([kernel.said], [], [], POLL)[0]:
            chunk = os.read(kernel.said, 1 << 16)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                spent, since = cpu_seconds(kernel.pid), time.monotonic()
                yield json.loads(line)
        elif has_ended(kernel.pid):  # a child of it may hold the pipe open
            return
        if stop.is_set():
            raise InterruptedError
        if cpu_seconds(kernel.pid) - spent > limit:
            raise TimeoutError(
                f"over its limit of {limit:g} s of CPU time; make it smaller or raise guide_cell_seconds"
            )
        if time.monotonic() - since > limit * PATIENCE:
            raise TimeoutError(f"it has waited for {limit * PATIENCE:g} s; what does it wait for?")


def failure(chapter: Chapter, cell: int, reason: str, line: int = 1) -> ChapterError:
    place = chapter.line(chapter.cells[cell][0]) + line - 1
    return ChapterError(f"{chapter.path}:{place}: cell {cell + 1} failed: {reason}")


def listen(chapter: Chapter, kernel: Kernel, seconds: float, stop: threading.Event) -> bool:
    """Give each cell what it puts out, until the kernel ends; whether it came to the last cell's end.

    Raises:
        ChapterError: a cell raised, ran over ``seconds`` of CPU time, or put out what no page shows.
    """
    seen, raw = 0, kernel.folder / "raw"
    known: dict[str, set[str]] = {}
    try:
        for message in messages(kernel, seconds, stop):
            kernel.cell = message.get("start", message.get("cell", kernel.cell))
            if "error" in message:
                raise failure(chapter, kernel.cell, message["error"], message["line"])
            if "outputs" in message:
                cell = chapter.cells[kernel.cell][1]
                cell.outputs, cell.execution_count = from_dict(message["outputs"]), kernel.cell + 1
                written, seen = raw.read_bytes()[seen : message["raw"]], message["raw"]
                problem = broken_output(cell.outputs, known, written.decode("utf8", "replace"))
                if problem:
                    raise failure(chapter, kernel.cell, *problem)
            if "done" in message:
                return True
    except TimeoutError as error:
        raise failure(chapter, kernel.cell, str(error)) from error
    return False


def execute(chapter: Chapter, store: Path, server: Forks, seconds: float, stop: threading.Event) -> float:
    """Run every cell and keep the executed notebook; return the seconds taken.

    Raises:
        ChapterError: a cell failed, or its kernel died.
    """
    start = time.monotonic()
    try:
        with kernel_of(chapter, store, server) as kernel:
            done = listen(chapter, kernel, seconds, stop)
            opened = read_inputs(kernel.folder / "opened") if done else {}
    except ServerError as error:
        raise failure(chapter, 0, KILLED) from error
    if not done:
        ended = KILLED if kernel.code < 0 else f"it ended its kernel, with exit code {kernel.code}"
        raise failure(chapter, kernel.cell, ended)
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
    if not chapters:
        return []
    stop = threading.Event()
    cells = [cell.source for chapter in chapters for _, cell in chapter.cells]

    def one(chapter: Chapter, server: Forks) -> ChapterError | None:
        if stop.is_set():
            return None
        print(f"executing {chapter.path.stem} …\n", end="", flush=True)
        try:
            taken = execute(chapter, store, server, seconds, stop)
        except ChapterError as error:
            return error
        except InterruptedError:
            return None
        print(f"executed {chapter.path.stem} in {taken:.1f} s\n", end="", flush=True)
        return None

    root = chapters[0].root.resolve()
    chapters = sorted(chapters, key=lambda chapter: len(chapter.text), reverse=True)  # so that cores end together
    with forks(root, store, libraries(cells, root)) as server, ThreadPoolExecutor(cores()) as pool:
        try:
            return [e for e in (future.result() for future in [pool.submit(one, c, server) for c in chapters]) if e]
        finally:
            stop.set()  # nothing to stop, unless the build was told to
