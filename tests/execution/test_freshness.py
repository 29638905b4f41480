"""What makes a chapter stale, and what doesn't."""

import re
import shutil
from pathlib import Path

import pytest
from conftest import sphinx

from _ext.execution.freshness import dependencies, digest

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
        "snippets/lab/bench.py": "import math\n",
        "snippets/lab/style.mplstyle": "font.size: 9\n",
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_dependencies_are_followed_through_modules_to_data_files(root):
    found = {str(path.relative_to(root / "snippets")) for path in dependencies([CELL], root)}
    assert found == {"__init__.py", "first.py", "lab/__init__.py", "lab/bench.py", "lab/style.mplstyle"}


@pytest.mark.parametrize("name", ["snippets/first.py", "snippets/lab/style.mplstyle", "requirements.lock"])
def test_what_a_chapter_uses_makes_it_stale(root, name):
    before = digest([CELL], root, {})
    (root / name).write_text((root / name).read_text() + "# changed\n")
    assert digest([CELL], root, {}) != before


def test_what_it_does_not_use_leaves_it_fresh(root):
    before = digest([CELL], root, {})
    (root / "snippets/second.py").write_text("y = 2\n")
    assert digest([CELL], root, {"HOME": "elsewhere"}) == before


def test_cells_and_seed_count(root):
    assert (
        len({digest([CELL], root, {}), digest([CELL + "\n1"], root, {}), digest([CELL], root, {"GUIDE_SEED": "1"})})
        == 3
    )


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


def executed(tiny):
    """Build; which chapters ran, and the text of all pages."""
    run = sphinx(tiny, tiny / "chapters", tiny / "build" / "html")
    pages = "".join(page.read_text() for page in (tiny / "build/html").glob("*.html"))
    return run.returncode, set(re.findall(r"executed (\w+) in", run.stdout)), pages


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_build_executes_exactly_what_changed(tiny):
    assert executed(tiny)[:2] == (0, {"one", "two"})
    assert executed(tiny)[:2] == (0, set())
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
