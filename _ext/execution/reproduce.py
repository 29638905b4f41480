"""`make reproduce`: do two clean builds, in different folders and at different times, give the same bytes?

Two clones are built cold. What their chapters gave must be equal but for the CPU times that are marked as such. Then
the second takes over the times of the first, and its site and editions must equal the first's byte for byte.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

from ..project import ROOT, git
from .timings import first_difference, results, with_times_of

PRODUCTS = ("html", "editions")  # folders of _build that readers get
KEPT_BY_SPHINX = {".buildinfo", ".buildinfo.bak"}
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "123"}  # another machine's habits


class DifferenceError(Exception):
    """Two builds are not the same; the message names the first difference."""


def make(folder: Path, targets: Iterable[str], habits: dict[str, str]) -> None:
    """Run make in a clone that shares this project's installed packages.

    Raises:
        DifferenceError: it failed.
    """
    command = ["make", "--silent", "--old-file=.venv/ready", *targets]
    if subprocess.run(command, cwd=folder, env=os.environ | habits, check=False).returncode:
        raise DifferenceError(f"{' '.join(targets)} failed in {folder}")


def clone(folder: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def compare_runs(first: Path, second: Path) -> None:
    """Compare what chapters gave in two folders of executed ones, and write the times of the first into the second.

    Raises:
        DifferenceError: something other than a marked CPU time differs.
    """
    names = sorted(path.name for path in first.glob("*.ipynb"))
    others = sorted(path.name for path in second.glob("*.ipynb"))
    if names != others:
        raise DifferenceError(f"executed chapters depend on where they are built: {names} and {others}")
    for name in names:
        one, other = (json.loads((folder / name).read_text("utf8")) for folder in (first, second))
        found = first_difference(results(one), with_times_of(results(one), results(other)))
        if found:
            raise DifferenceError(f"{chapter_of(one)}: {found.removeprefix('.')}")
        shutil.copyfile(first / name, second / name)  # equal but for the times


def chapter_of(notebook: dict[str, list[dict[str, str]]]) -> str:
    """The title of a chapter, from its first heading."""
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"])
    return next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), "a chapter")


def compare_products(first: Path, second: Path) -> int:
    """Compare what readers get, byte for byte; return how many files there are.

    Raises:
        DifferenceError: names the first file that is not the same, and where.
    """
    count = 0
    for product in PRODUCTS:
        one, other = files_below(first / product), files_below(second / product)
        if one != other:
            raise DifferenceError(f"only one build has {product}/{min(one ^ other)}")
        for name in sorted(one):
            a, b = ((folder / product / name).read_bytes() for folder in (first, second))
            if a != b:
                raise DifferenceError(f"{product}/{name}: {place_of_difference(a, b)}")
        count += len(one)
    return count


def files_below(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in KEPT_BY_SPHINX)
    return {path.relative_to(folder).as_posix() for path in files}


def place_of_difference(a: bytes, b: bytes) -> str:
    """Line and both texts, or the offset in a binary file."""
    try:
        lines = enumerate(zip_longest(a.decode().splitlines(), b.decode().splitlines()), 1)
    except UnicodeDecodeError:
        offset = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
        return f"differs from byte {offset} on ({len(a)} and {len(b)} bytes)"
    number, x, y = next(((n, x or "", y or "") for n, (x, y) in lines if x != y), (1, "other ends of lines", ""))
    start = next((k for k, (p, q) in enumerate(zip(x, y, strict=False)) if p != q), min(len(x), len(y)))
    around = slice(max(0, start - 30), start + 60)
    return f"line {number}: {x[around]!r} and {y[around]!r}"


def main(targets: list[str]) -> int:
    if git(ROOT, "rev-parse", "HEAD") is None:
        print(
            "Builds are compared from git's history, and this folder has none: clone the repository.", file=sys.stderr
        )
        return 1
    if git(ROOT, "status", "--porcelain"):
        print("Note: what is not committed yet is not compared.")
    with tempfile.TemporaryDirectory(prefix="reproduce") as temporary:
        first, second = clone(Path(temporary, "one")), clone(Path(temporary, "deeper", "the-other-guide"))
        try:
            make(first, targets, {})
            make(second, ["html"], ELSEWHERE)
            compare_runs(first / "_build/executed", second / "_build/executed")
            for folder in ("html", "doctrees", "editions"):
                shutil.rmtree(second / "_build" / folder, ignore_errors=True)
            make(second, targets, ELSEWHERE)
            count = compare_products(first / "_build", second / "_build")
        except DifferenceError as difference:
            print(f"The builds differ: {difference}", file=sys.stderr)
            return 1
    print(f"Two clean builds gave the same {count} files, CPU times apart.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
