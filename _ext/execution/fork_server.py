"""Forks kernels off one process that has the chapters' libraries loaded: `python -I fork_server.py`.

On the connection that standard input is, it takes the names of the libraries, and then either a job, with a descriptor
for what its kernel will say, or the number of a kernel, to say how it ended. It ends when the build does.
"""

import gc
import importlib
import os
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import kernel  # type: ignore[import-not-found]

sys.path.pop(0)


def main() -> None:
    connection = Connection(0)
    for name in connection.recv():
        with suppress(Exception):  # a cell that imports it says why it fails
            importlib.import_module(name)
    gc.freeze()  # kernels need not walk the libraries' objects, nor copy the memory that they lie in
    server = os.getpid()
    while True:
        try:
            asked = connection.recv()
        except EOFError:
            os._exit(0)
        if isinstance(asked, int):
            connection.send(os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1]))
            continue
        channel = recv_handle(connection)
        pid = os.fork()
        if pid == 0:
            kernel.main(asked, server, channel)
        with suppress(OSError):  # the kernel did so itself, or has ended
            os.setpgid(pid, pid)
        os.close(channel)
        connection.send(pid)


if __name__ == "__main__":
    main()
