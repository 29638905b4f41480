"""Runs a chapter's cells in this process, without a notebook, and prints the evidence they gave as JSON.

A cell that raises ends only itself: what the others measure still counts. Drawings judge nothing and are left out.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from snippets.lab.mime import EVIDENCE

from .chapters import Chapter

Json = dict[str, Any]


def over(limit: float) -> Any:
    def stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError(f"over its limit of {limit:g} s of CPU time")

    return stop


def no_drawing(*_: Any, **__: Any) -> None:
    """In place of `draw` and `draw_frames`."""


def run_cells(chapter: Chapter, limit: float) -> Json:
    """Evidence by its ID, and the error of each cell that raised: number, line and what it said.

    ``limit`` is seconds of CPU time for one cell, so that a busy machine stops nothing.
    """
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell

    from snippets.lab import figures

    vars(figures).update(draw=no_drawing, draw_frames=no_drawing)
    shell: Any = InteractiveShell.instance(display_pub_class=CapturingDisplayPublisher)
    shell.showtraceback = lambda *_, **__: None
    signal.signal(signal.SIGPROF, over(limit))
    evidence: dict[str, Json] = {}
    errors: dict[str, Json] = {}
    for number, (index, cell) in enumerate(chapter.cells, 1):
        shell.display_pub.outputs = []
        signal.setitimer(signal.ITIMER_PROF, limit)
        result = shell.run_cell(cell.source)
        signal.setitimer(signal.ITIMER_PROF, 0)
        first = chapter.line(index)
        for output in shell.display_pub.outputs:
            if item := output["data"].get(EVIDENCE):
                evidence[item["id"]] = item | {"cell": number, "line": first + item["line"] - 1}
        if error := result.error_before_exec or result.error_in_exec:
            errors[str(number)] = {"line": first + line_of(error) - 1, "error": f"{type(error).__name__}: {error}"}
    return {"evidence": evidence, "errors": errors}


def line_of(error: BaseException) -> int:
    """Line of the cell in which ``error`` was raised, from 1."""
    trace, line = error.__traceback__, 1
    while trace:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def main(path: str, root: str, limit: str, target: str) -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # die with the worker that started this
    chapter = Chapter(Path(path).read_text("utf8"), Path(root), Path(path))
    partial = Path(f"{target}.{os.getpid()}.partial")
    partial.write_text(json.dumps(run_cells(chapter, float(limit)), sort_keys=True), "utf8")
    partial.replace(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
