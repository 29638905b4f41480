"""Kernels share one process with the libraries loaded, and nothing else."""

from pathlib import Path

from _ext.execution.chapters import Chapter
from _ext.execution.freshness import libraries
from _ext.execution.running import execute_all

SHARED = """import os, sys, tempfile
print(os.getppid(), 'wave' in sys.modules, os.getcwd(), tempfile.gettempdir(), hasattr(sys, 'mine'))
sys.mine = True"""


def chapter(root: Path, stem: str, code: str) -> Chapter:
    return Chapter(f"# A\n\n```{{code-cell}}\n{code}\n```\n", root, root / f"{stem}.md")


def test_libraries_are_those_that_modules_of_the_project_import_too(tmp_path):
    (tmp_path / "own.py").write_text("import wave\n")
    assert libraries(["from own import f\nimport json.decoder"], tmp_path) == ["json", "json.decoder", "wave"]
    assert libraries(["%matplotlib inline"], tmp_path) == []


def test_kernels_have_a_parent_and_its_libraries_in_common(tmp_path):
    chapters = [chapter(tmp_path, name, f"{SHARED}\nif not sys: import wave") for name in ("one", "two")]
    assert execute_all(chapters, tmp_path / "executed", 60) == []
    one, two = (c.cells[0][1].outputs[0]["text"].split() for c in chapters)
    assert one[0] == two[0] and one[1] == two[1] == "True"  # the parent, a library that neither asked for
    assert one[2] == two[2] == str(tmp_path) and one[3] != two[3] and one[4] == two[4] == "False"


def test_what_torch_loads_with_its_first_optimizer_is_loaded_once(tmp_path):
    asks = "import sys, torch\nbefore = set(sys.modules)\ntorch.optim.SGD([torch.ones(1)])\n"
    one = chapter(tmp_path, "one", f"{asks}print([name for name in set(sys.modules) - before if 'torch' in name])")
    assert execute_all([one], tmp_path / "executed", 60) == []
    assert one.cells[0][1].outputs[0]["text"] == "[]\n"


def test_a_server_that_is_killed_is_one_line_a_chapter(tmp_path):
    code = "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(60)"
    chapters = [chapter(tmp_path, name, code) for name in ("one", "two")]
    failures = execute_all(chapters, tmp_path / "executed", 60)
    assert len(failures) == 2 and all("cell 1 failed: its kernel was killed" in str(f) for f in failures)
    assert not list((tmp_path / "executed/kernels").iterdir())
