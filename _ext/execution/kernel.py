"""Runs one chapter's cells, in a process of its own that loads no other part of the guide.

A descriptor takes a line of JSON as each cell starts and as it ends.
"""

import base64
import ctypes
import json
import logging
import os
import resource
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import watch  # type: ignore[import-not-found]

OUTPUT = 10_000_000  # characters that one chapter may put out
MEMORY = 4 * 2**30  # bytes
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
CELL = "<ipython-input"  # how file names of cells start


def stop_with_parent(parent: int) -> None:
    """End when the build has ended, however it did; on Linux at once, even inside of C code."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


class FloodError(Exception):
    """A chapter puts out more than a page can show."""


class Outputs:
    """What a cell puts out, in order: as sys.stdout and sys.stderr, and as IPython's display publisher."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.size = 0

    def add(self, output: dict[str, Any]) -> None:
        self.size += len(output["parts"][0]) if "parts" in output else len(json.dumps(output))
        if self.size > OUTPUT:
            raise FloodError(f"more than {OUTPUT // 10**6} MB of output; print less")
        last = self.taken[-1] if self.taken else {}
        if "parts" in output and last.get("name") == output["name"]:
            last["parts"] += output["parts"]
        else:
            self.taken.append(output)

    def take(self) -> list[dict[str, Any]]:
        taken, self.taken = self.taken, []
        for output in taken:
            if "parts" in output:
                output["text"] = "".join(output.pop("parts"))
        return taken


class Stream:
    """Standard output or error of cells."""

    encoding, errors, closed = "utf-8", "strict", False

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.name = outputs, name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self.outputs.add({"output_type": "stream", "name": self.name, "parts": [text]})
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None: ...

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return {"stdout": 1, "stderr": 2}[self.name]


def plain(value: Any) -> Any:
    """A value of numpy or torch as JSON has it, and the bytes of a picture."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a page cannot show a {type(value).__name__}; hand over numbers and texts")


def new_shell(outputs: Outputs) -> Any:
    """IPython without history, start-up files or settings of the user."""
    from IPython.core import displayhook, displaypub
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    hook: Any = displayhook.DisplayHook
    publisher: Any = displaypub.DisplayPublisher

    class Publisher(publisher):  # type: ignore[misc]
        def publish(self, data: Any, metadata: Any = None, **_: Any) -> None:
            given = json.loads(json.dumps({"data": data, "metadata": metadata or {}}, default=plain))
            outputs.add({"output_type": "display_data"} | given)

        def clear_output(self, wait: bool = False) -> None: ...

    class Hook(hook):  # type: ignore[misc]
        def __call__(self, result: Any = None) -> None:
            if result is not None and not self.quiet():
                data, metadata = self.compute_format_data(result)
                given = json.loads(json.dumps({"data": data, "metadata": metadata}, default=plain))
                self.update_user_ns(result)
                outputs.add({"output_type": "execute_result", "execution_count": self.prompt_count} | given)

    settings = Config({"HistoryManager": {"enabled": False}})
    shell = InteractiveShell.instance(config=settings, display_pub_class=Publisher, displayhook_class=Hook)
    for name in ("showtraceback", "showsyntaxerror"):
        setattr(shell, name, lambda *_, **__: None)
    return shell


def described(error: BaseException, root: Path) -> dict[str, Any]:
    """What was raised, the line of the cell, and the innermost line of the project if that is another."""
    frames, trace = [], error.__traceback__
    while trace:
        frames.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno or 1))
    lines = [line for name, line in frames if name.startswith(CELL)]
    ours = [(os.path.relpath(name, root), line) for name, line in frames if name.startswith(f"{root}{os.sep}")]
    ours = [(name, line) for name, line in ours if name.split(os.sep)[0] not in watch.ELSEWHERE]
    text = " ".join((error.msg if isinstance(error, SyntaxError) else str(error)).split())[:1000]
    place = ", in {}:{}".format(*ours[-1]) if ours else ""
    return {"error": f"{type(error).__name__}: {text}{place}", "line": lines[-1] if lines else 1}


def main(job: dict[str, Any], parent: int, channel: int) -> None:
    """Run the cells of ``job`` in this process, which was forked off ``parent`` for them, and end it."""
    os.setpgid(0, 0)
    stop_with_parent(parent)
    root, folder = Path(job["root"]), Path(job["folder"])
    os.chdir(root)
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None
    raw = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor, target in ((0, os.open(os.devnull, os.O_RDONLY)), (1, raw), (2, raw)):
        os.dup2(target, descriptor)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def tell(**message: Any) -> None:
        text = json.dumps(message).encode() + b"\n"
        while text:
            text = text[os.write(channel, text) :]

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # says when it makes its cache
    outputs, me = Outputs(), os.getpid()
    shell = new_shell(outputs)
    notes = watch.Notes(root, folder / "opened", Path(job["store"]))
    watch.import_from_source(root, notes)
    watch.guard_environment(root, {*os.environ, *job["variables"]})
    sys.addaudithook(notes.hear)
    sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
    for number, source in enumerate(job["cells"]):
        tell(start=number)
        result = shell.run_cell(source, store_history=True)
        if os.getpid() != me:
            os._exit(0)  # a child that the cell forked
        if error := result.error_before_exec or result.error_in_exec:
            tell(cell=number, **described(error, root))
            os._exit(1)
        tell(cell=number, outputs=outputs.take(), raw=os.fstat(raw).st_size)
    tell(done=True)
    os._exit(0)
