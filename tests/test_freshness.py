"""What makes a chapter stale, and what doesn't."""

import pytest

from _ext.freshness import dependencies, digest

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
