"""Which code a chapter depends on, and one digest of all that its results depend on."""

import ast
import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path

ENVIRONMENT = ("GUIDE_SEED", "GUIDE_TRIAL", "MKL_CBWR", "ATEN_CPU_CAPABILITY")  # all that changes results
LOCK = "requirements.lock"


def imported_names(source: str, package: str = "") -> set[str]:
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
    return names


def module_file(name: str, root: Path) -> Path | None:
    """The file of module ``name`` within ``root``, or None if it is not the project's own."""
    stem = root.joinpath(*name.split("."))
    return next((path for path in (stem.with_suffix(".py"), stem / "__init__.py") if path.is_file()), None)


def dependencies(sources: Iterable[str], root: Path) -> set[Path]:
    """Files under ``root`` that ``sources`` import, transitively, with the data files beside them."""
    pending = {name for source in sources for name in imported_names(source)}
    seen: set[str] = set()
    files: set[Path] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        parent = name.rpartition(".")[0]
        if parent:
            pending.add(parent)
        path = module_file(name, root)
        if path is None:
            continue
        files.add(path)
        files.update(p for p in path.parent.iterdir() if p.is_file() and p.suffix not in {".py", ".pyc"})
        pending |= imported_names(path.read_text("utf8"), name if path.stem == "__init__" else parent)
    return files


def digest(cells: list[str], root: Path, environment: dict[str, str] | None = None) -> str:
    """SHA-256 over the cells, the code they use, the lock, the Python version and the seed."""
    environment = dict(os.environ) if environment is None else environment
    state = hashlib.sha256()

    def add(label: str, content: bytes) -> None:
        state.update(f"{label}\0{len(content)}\0".encode() + content)

    for cell in cells:
        add("cell", cell.encode())
    for path in sorted(dependencies(cells, root) | {root / LOCK}):
        add(str(path.relative_to(root)), path.read_bytes())
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


def experiment_digest(cells: list[str], root: Path) -> str:
    """SHA-256 over what cells and their code measure: neither comments, nor drawings, nor the lock."""
    code = [path for path in dependencies(cells, root) if path.suffix == ".py" and not path.stem.startswith("figures")]
    sources = cells + [path.read_text("utf8") for path in sorted(code)]
    state = hashlib.sha256()
    for source in sources:
        state.update(ast.dump(Bare().visit(ast.parse(source))).encode() + b"\0")
    return state.hexdigest()


def tools_digest() -> str:
    """SHA-256 over the code that makes pages of what chapters say."""
    state = hashlib.sha256()
    for path in sorted(Path(__file__).parent.parent.rglob("*.py")):
        state.update(path.read_bytes())
    return state.hexdigest()
