"""Cells that misbehave end with one line that names the place, and leave no process and no file behind."""

import psutil
import pytest

from _ext.execution.chapters import Chapter
from _ext.execution.forks import MARK
from _ext.execution.running import execute_all

LAB = """from snippets.lab.estimates import *
from snippets.lab.evidence import *
from snippets.lab.figures import draw
"""
SECONDS = 1.5  # of CPU time
SHOW = "from IPython.display import *\n"
FORGED = "display({'application/vnd.marked-answers.evidence+json': {'claim': 'a-b'}}, raw=True)"
RAGGED = "draw('d', lambda axes: None, data={'a': [1], 'b': [1, 2]})"
# kind: code of the second cell, which starts on line 8, and what is said of it
BAD = {
    "raises": ("x = 1\nx / 0", 9, "ZeroDivisionError: division by zero"),
    "in-module": ("from snippets.deep import f\nf()", 9, "ValueError: no, in snippets/deep.py:3"),
    "bad-module": ("import snippets.bad", 8, "SyntaxError: invalid syntax, in snippets/bad.py:2"),
    "leaves": ("import os\nos._exit(3)", 8, "it ended its kernel, with exit code 3"),
    "killed": ("import os\nos.kill(os.getpid(), 9)", 8, "its kernel was killed"),
    "spins": ("while True: pass", 8, "over its limit of 1.5 s of CPU time"),
    "in-c": ("import re\nre.match('(a*)*b', 'a' * 60)", 8, "over its limit of 1.5 s of CPU time"),
    "sleeps": ("import time\ntime.sleep(999)", 8, "it has waited for 15 s"),
    "asks": ("input()", 8, "EOFError"),
    "floods": ("while True: print('x' * 9999)", 8, "FloodError: more than 10 MB of output"),
    "swells": ("x = bytearray(10**11)", 8, "MemoryError"),
    "stderr": ("import sys\nprint('a\\nb', file=sys.stderr)", 8, "it writes to stderr, which pages do not show: a"),
    "warns": ("import warnings\nwarnings.warn('old')", 8, "it writes to stderr, which pages do not show: "),
    "progress": ("print('50 %\\r100 %')", 8, "it prints control characters (a progress bar, or colours?): 50 %"),
    "past": ("import os\nos.system('echo b')", 8, "it writes past Python's own output, which pages do not show: b"),
    "html": (SHOW + "display(HTML('<b>'))", 8, "it puts out text/html, which pages do not show"),
    "latex": (SHOW + "display(Latex('$'))", 8, "it puts out text/latex, which pages do not show"),
    "forged": (SHOW + FORGED, 8, "evidence is not of the lab's own making: its line is None"),
    "list-id": (LAB + "supports(['a'], 'x', exactly(1), equals=1)", 11, "evidence is not of the lab's own"),
    "ragged": (LAB + RAGGED, 8, "the columns of drawing 'd' differ in length (a: 1, b: 2)"),
    "twice": (LAB + "record(a=exactly(1))\nrecord(a=exactly(2))", 8, "value 'a' was made before"),
    "variable": ("import os\nos.environ.get('SHELL')", 9, "OSError: kernels do not get the variable SHELL"),
}
DAEMON = """import subprocess, os
subprocess.Popen(['setsid', 'sleep', '77'])
if os.fork() == 0:
    os.setsid()
    while True: pass"""


def processes():
    """Whatever carries the mark of a kernel."""
    found = []
    for process in psutil.process_iter():
        try:
            if MARK in process.environ():
                found.append(process)
        except (psutil.Error, OSError):
            pass
    return found


@pytest.fixture
def failures(tmp_path):
    """What each bad chapter says, of all run side by side; one that starts processes is among them."""
    root = tmp_path / "l'été d'un chemin"
    (root / "snippets").mkdir(parents=True)
    for name, text in {
        "__init__": "__path__ = __import__('pkgutil').extend_path(__path__, __name__)",
        "deep": "def f():\n    x = 1\n    raise ValueError('no')\n",
        "bad": "x = 1\ny = = 2\n",
    }.items():
        (root / f"snippets/{name}.py").write_text(text)
    kinds = {kind: code for kind, (code, *_) in BAD.items()} | {"daemon": DAEMON}
    texts = {
        kind: f"# A\n\n```{{code-cell}}\nprint(1)\n```\n\n```{{code-cell}}\n{code}\n```\n"
        for kind, code in kinds.items()
    }
    chapters = [Chapter(text, root, root / f"{kind}.md") for kind, text in texts.items()]
    store = root / "executed"
    found = execute_all([c for c in chapters if LAB not in c.text], store, SECONDS)
    found += execute_all([c for c in chapters if LAB in c.text], store, 60)  # torch alone takes some seconds
    assert [path.name for path in store.glob("*.ipynb")] == [path.name for path in store.glob(f"{chapters[-1].key}-*")]
    assert not list(store.glob("*.partial")) and not list(store.glob("kernels/*"))
    mine = [p for p in processes() if str(root) in p.environ()[MARK]]
    assert mine == []
    return {str(failure).partition(".md:")[0].rpartition("/")[2]: str(failure) for failure in found}


def test_each_bad_cell_gives_one_line_with_its_place_and_leaves_nothing(failures):
    for kind, (_, line, says) in BAD.items():
        assert f"{kind}.md:{line}: cell 2 failed: {says}" in failures[kind] and "\n" not in failures[kind]
    assert failures.keys() == BAD.keys()  # a cell that starts processes is no failure; they have ended with it
