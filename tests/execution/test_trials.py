"""The machine of trials, on a tiny site: what it must name, and that neither a dead worker nor a pause stops it."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT

from _ext.execution.chapters import Chapter
from _ext.execution.freshness import experiment_digest
from _ext.execution.record import exceptions, read_record, write_record
from _ext.execution.trials import fresh_seeds

PAGE = """# Page

```{code-cell}
import os, pathlib, signal
mark = pathlib.Path("MARK")
if os.environ.get("GUIDE_TRIAL") == "untrained" and not mark.exists():
    mark.touch()
    os.kill(os.getppid(), signal.SIGKILL)
```

```{code-cell}
import torch
from snippets.lab.circumstances import fixed
from snippets.lab.data import split_digits
from snippets.lab.ensembles import Training, draw_networks, forward, network_loss, score, train
from snippets.lab.estimates import exactly, mean_of
from snippets.lab.evidence import supports
from snippets.lab.optimizers import sgd

def right(steps):
    data, test = split_digits(4, test=450, seed=0)
    start = draw_networks((64, 8, 10), 4, 2.0, seed=0)
    training = Training(optimizer=sgd(0.003), steps=steps, batch=32, seed=0)
    weights = train(start, data, network_loss(torch.relu), training)
    return mean_of(score(forward(weights, test.images, torch.relu), test))

few = right(100)
```

```{code-cell}
supports("page-falls", "accuracy after few steps:", few, above=0.3, below=0.85)
supports("page-named", "accuracy after few steps:", few, above=0.3, below=0.85)
supports("page-holds", "accuracy after few steps:", few, above=0.3)
supports("page-idle", "one:", exactly(1), equals=1)
supports("page-shown", "one:", exactly(1), equals=1, control=exactly(2))
```

```{code-cell}
with fixed("steps"):
    supports("page-fixed", "accuracy after just these steps:", right(100), above=0.3, below=0.85)
```

```{code-cell}
if few.center > 0.85:
    raise KeyError("lost")
supports("page-breaks", "accuracy after few steps:", few, above=0.3)
```

"""
CLAIM = ":::{{claim}} page-{name}\n:by: guide\n:verdict: right\n:title: t\n{option}\nStatement.\n\nReason.\n:::\n\n"
NAMES = {
    "falls": "", "named": ":except: longer-16\n", "holds": ":except: longer-16\n", "idle": "", "shown": "",
    "fixed": "", "breaks": "",
}  # fmt: skip


def trials(root, *options):
    command = [sys.executable, "-m", "_ext.execution.trials", "--root", root, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    root = tmp_path_factory.mktemp("tiny")
    (root / "chapters").mkdir()
    claims = "".join(CLAIM.format(name=name, option=option) for name, option in NAMES.items())
    (root / "chapters/page.md").write_text(PAGE.replace("MARK", str(root / "mark")) + claims)
    return root, trials(root, "--only", "longer-16 shuffled untrained")


def test_what_an_author_has_to_mend_is_named_and_nothing_else(tiny):
    root, run = tiny
    assert run.returncode == 1, run.stderr
    problems = [line for line in run.stdout.splitlines() if line.startswith(str(root))]
    said = {line.split("'")[1]: line for line in problems}
    assert len(problems) == 4 and said.keys() == {"page-falls", "page-holds", "page-idle", "page-breaks"}, run.stdout
    assert "misses in trial longer-16: accuracy after few steps: 0.9" in said["page-falls"]
    assert "had to be above 0.3 and below 0.85" in said["page-falls"]
    assert "excepts longer-16, but holds there" in said["page-holds"]
    assert "has evidence that cannot fail: one: is exactly 1" in said["page-idle"]
    assert "did not run: KeyError: 'lost'" in said["page-breaks"]
    for claim, words in (("page-falls", 'supports("page-falls"'), ("page-holds", "{claim} page-holds")):
        line = int(said[claim].split(":")[1])
        assert words in (root / "chapters/page.md").read_text().splitlines()[line - 1]


def test_a_killed_worker_costs_its_task_a_second_try_and_an_interrupted_run_goes_on(tiny):
    root, run = tiny
    assert (root / "mark").exists() and "4 tasks, 4 to run" in run.stdout  # the cell did kill its worker
    results = list((root / "_build/trials").glob("page-*/*.json"))
    assert {path.stem for path in results} == {"page", "longer-16", "shuffled", "untrained"}
    next(path for path in results if path.stem == "shuffled").unlink()
    again = trials(root, "--only", "longer-16 shuffled untrained")
    assert "4 tasks, 1 to run" in again.stdout
    assert again.stdout.splitlines()[-4:] == run.stdout.splitlines()[-4:]


def test_sabotages_take_the_result_away(tiny):
    root, _ = tiny
    for trial in ("shuffled", "untrained"):
        [path] = (root / "_build/trials").glob(f"page-*/{trial}.json")
        evidence = json.loads(path.read_text())["evidence"]
        assert not evidence["page-falls: accuracy after few steps:"]["met"]
        assert evidence["page-falls: accuracy after few steps:"]["estimate"]["center"] < 0.2
        assert evidence["page-idle: one:"]["met"]


def test_an_unknown_word_is_named(tiny):
    root, _ = tiny
    run = trials(root, "--only", "page longer")
    assert run.returncode == 1 and "not longer" in run.stderr and "longer-16" in run.stderr


def test_a_record_of_other_experiments_is_old(tiny):
    root, _ = tiny
    text = (root / "chapters/page.md").read_text()
    cells = [cell.source for _, cell in Chapter(text, root).cells]
    write_record(root / "chapters/trials.json", {"page": {"digest": experiment_digest(cells, root), "evidence": {}}})
    assert read_record(root / "chapters/trials.json")["page"]["evidence"] == {}
    assert trials(root, "--check").returncode == 0
    assert experiment_digest([cells[0], "'''Doc.'''\ndraw(few)", *cells[1:]], root) != experiment_digest(cells, root)
    same = [cell.replace("few = right(100)", "few = right(100)  # a comment\ndraw(few)") for cell in cells]
    assert experiment_digest(same, root) == experiment_digest(cells, root)
    (root / "chapters/page.md").write_text(text.replace("right(100)", "right(101)"))
    late = trials(root, "--check")
    (root / "chapters/page.md").write_text(text)
    assert late.returncode == 1 and "is older than these chapters: page" in late.stderr


def test_seeds_follow_from_the_day():
    assert fresh_seeds("2026-01-01") == fresh_seeds("2026-01-01") != fresh_seeds("2026-01-02")
    assert len(set(fresh_seeds("2026-01-01"))) == 20


def test_exceptions_stand_with_their_claim():
    text = ":::{claim} a-b\n:by: key\n:except: adam, longer-4\n\n:except: wider\n:::\n```{claim} a-c\n:by: key\n"
    assert exceptions(text) == {"a-b": (1, ["adam", "longer-4"]), "a-c": (7, [])}
