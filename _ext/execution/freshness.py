"""What the results of a chapter depend on: a key that is known before it runs, and the files that its run opened."""

import ast
import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from . import memory, watch

ENVIRONMENT = ("GUIDE_SEED", "GUIDE_TRIAL", "MKL_CBWR", "ATEN_CPU_CAPABILITY")  # all that changes results
LOCK = "requirements.lock"
SHOWN = ("figures", "panels", "wording")  # modules of how results look: these measure nothing
EDITED = "edited while it ran"


code_digest = memory.remembered(watch.code_digest)


@memory.remembered
def imported_names(source: str, package: str = "") -> list[str]:
    """Dotted names that ``source`` imports; relative ones are resolved within ``package``."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *([node.module] if node.module else [])])
            names.add(prefix)
            names.update(f"{prefix}.{alias.name}" for alias in node.names)  # each may be a module
    return sorted(names)


def module_file(name: str, root: Path) -> Path | None:
    """The file of module ``name`` within ``root``, or None if it is not the project's own."""
    stem = root.joinpath(*name.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


def reached(sources: Iterable[str], root: Path) -> dict[str, Path | None]:
    """Names that ``sources`` import, transitively within ``root``, and the file of each that is the project's own."""
    pending = {name for source in sources for name in imported_names(source)}
    found: dict[str, Path | None] = {}
    while pending:
        name = pending.pop()
        if name in found:
            continue
        parent = name.rpartition(".")[0]
        if parent:
            pending.add(parent)
        path = found[name] = module_file(name, root)
        if path:
            pending.update(imported_names(path.read_text("utf8"), name if path.stem == "__init__" else parent))
    return found


def modules(sources: Iterable[str], root: Path) -> set[Path]:
    """Files of the modules under ``root`` that ``sources`` import, transitively."""
    return {path for path in reached(sources, root).values() if path}


def libraries(sources: Iterable[str], root: Path) -> list[str]:
    """Names outside of the project that ``sources`` import; some are no modules, but what modules hold.

    None of them where a source is no Python: it says so when it runs.
    """
    try:
        names = reached(sources, root)
    except (SyntaxError, ValueError):
        return []
    return sorted(n for n, path in names.items() if not path and not module_file(n.partition(".")[0], root))


def key(cells: list[str], root: Path, environment: dict[str, str] | None = None) -> str:
    """SHA-256 over what is known before cells run: themselves, the lock, the Python version and the variables."""
    environment = dict(os.environ) if environment is None else environment
    state = hashlib.sha256()

    def add(label: str, content: bytes) -> None:
        state.update(f"{label}\0{len(content)}\0".encode() + content)

    for cell in cells:
        add("cell", cell.encode())
    lock = root / LOCK
    add(LOCK, lock.read_bytes() if lock.exists() else b"")
    for variable in ENVIRONMENT:
        add(variable, environment.get(variable, "").encode())
    add("python", sys.version.encode())
    return state.hexdigest()


class Bare(ast.NodeTransformer):
    """Leaves out what measures nothing: docstrings, and drawings in cells."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        if isinstance(node.value, ast.Constant):
            return None
        called = node.value.func if isinstance(node.value, ast.Call) else None
        return None if isinstance(called, ast.Name) and called.id in {"draw", "draw_frames"} else node


@functools.cache
def measured_by(source: str) -> bytes:
    """What of a cell or module measures, as bytes to compare."""
    return ast.dump(Bare().visit(ast.parse(source))).encode()


@memory.remembered
def measured_digest(*sources: str) -> str:
    """SHA-256 over what ``sources`` measure, in their order."""
    return hashlib.sha256(b"".join(measured_by(source) + b"\0" for source in sources)).hexdigest()


def experiment_digest(cells: list[str], root: Path) -> str:
    """SHA-256 over what cells and their code measure: neither comments, drawings, wording of numbers, nor the lock."""
    code = [path for path in modules(cells, root) if not path.stem.startswith(SHOWN)]
    return measured_digest(*cells, *(path.read_text("utf8") for path in sorted(code)))


def read_inputs(noted: Path) -> dict[str, str]:
    """What a kernel noted: ``kind path`` of all that it opened, with its digest, or `EDITED` if there were several."""
    found: dict[str, str] = {}
    for line in noted.read_text("utf8").splitlines():
        kind, seen, path = line.split(" ", 2)
        name = f"{kind} {json.loads(path)}"
        found[name] = seen if found.get(name, seen) == seen else EDITED
    return found


def changed(inputs: dict[str, str], root: Path) -> str | None:
    """The first of ``inputs`` that is no longer as it was, as a path from ``root``; None if all are."""
    for name, seen in inputs.items():
        kind, _, path = name.partition(" ")
        if seen != watch.digest(kind, root / path, code_digest):
            return path
    return None


def tools_digest(sources: Path) -> str:
    """SHA-256 over all that makes pages of what the files of ``sources`` say, other packages among it."""
    here = Path(__file__).parent.parent
    state = hashlib.sha256()
    texts = [*here.rglob("*.py"), *(here.parent / "_templates").rglob("*.*"), *sources.glob("*.bib")]
    for path in sorted([*texts, here.parent / LOCK]):
        state.update(path.read_bytes())
    return state.hexdigest()
