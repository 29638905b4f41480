"""One build at a time; stopped at once when told to, or when what started it is gone; known to be whole or not.

A note in the folder of read pages names what was built last and to its end. A build takes it away before it reads
pages and writes it after all went well. Where it is missing, everything is read and written anew.
"""

import errno
import fcntl
import gc
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, TracebackType
from typing import TextIO

from sphinx.application import Sphinx
from sphinx.config import Config

from ..errors import GuideError
from . import unchanged
from .store import store_of
from .writing import write_whole

NOTE = "whole"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SPACE, PERMISSIONS = "free some space", "mend the permissions"
MENDS = {
    errno.ENOSPC: SPACE, errno.EDQUOT: SPACE, errno.EFBIG: "raise the limit of file sizes",
    errno.EACCES: PERMISSIONS, errno.EPERM: PERMISSIONS, errno.EROFS: PERMISSIONS,
    errno.ENOTDIR: "remove that file", errno.EEXIST: "remove that file", errno.EMFILE: "raise the limit of open files",
}  # fmt: skip
_locks: list[TextIO] = []  # open as long as the process lives


def stop(number: int, _: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # once is enough; leaving ends the kernels
    print("Stopped.", file=sys.stderr, flush=True)
    raise SystemExit(128 + number)


def stop_with_parent() -> None:
    """Whatever started this build is gone: `make` was killed, or a terminal closed."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def in_one_line() -> Iterator[None]:
    """What the system refuses within is said in one line.

    Raises:
        GuideError: a disk is full, or something cannot be read or written.
    """
    try:
        yield
    except OSError as error:
        raise GuideError(told(error)) from error


def name_of(app: Sphinx) -> str:
    """The folder that is built, escaped: a locale may not know its letters."""
    return ascii(str(app.outdir))


def begin(app: Sphinx, _: Config) -> None:
    """Wait for other builds of this folder, clear away what a killed one has left, and forget pages that may be old.

    Raises:
        GuideError: the folder cannot be written to.
    """
    if threading.current_thread() is threading.main_thread():
        for number in SIGNALS:
            signal.signal(number, stop)
        stop_with_parent()
    store = store_of(app)
    with in_one_line():
        store.mkdir(parents=True, exist_ok=True)
        lock = (store / "lock").open("w")
        _locks.append(lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("waiting for another build of this folder …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        for partial in store.glob("*.partial"):
            partial.unlink()
        shutil.rmtree(store / "kernels", ignore_errors=True)
        note = Path(app.doctreedir, NOTE)
        if not note.exists() or note.read_text("ascii") != name_of(app):
            for old in Path(app.doctreedir).glob("environment.pickle*"):
                old.unlink()


def told(error: OSError) -> str:
    """An error of the system in one line, with its mend."""
    place = f"{error.filename}: " if error.filename else ""
    mend = MENDS.get(error.errno or 0, "mend that")
    return f"{place}{error.strerror or error}; {mend}, then build again"


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of a traceback, for what the system refuses at the very end."""
    if isinstance(error, OSError) and error.errno in MENDS:
        print(f"The guide cannot be built:\n{told(error)}", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


def forget(app: Sphinx) -> None:
    """From here on pages are read and written.

    Raises:
        GuideError: the folder cannot be written to.
    """
    with in_one_line():
        for note in (NOTE, unchanged.NOTE):
            Path(app.doctreedir, note).unlink(missing_ok=True)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Say that all is whole, or in one line what the system refused.

    Raises:
        GuideError: the disk is full, or a folder cannot be written to.
    """
    cause = getattr(exception, "orig_exc", exception)
    if isinstance(cause, OSError) and cause.errno in MENDS:
        raise GuideError(told(cause)) from exception
    gc.freeze()  # Python ends soon, and would first look through all pages for what it can free
    if exception is None and not app._warncount:
        with in_one_line():
            write_whole(Path(app.doctreedir, NOTE), name_of(app))
            if state := os.environ.pop(unchanged.STATE, ""):
                write_whole(Path(app.doctreedir, unchanged.NOTE), f"{state} {unchanged.after(Path(app.outdir))}")


def connect(app: Sphinx) -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # of a terminal that has no such letter
    sys.excepthook = tell
    app.connect("config-inited", begin, priority=100)
    app.connect("builder-inited", forget, priority=900)
    app.connect("build-finished", finish, priority=900)
