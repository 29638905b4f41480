"""What a kernel opens under the project, noted as it is opened, with its digest: what results depend on.

Modules of the project are compiled from their sources without docstrings. So neither an old cache, nor comments, nor
docstrings can change a result. Imports nothing but Python, for it is the first that a kernel loads.
"""

import ast
import functools
import hashlib
import json
import os
import sys
import threading
from collections.abc import Callable
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Any

ELSEWHERE = (".venv", "_build", ".git", "_ext")  # folders of the root that cells have nothing to do with
MISSING = "missing"


def bare(source: bytes) -> ast.Module:
    """A module without comments and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body[0] = ast.copy_location(ast.Pass(), first)
    return tree


@functools.cache
def code_digest(source: bytes) -> str:
    """SHA-256 of what of a module is code; raises as `ast.parse` does."""
    return hashlib.sha256(ast.dump(bare(source)).encode()).hexdigest()


def digest(kind: str, path: Path, code_digest: Callable[[bytes], str] = code_digest) -> str:
    """SHA-256 of a file, of its ``code`` alone, or of the list of a folder's files; `MISSING` if it is not there."""
    try:
        if kind == "list":
            names = sorted(p.name for p in path.iterdir() if not p.name.startswith((".", "__pycache__")))
            content = "\n".join(name for name in names if not name.endswith(("~", ".pyc"))).encode()
        else:
            content = path.read_bytes()
        if kind == "code":
            return code_digest(content)
    except (OSError, SyntaxError, ValueError):
        return MISSING
    return hashlib.sha256(content).hexdigest()


class Notes:
    """Writes down every file under ``root`` that this process opens, and its children after a fork."""

    def __init__(self, root: Path, target: Path, store: Path) -> None:
        self.root, self.seen = str(root), set[str]()
        self.store = f"{os.path.relpath(store, root)}{os.sep}"  # the kernel's own home and its folder
        self.file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.busy = threading.local()

    def add(self, kind: str, path: str) -> None:
        relative = os.path.relpath(os.path.abspath(path), self.root)
        elsewhere = relative.split(os.sep)[0] in (*ELSEWHERE, "..") or relative.startswith(self.store)
        if elsewhere or getattr(self.busy, "now", False):
            return
        self.busy.now = True  # the digest opens the file, too
        line = f"{kind} {digest(kind, Path(self.root, relative))} {json.dumps(relative)}\n"
        self.busy.now = False
        if line not in self.seen:
            self.seen.add(line)
            os.write(self.file, line.encode())

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The interpreter's audit hook."""
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path, mode, flags = arguments
            if not (mode and set("wax") & set(mode)) and (mode or not flags & (os.O_WRONLY | os.O_RDWR)):
                path = os.fsdecode(path)
                if not os.path.isdir(path):
                    self.add("file", path)
        elif event in {"os.listdir", "os.scandir"} and isinstance(arguments[0], str | bytes | os.PathLike | None):
            if "importlib" not in sys._getframe(1).f_code.co_filename:
                self.add("list", os.fsdecode(arguments[0] or "."))
        elif event == "subprocess.Popen":
            for word in arguments[1] if isinstance(arguments[1], list | tuple) else [arguments[1]]:
                if isinstance(word, str | os.PathLike) and os.path.isfile(word):
                    self.add("file", os.fspath(word))


def import_from_source(root: Path, notes: Notes) -> None:
    """Make modules under ``root`` from their sources, and note them."""

    class Loader(SourceFileLoader):
        def get_code(self, fullname: str) -> Any:
            path = self.get_filename(fullname)
            notes.add("code", path)
            notes.busy.now = True
            source = self.get_data(path)
            notes.busy.now = False
            if Path(path).name != "__init__.py":
                notes.add("file", str(Path(path).with_suffix("") / "__init__.py"))  # a package would come first
            ast.parse(source, path)  # names the file if it is no Python
            return compile(bare(source), path, "exec", dont_inherit=True)

    class Finder(FileFinder):
        def find_spec(self, fullname: str, target: Any = None) -> Any:
            spec = super().find_spec(fullname, target)
            if spec is None and self.path != str(root):
                notes.add("file", os.path.join(self.path, fullname.rpartition(".")[2] + ".py"))
            return spec

    hook = Finder.path_hook((Loader, [".py"]), (ExtensionFileLoader, EXTENSION_SUFFIXES))

    def ours(path: str) -> Any:
        inside = os.path.relpath(os.path.abspath(path), root).split(os.sep)[0]
        if inside in (*ELSEWHERE, ".."):
            raise ImportError(path)
        return hook(path)

    sys.path_hooks.insert(0, ours)
    sys.path_importer_cache.clear()
    sys.path.insert(0, str(root))


def guard_environment(root: Path, known: set[str]) -> None:
    """Refuse cells and modules of the project that ask for a variable which kernels do not get."""
    original = os._Environ.__getitem__

    def get(environment: Any, name: Any) -> Any:
        if environment is os.environ and name not in known:
            frame = sys._getframe(1)
            while frame.f_back and frame.f_globals.get("__name__") in {"os", "_collections_abc", "collections.abc"}:
                frame = frame.f_back
            where = frame.f_code.co_filename
            if where.startswith("<ipython-input") or (where.startswith(f"{root}{os.sep}") and ".venv" not in where):
                raise OSError(f"kernels do not get the variable {name}; name it in _ext/execution/freshness.py")
        return original(environment, name)

    os._Environ.__getitem__ = get  # type: ignore[method-assign]
