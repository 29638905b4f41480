"""Leave a site alone that is as it would be built: `python -I -S unchanged.py` with the arguments of Sphinx.

Starting Sphinx takes longer than to see that nothing needs it. A build that ends well notes two digests: of all that it
was made from as it stood before Sphinx started, and of what then lay beside the pages. Where both are as they were,
nothing is done; else Sphinx starts in this process. Imports nothing but Python, for imports are what it saves.
"""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

NOTE = "unchanged"
STATE = "GUIDE_STATE"  # hands what is noted from here to the end of the build
MADE = {".venv", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "_build"}
OF_TESTS = {"tests", "lock", NOTE}  # beside the pages, and no part of them
OF_TERMINALS = {
    "PWD",
    "OLDPWD",
    "SHLVL",
    "_",
    "MAKEFLAGS",
    "MFLAGS",
    "MAKELEVEL",
    "MAKE_TERMOUT",
    "MAKE_TERMERR",
    STATE,
}
# Sphinx, without a look for garbage while it is imported: there is none; see `setup` of this room
SPHINX = "import gc, runpy; gc.disable(); runpy.run_module('sphinx', run_name='__main__', alter_sys=True)"
HERE = Path(__file__).resolve().parents[2]


def files_in(folder: Path, without: set[str], seen: set[str] | None = None) -> Iterator[Path]:
    """All files below ``folder``, links followed, in order; ``without`` has names and whole paths to leave out."""
    seen = set() if seen is None else seen
    if (real := os.path.realpath(folder)) in seen:
        return
    seen.add(real)
    try:
        entries = sorted(os.scandir(folder), key=lambda found: found.name)
    except FileNotFoundError:  # it went while others were looked at
        return
    for entry in entries:
        if entry.name in without or entry.path in without:
            continue
        if entry.is_dir():
            yield from files_in(Path(entry.path), without, seen)
        else:
            yield Path(entry.path)


def stamp(path: Path) -> str:
    """Name, size and times of a file: another content that was put back leaves its trace."""
    try:
        status = path.stat()
    except OSError:
        return f"{path} missing"
    return f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"


def content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b"unreadable"


def combined(parts: Iterable[bytes]) -> str:
    state = hashlib.sha256()
    for part in parts:
        state.update(hashlib.sha256(part).digest())
    return state.hexdigest()


def commit(root: Path) -> bytes:
    """What git says of the commit in ``root``; pages name it."""
    command = ["git", "-C", str(root), "rev-parse", "--show-prefix", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, check=False).stdout
    except OSError:
        return b"no git"


def before(arguments: list[str]) -> str:
    """SHA-256 of all that the pages are made from: the command, the variables, Python, packages, commit and files."""
    settings, sources, pages = (Path(name).resolve() for name in (option(arguments, "-c"), *arguments[-2:]))
    roots = sorted({settings, sources, HERE})
    packages = [HERE / ".venv/ready", *sorted(HERE.glob(".venv/lib/python*/site-packages"))]
    parts = [repr(arguments), sys.version, *map(stamp, packages)]
    parts += [f"{name}={value}" for name, value in sorted(os.environ.items()) if name not in OF_TERMINALS]
    paths = [path for root in roots for path in files_in(root, MADE | {str(pages.parent)})]
    read = (part for path in paths for part in (os.fsencode(stamp(path)), content(path)))
    return combined([*(os.fsencode(part) for part in parts), *map(commit, roots), *read])


def after(pages: Path) -> str:
    """SHA-256 of the names, sizes and times of all that lies beside ``pages``."""
    return combined(os.fsencode(stamp(path)) for path in files_in(pages.parent, OF_TESTS))


def option(arguments: list[str], name: str) -> str:
    return arguments[arguments.index(name) + 1]


def main(arguments: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    pages, note = Path(arguments[-1]).resolve(), Path(option(arguments, "-d"), NOTE)
    state = before(arguments)
    again = any(word.startswith("guide_again=") and word != "guide_again=" for word in arguments)
    if not again and note.is_file() and content(note).decode() == f"{state} {after(pages)}":
        return
    os.environ[STATE] = state
    os.execv(sys.executable, [sys.executable, "-c", SPHINX, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
