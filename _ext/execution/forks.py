"""Kernels as the build sees them: started, asked how they ended, and gone with all that their cells started."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.reduction import send_handle
from pathlib import Path
from threading import Lock
from typing import Any

import psutil

from .freshness import ENVIRONMENT

SERVER = Path(__file__).with_name("fork_server.py")
FROM_OUTSIDE = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "USER", *ENVIRONMENT)
MARK = "GUIDE_KERNEL"  # names the folder of a build's kernels to all processes that they started
SHELL = "IPython.core.interactiveshell"  # what every kernel loads
LATE = {"torch": "torch._dynamo"}  # what a library loads later: torch with its first optimizer, in most of a second


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


class ServerError(Exception):
    """The process off which kernels are forked is gone."""


class Forks:
    """The process off which kernels are forked. What it was asked it answers in order, one thread at a time."""

    def __init__(self, folder: Path, environment: dict[str, str], libraries: list[str]) -> None:
        self.connection, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-X", "utf8", str(SERVER)],
                cwd=folder, env=environment | {MARK: str(folder)},  # no settings of libraries lie in an empty folder
                stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self.connection.send([SHELL, *libraries, *(LATE[name] for name in libraries if name in LATE)])
        self.free = Lock()

    def start(self, job: dict[str, Any]) -> tuple[int, int]:
        """The process of a new kernel, and the descriptor from which to read what it says.

        Raises:
            ServerError: the process that starts kernels is gone.
        """
        reading, writing = os.pipe()
        try:
            with self.free:
                self.connection.send(job)
                send_handle(self.connection, writing, self.process.pid)
                return self.connection.recv(), reading
        except (OSError, EOFError) as error:
            os.close(reading)
            raise ServerError from error
        finally:
            os.close(writing)

    def end(self, pid: int) -> int:
        """End a kernel with the processes of its group; its exit code, negative if it was killed before."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with self.free, suppress(OSError, EOFError):
            self.connection.send(pid)
            return int(self.connection.recv())
        return -signal.SIGKILL

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()


@contextmanager
def forks(root: Path, store: Path, libraries: list[str]) -> Iterator[Forks]:
    """Kernels for chapters of ``root``; afterwards nothing of them is left, whatever the cells started."""
    folder = store.resolve() / "kernels"
    folder.mkdir(parents=True, exist_ok=True)
    server = Forks(folder, kernel_environment(root, store), libraries)
    try:
        yield server
    finally:
        server.close()
        end_children(str(folder))


def end_children(mark: str) -> None:
    """End every process that the cells of a build have started, also such as left its session."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == mark:
                process.kill()


def has_ended(pid: int) -> bool:
    """Whether a kernel ended that nobody has asked about."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return True


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and all that it started."""
    total = 0.0
    with suppress(psutil.Error):
        kernel = psutil.Process(pid)
        for process in (kernel, *kernel.children(recursive=True)):
            with suppress(psutil.Error):
                total += sum(process.cpu_times()[:4])
    return total
