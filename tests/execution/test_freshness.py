"""What makes a chapter stale, and what doesn't."""

import os
import py_compile
import re
import shutil
from pathlib import Path

import pytest
from conftest import sphinx

from _ext.execution import freshness
from _ext.execution.chapters import Chapter
from _ext.execution.freshness import key, modules
from _ext.execution.running import execute_all
from _ext.execution.store import find_result

CELL = "from snippets import first"


@pytest.fixture
def root(tmp_path):
    lab = tmp_path / "snippets" / "lab"
    lab.mkdir(parents=True)
    for name, text in {
        "requirements.lock": "a==1\n",
        "snippets/__init__.py": "",
        "snippets/first.py": "from .lab.bench import x\n",
        "snippets/second.py": "y = 1\n",
        "snippets/lab/__init__.py": "",
        "snippets/lab/bench.py": "import math\nx = 1\n",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_imports_are_followed_through_modules(root):
    found = {str(path.relative_to(root / "snippets")) for path in modules([CELL], root)}
    assert found == {"__init__.py", "first.py", "lab/__init__.py", "lab/bench.py"}


def test_cells_seed_and_lock_count_before_anything_runs(root):
    keys = [key([CELL], root, {}), key([CELL + "\n1"], root, {}), key([CELL], root, {"GUIDE_SEED": "1"})]
    assert key([CELL], root, {"HOME": "elsewhere"}) == keys[0]
    (root / "requirements.lock").write_text("a==2\n")
    assert len({*keys, key([CELL], root, {})}) == 4


USES = """
import importlib, subprocess, sys, pathlib
from snippets import first
name = "snippets.late"
importlib.import_module(name).f()
exec(open("snippets/told.txt").read())
print(sorted(p.name for p in pathlib.Path("snippets/data").glob("*.csv")), open("snippets/data/deep/a.csv").read())
print(subprocess.run(["cat", "snippets/asked.txt"], capture_output=True).stdout)
try:
    import snippets.optional
except ImportError:
    pass
try:
    open("snippets/absent.txt")
except OSError:
    pass
"""
FILES = {
    "snippets/late.py": "# words\ndef f():\n    'what it does'\n    return open('snippets/lazy.txt').read()\n",
    "snippets/lazy.txt": "1",
    "snippets/told.txt": "2",
    "snippets/asked.txt": "3",
    "snippets/data/deep/a.csv": "4",
    "snippets/data/b.csv": "5",
}


@pytest.fixture
def used(root):
    """A chapter that opens files in many ways, and has run."""
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    chapter = Chapter(f"# A\n\n```{{code-cell}}{USES}```\n", root, root / "a.md")
    assert execute_all([chapter], root / "executed", 60) == []
    return chapter


def test_a_result_depends_on_all_that_its_run_opened_and_on_nothing_else(used):
    root, store = used.root, used.root / "executed"

    def fresh():
        return find_result(store, used) is not None

    assert fresh()
    for name in (
        "snippets/second.py",
        "snippets/.first.py.swp",
        "snippets/data/.DS_Store",
        "snippets/__pycache__/x.pyc",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("z = 3\n")
    edit(root / "snippets/late.py", "# words", "# other words\n")
    edit(root / "snippets/late.py", "what it does", "what it is for")
    assert fresh()
    names = [*FILES, "snippets/first.py", "snippets/lab/bench.py", "snippets/__init__.py"]
    for name in [n for n in names if n != "snippets/data/b.csv"]:
        before = (root / name).read_text()
        (root / name).write_text(before + "\nq = 1\n")
        assert not fresh(), name
        (root / name).write_text(before)
        assert fresh(), name
    for name in ("snippets/data/c.csv", "snippets/optional.py", "snippets/absent.txt", "snippets/late/__init__.py"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
        assert not fresh(), name
        (root / name).unlink()
        assert fresh(), name


def test_an_old_cache_of_a_module_is_not_used(root):
    module, cells = root / "snippets/second.py", "```{code-cell}\nfrom snippets.second import y\nprint(y)\n```\n"
    stamp = module.stat()
    py_compile.compile(str(module))
    module.write_text("y = 2\n")
    os.utime(module, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    chapter = Chapter(f"# A\n\n{cells}", root, root / "a.md")
    assert execute_all([chapter], root / "executed", 60) == []
    assert find_result(root / "executed", chapter).cells[1].outputs[0].text == "2\n"


def test_a_module_that_is_edited_while_a_chapter_runs_gives_no_result(root):
    code = "from snippets import second\nopen('snippets/second.py', 'a').write('z = 1')"
    chapter = Chapter(f"# A\n\n```{{code-cell}}\n{code}\n```\n", root, root / "a.md")
    [failure] = execute_all([chapter], root / "executed", 60)
    assert "a.md: snippets/second.py was edited while the chapter ran; build again" in str(failure)
    assert not list((root / "executed").glob("*.ipynb"))


NOTES = """
def note(text):
    print("noted", text)
"""


@pytest.fixture
def tiny(tmp_path):
    """A site of two chapters, each with a module of its own, over one shared bench."""
    shutil.copy(Path(__file__).parent.parent / "roots" / "conf.py", tmp_path)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "snippets/lab").mkdir(parents=True)
    (tmp_path / "snippets/__init__.py").touch()
    (tmp_path / "snippets/lab/__init__.py").touch()
    (tmp_path / "snippets/lab/notes.py").write_text(NOTES)
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters/index.md").write_text("# Tiny\n\n```{toctree}\none\ntwo\n```\n")
    for name in ("one", "two"):
        (tmp_path / f"snippets/{name}.py").write_text(
            f'from .lab.notes import note\n\ndef run():\n    note("{name}")\n'
        )
        cell = f"```{{code-cell}}\nfrom snippets import {name}\n{name}.run()\n```\n"
        (tmp_path / f"chapters/{name}.md").write_text(f"# {name}\n\nSome prose.\n\n{cell}")
    return tmp_path


def executed(tiny, *options):
    """Build; which chapters ran, and the text of all pages."""
    run = sphinx(tiny, tiny / "chapters", tiny / "build" / "html", *options)
    pages = "".join(page.read_text() for page in (tiny / "build/html").glob("*.html"))
    return run.returncode, set(re.findall(r"executed (\w+) in", run.stdout)), pages


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_build_executes_exactly_what_changed(tiny):
    assert executed(tiny)[:2] == (0, {"one", "two"})
    assert executed(tiny)[:2] == (0, set())
    assert executed(tiny, "-D", "guide_again=two")[:2] == (0, {"two"})
    edit(tiny / "chapters/one.md", "Some prose", "Better prose")
    code, ran, pages = executed(tiny)
    assert (code, ran) == (0, set()) and "Better prose" in pages
    edit(tiny / "snippets/one.py", '"one"', '"first"')
    code, ran, pages = executed(tiny)
    assert (code, ran) == (0, {"one"}) and "noted first" in pages and "noted one" not in pages
    edit(tiny / "snippets/lab/notes.py", "noted", "read")
    code, ran, pages = executed(tiny)
    assert (code, ran) == (0, {"one", "two"}) and "read two" in pages and "noted" not in pages


def test_a_failed_build_leaves_what_is_whole_and_shows_nothing_old(tiny):
    assert executed(tiny)[0] == 0
    edit(tiny / "snippets/one.py", 'note("one")', "note(1 / 0)")
    edit(tiny / "snippets/two.py", '"two"', '"second"')
    assert executed(tiny)[:2] != (0, {"one"})  # fails, though two may have run
    edit(tiny / "snippets/one.py", "note(1 / 0)", 'note("third")')
    code, ran, pages = executed(tiny)
    assert code == 0 and "one" in ran and "noted third" in pages and "noted second" in pages
    edit(tiny / "snippets/one.py", '"third"', '"one"')
    assert executed(tiny)[:2] == (0, set())  # this state ran before: its result is kept


def test_other_packages_make_other_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(freshness, "__file__", str(tmp_path / "_ext/execution/freshness.py"))
    found = set()
    for packages in ("a==1\n", "a==2\n"):
        (tmp_path / "requirements.lock").write_text(packages)
        found.add(freshness.tools_digest(tmp_path / "chapters"))
    assert len(found) == 2
