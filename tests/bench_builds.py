"""How long builds take, in units of one `import torch`, beside plain Sphinx with myst-nb on the same chapters.

Each row is the median of ROUNDS, in which both take turns. Builds run in copies, so that `_build` is left alone.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
ROUNDS = 5
UNITS = 2**30 if sys.platform == "darwin" else 2**20  # of a process's size: bytes there, kilobytes elsewhere
PLAIN = """extensions = ["myst_nb", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist", "attrs_inline"]
nb_execution_mode, nb_execution_timeout = "cache", -1
bibtex_bibfiles = ["chapters/references.bib"]
exclude_patterns = ["_*"]
html_theme = "pydata_sphinx_theme"
import myst_nb.core.render
myst_nb.core.render.load_mime_renders = lambda: []  # without the guide's own
"""
OWN = re.compile(r"^(:{3,}|`{3,})\{(?:claim|drawing|explorer|marking|ledger|fold|retired|reprint|changes|bench)\}.*$")
ROLE = re.compile(r"\{(?:value|guide:claim|chapters)\}(?=`)")
PROSE = """# Page {number}

{words}

## A section

{words} See [symmetry](symmetry.md), where $x^2$ is no more than that.

- {words}
"""
WORDS = "A sum of gradients forgets slowly, and what it forgets first is what it saw first. " * 5
FRONT = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n"
CELLS = """---
file_format: mystnb
---
# Chapter {number}

```{{code-cell}}
print({number})
```

```{{code-cell}}
print("done")
```
"""


def copy(folder: Path) -> Path:
    """The guide in another folder."""
    left = shutil.ignore_patterns(".venv", "_build", ".git", "__pycache__")
    shutil.copytree(ROOT, folder, ignore=left)
    return folder


def as_plain(text: str) -> str:
    """A chapter for plain Sphinx: the same cells and prose, the guide's own directives as notes without options."""
    lines, option = [], False
    for line in text.splitlines():
        if own := OWN.match(line):
            line, option = f"{own[1]}{{note}}", True
        elif option and re.match(r":[\w-]+:", line):
            continue
        else:
            option = False
        lines.append(ROLE.sub("", line))
    return (FRONT if "{code-cell}" in text else "") + "\n".join(lines) + "\n"


def copy_plain(folder: Path) -> Path:
    """The same chapters with plain Sphinx's settings."""
    copy(folder)
    (folder / "conf.py").write_text(PLAIN, "utf8")
    for page in (folder / "chapters").glob("*.md"):
        page.write_text(as_plain(page.read_text("utf8")), "utf8")
    return folder


def ours(folder: Path) -> list[str | Path]:
    start = ["-I", "-S", "_ext/execution/unchanged.py", "-c", ".", "-W", "--keep-going", "-d", "_build/doctrees", "-q"]
    return [sys.executable, *start, "chapters", "_build/html"]


def plain(folder: Path) -> list[str | Path]:
    return [sys.executable, "-m", "sphinx", "-c", ".", "-d", "_build/doctrees", "-q", "chapters", "_build/html"]


def seconds(command: list[str | Path], folder: Path = ROOT) -> float:
    environment = os.environ | {"PYTHONPATH": str(folder)}
    start = time.perf_counter()
    run = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return time.perf_counter() - start


def cpu_seconds() -> float:
    """Of all processes that have ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


Measure = Callable[[], float]


def cold(folder: Path, command: list[str | Path], known: Path | None = None) -> float:
    """Of a build from nothing but the results of chapters that are ``known`` in another folder."""
    shutil.rmtree(folder / "_build", ignore_errors=True)
    (folder / "_build/html").mkdir(parents=True)
    if known:
        shutil.copytree(known / "_build/executed", folder / "_build/executed")
    return seconds(command, folder)


def cold_rows(sides: list[tuple[Path, list[str | Path]]]) -> Iterator[str]:
    """Time and CPU time of builds from nothing, and the largest process of ours."""
    spent = [list[float]() for _ in sides]

    def measure(side: int) -> float:
        before = cpu_seconds()
        found = cold(*sides[side])
        spent[side].append(cpu_seconds() - before)
        return found

    cold(*sides[0])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / UNITS
    yield told("cold", [partial(measure, side) for side in range(len(sides))], "half of plain Sphinx")
    one = unit()
    columns = " ".join(f"{median(each) / one:8.2f}" for each in spent)
    yield f"{'cold, CPU time':44} {columns:18} goal not above plain Sphinx"
    yield f"{'largest process of ours':44} {peak:8.2f} GiB"


def edited(folder: Path, command: list[str | Path], name: str = "symmetry") -> float:
    with (folder / f"chapters/{name}.md").open("a", encoding="utf8") as page:
        page.write(f"\nAt {time.time_ns()} this was added.\n")
    return seconds(command, folder)


def written(folder: Path, command: list[str | Path]) -> float:
    """Of all pages, where chapters have been executed."""
    for made in ("html", "doctrees"):
        shutil.rmtree(folder / "_build" / made)
    (folder / "_build/html").mkdir()
    return seconds(command, folder)


def added(folder: Path, command: list[str | Path], base: float, count: int) -> float:
    """Of each of ``count`` pages, where all others take ``base`` seconds."""
    return (written(folder, command) - base) / count


def executed(folder: Path, known: Path, command: list[str | Path], base: float, count: int) -> float:
    """Of each of ``count`` chapters, where the results of all others are ``known``."""
    return (cold(folder, command, known) - base) / count


def live(folder: Path) -> float:
    """From an edit of prose to the page that `make live` reloads."""
    page, said = folder / "_build/html/symmetry.html", folder / "_build/live.txt"
    settings = ["-c", ".", "-d", "_build/doctrees", "--port", "0", "--ignore", "*/_build/*", "--watch", "snippets"]
    command = [sys.executable, "-u", "-m", "sphinx_autobuild", *settings, "chapters", "_build/html"]
    with said.open("w") as output:
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output,
                                  env=os.environ | {"PYTHONPATH": str(folder)})  # fmt: skip
    try:
        wait_for("Waiting to detect changes", said)
        time.sleep(3)  # it says so before it does
        word = f"word{time.time_ns()}"
        with (folder / "chapters/symmetry.md").open("a", encoding="utf8") as source:
            source.write(f"\n{word}\n")
        return wait_for(word, page)
    finally:
        server.terminate()
        server.wait()


def wait_for(word: str, path: Path) -> float:
    """Seconds until ``word`` stands in a file."""
    start = time.perf_counter()
    while word not in path.read_text("utf8"):
        assert time.perf_counter() - start < 120, f"'{word}' does not come into {path}"
        time.sleep(0.01)
    return time.perf_counter() - start


def add(folder: Path, count: int, template: str, kind: str) -> list[str]:
    """More pages, which the front page lists."""
    names = [f"{kind}{number}" for number in range(count)]
    for number, name in enumerate(names):
        (folder / f"chapters/{name}.md").write_text(template.format(number=number, words=WORDS), "utf8")
    index = folder / "chapters/index.md"
    before, last, after = index.read_text("utf8").rpartition("References <references>")
    index.write_text("\n".join([before + last, *names]) + after, "utf8")
    return names


def unit() -> float:
    """Seconds of one `import torch`."""
    return median(seconds([sys.executable, "-c", "import torch"]) for _ in range(ROUNDS))


def told(name: str, measures: list[Measure], goal: str, rounds: int = ROUNDS) -> str:
    """One row: ours, then plain Sphinx's where there is one, in units of `import torch` of the same rounds."""
    first = unit()
    found = [[measure() for measure in measures] for _ in range(rounds)]
    one = (first + unit()) / 2
    columns = [f"{median(each) / one:8.2f}" for each in zip(*found, strict=True)]
    return f"{name:44} {' '.join(columns):18} goal {goal} (unit {one:.2f} s)"


def rows() -> Iterator[str]:
    """All rows, each when it is known."""
    yield f"{'builds, in units of one import torch':44} {'ours':>8} {'plain':>8}"
    with tempfile.TemporaryDirectory() as temporary:
        sides = [(copy(Path(temporary) / "ours"), ours), (copy_plain(Path(temporary) / "plain"), plain)]
        both = [(folder, command(folder)) for folder, command in sides]
        here, command = both[0]
        yield from cold_rows(both)
        yield told("nothing changed", [partial(seconds, command, folder) for folder, command in both], "0.3")
        yield told("prose edit", [partial(edited, *side) for side in both], "0.9")
        yield told("prose edit, make live", [partial(live, here)], "0.9")
        yield told("all pages, chapters executed before", [partial(written, here, command)], "2")
        base = median(written(here, command) for _ in range(ROUNDS))
        for count in (50, 200, 1000):
            more = copy(Path(temporary) / f"more{count}")
            shutil.copytree(here / "_build/executed", more / "_build/executed")
            names, rounds = add(more, count, PROSE, "prose"), 1 if count == 1000 else ROUNDS
            for made in ("html", "doctrees"):
                (more / "_build" / made).mkdir()
            yield told(f"a page, of {count} more", [partial(added, more, command, base, count)], "0.03", rounds)
            if count == 200:
                yield told("nothing changed, 200 more", [partial(seconds, command, more)], "0.4")
                yield told("prose edit, 200 more", [partial(edited, more, command, names[0])], "1.2")
        more = copy(Path(temporary) / "executed")
        add(more, 50, CELLS, "cells")
        each = [partial(executed, more, here, command, base, 50)]
        yield told("a chapter, of 50 more with small cells", each, "0.5 on one core")
