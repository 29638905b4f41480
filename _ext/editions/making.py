"""How an edition is made: from the built site, under its final name only when it is whole, with one line a step."""

import gc
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .files import FILES
from .pages import EditionError, Site, read_site


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    start = time.perf_counter()
    print(f"  {what} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f" {time.perf_counter() - start:.1f} s", flush=True)


def size(path: Path) -> str:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return f"{sum(file.stat().st_size for file in files) / 1e6:.1f} MB"


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


Build = Callable[[Site, Path], None]


def make_from(site: Site, name: str, build: Build, built: Path) -> None:
    """Build the edition ``name`` into a partial file or folder, then rename it."""
    start = time.perf_counter()
    path = built.parent / "editions" / FILES[name]
    partial = path.with_name(f"{path.name}.partial")
    path.parent.mkdir(exist_ok=True)
    remove(partial)
    try:
        build(site, partial)
        remove(path)
        partial.rename(path)
    finally:
        remove(partial)
    print(f"  {path}: {size(path)}, made in {time.perf_counter() - start:.1f} s", flush=True)


def make_all(builds: Mapping[str, Build]) -> int:
    """Build several editions of the site that the command names, from one reading of its pages.

    They go into the folder ``editions`` beside the site. Returns the exit code.
    """
    gc.disable()  # trees of pages and boxes are large and live long; at Python's pace a fifth of the time
    built = Path(sys.argv[1])
    site = None
    for name, build in builds.items():
        print(f"{name}:", flush=True)
        try:
            if site is None:
                with step("reading the built pages"):
                    site = read_site(built)
            make_from(site, name, build, built)
        except (EditionError, OSError) as error:
            print(f"The {name} cannot be made: {error}", file=sys.stderr)
            return 1
    gc.freeze()  # Python ends here, and would first look through them once more
    return 0


def make(name: str, build: Build) -> int:
    """Build the edition ``name`` of the site that the command names."""
    return make_all({name: build})
