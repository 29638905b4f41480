"""The house keeps its rooms: imports lead one way, and every file can be read in one sitting."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT

from _ext.execution.freshness import imported_names

ROOMS = ("execution", "claims", "figures", "pages", "editions")  # each may import those before it
FLOOR = {path.stem for path in (ROOT / "_ext").glob("*.py")}
SOURCES = [
    path for folder in ("_ext", "snippets", "doctor", "tests", ".github") for path in (ROOT / folder).rglob("*.py")
]
READ = [
    *SOURCES,
    *(path for kind in ("*.css", "*.js") for room in ("_static", "_ext") for path in (ROOT / room).rglob(kind)),
]


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, from the project's root on."""
    package = path.parent.relative_to(ROOT).as_posix().replace("/", ".")
    return imported_names(path.read_text("utf8"), package)


@pytest.mark.parametrize(("room", "before"), [(room, ROOMS[:k]) for k, room in enumerate(ROOMS)])
def test_a_room_of_the_site_imports_only_those_before_it(room, before):
    for path in (ROOT / "_ext" / room).rglob("*.py"):
        used = {name.split(".")[1] for name in imports(path) if name.startswith("_ext.")}
        assert used <= {room, *before, *FLOOR}, path
        experiments = {name for name in imports(path) if name.startswith("snippets.")}
        assert all(name.startswith("snippets.lab") for name in experiments), path


def test_the_floor_imports_no_room():
    for path in (ROOT / "_ext").glob("*.py"):
        used = {name.split(".")[1] for name in imports(path) if name.startswith("_ext.")}
        assert used <= FLOOR, path


def test_experiments_know_nothing_of_the_site_nor_of_one_another():
    for path in (ROOT / "snippets").rglob("*.py"):
        names = imports(path)
        assert not {name for name in names if name.split(".")[0] in {"_ext", "sphinx", "docutils", "myst_nb"}}, path
        own = path.relative_to(ROOT / "snippets").parts[0].removesuffix(".py")
        rooms = {name.split(".")[1] for name in names if name.startswith("snippets.")}
        assert rooms <= {"lab", own}, path


def test_figures_draw_what_others_have_computed():
    for path in (ROOT / "snippets").rglob("figures*.py"):
        calls = [node.func for node in ast.walk(ast.parse(path.read_text("utf8"))) if isinstance(node, ast.Call)]
        names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
        assert not names & {"train", "generator", "randn", "rand", "randint", "backward"}, path


def test_no_two_modules_import_each_other():
    modules = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): path for path in SOURCES}
    graph = {name: imports(path) & modules.keys() for name, path in modules.items()}
    done: set[str] = set()

    def follow(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name not in done:
            for other in graph[name]:
                follow(other, (*trail, name))
            done.add(name)

    for name in graph:
        follow(name, ())


@pytest.mark.parametrize("path", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_is_read_in_one_sitting(path):
    lines = path.read_text("utf8").splitlines()
    assert len(lines) <= 250
    if path.suffix in {".css", ".js"}:  # of Python ruff knows
        assert all(len(line) <= 120 for line in lines if "data:image" not in line)


def test_every_folder_says_what_lives_there():
    for path in (*(ROOT / "_ext").rglob("__init__.py"), *(ROOT / "snippets").rglob("__init__.py")):
        assert ast.get_docstring(ast.parse(path.read_text("utf8"))), path


def test_the_rooms_are_those_of_the_readme():
    text = (ROOT / "README.md").read_text("utf8")
    places = [text.index(f"`{room}/`") for room in ROOMS]
    assert all(a < b for a, b in pairwise(places))
