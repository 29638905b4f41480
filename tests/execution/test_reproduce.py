"""Two runs may differ in CPU times that are marked as such, and in nothing else."""

import copy
import json

import pytest

from _ext.execution.reproduce import DifferenceError, compare_products, compare_runs
from snippets.lab.mime import DRAWING, EVIDENCE, VALUES


def estimate(center):
    return {"center": center, "low": center - 1, "high": center + 1, "count": 15, "interval": "median", "unit": "×"}


def chapter(time, *, accuracy=0.5, seconds=1.0, met=True):
    """An executed chapter that measured a CPU time and an accuracy."""
    forms = {"": f"{time} ×", "brief": f"{time} ×", "interval": " (1 to 9)"}
    forms |= {"mean": f"{time}", "low": "1", "high": "9", "n": "15", "timed": "CPU time of this run"}
    judged = {"claim": "a-b", "text": f"{time} ×", "estimate": estimate(time), "timed": True, "met": met}
    exact = {"claim": "a-c", "text": f"{accuracy}", "estimate": estimate(accuracy), "timed": False, "met": True}
    drawing = {"name": "cost", "panels": [f"<svg>{time}</svg>"], "timed": ["time"]}
    table = [["operations", ["1", f"{accuracy}"]], ["time", [f"{time}"]]]
    data = [
        {EVIDENCE: judged, "text/markdown": [f"**Supports** `a-b`:\n{time} × (exact)"]},
        {EVIDENCE: exact, "text/plain": f"Supports a-c: {accuracy}"},
        {
            VALUES: {"time": forms, "accuracy": forms | {"": f"{accuracy}", "brief": f"{accuracy}", "timed": ""}},
            "text/plain": [f"time: {time} ×\n", f"accuracy: {accuracy}"],
        },
        {DRAWING: drawing | {"table": table}, "image/svg+xml": f"<svg>{time}</svg>", "text/plain": "Drawing: cost"},
    ]
    cells = [
        {"cell_type": "markdown", "id": f"random {time}", "source": "# A chapter\n"},
        {"cell_type": "code", "source": "run()", "execution_count": 1, "outputs": [{"data": d} for d in data]},
    ]
    cells[1]["outputs"][2]["data"][VALUES]["accuracy"].update(mean="0.5", low="0", high="1")
    return {"cells": cells, "metadata": {"run": {"seconds": seconds, "torch": "2.13.0"}}}


@pytest.fixture
def runs(tmp_path):
    def write(first, second):
        for name, notebook in (("first", first), ("second", second)):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "digest.ipynb").write_text(json.dumps(notebook))
        return tmp_path / "first", tmp_path / "second"

    return write


def test_times_may_differ_and_are_taken_over(runs):
    first, second = runs(chapter(2.0), chapter(3.0, seconds=9.9))
    compare_runs(first, second)
    assert (second / "digest.ipynb").read_text() == (first / "digest.ipynb").read_text()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (chapter(3.0, accuracy=0.6), r"A chapter: cells\[1\].*text: \"0.5\" and \"0.6\""),
        (chapter(3.0, met=False), "met: true and false"),
    ],
)
def test_anything_else_is_named(runs, other, says):
    with pytest.raises(DifferenceError, match=says):
        compare_runs(*runs(chapter(2.0), other))


def spoiled(change):
    notebook = copy.deepcopy(chapter(3.0))
    change([output["data"] for output in notebook["cells"][1]["outputs"]], notebook)
    return notebook


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data, _: data[0][EVIDENCE].update(timed=False), "timed: true and false|text: "),
        (lambda data, _: data[0][EVIDENCE]["estimate"].update(count=9), "count: 15 and 9"),
        (lambda data, _: data[2][VALUES]["accuracy"].update(mean="0.7"), r"accuracy.mean: \"0.5\" and \"0.7\""),
        (lambda data, _: data[3][DRAWING]["table"][0][1].append("x"), "2 and 3 items"),
        (lambda data, _: data[3][DRAWING].update(timed=[]), "svg|timed"),
        (lambda data, _: data[0].update({"text/markdown": ["a remark, 3.0 ×"]}), "text/markdown: "),
        (lambda data, _: data[2].update({"text/plain": ["time: 3.0 ×\n", "accuracy: 0.6"]}), "text/plain: "),
        (lambda _, notebook: notebook["metadata"]["run"].update(torch="2.14.0"), "run.torch"),
        (lambda _, notebook: notebook["cells"][1]["outputs"].append({"text": "a warning"}), "4 and 5 items"),
    ],
)
def test_what_is_not_a_time_is_never_masked(runs, change, says):
    with pytest.raises(DifferenceError, match=says):
        compare_runs(*runs(chapter(2.0), spoiled(change)))


def test_a_chapter_that_depends_on_its_folder_is_named(runs):
    first, second = runs(chapter(2.0), chapter(2.0))
    (second / "digest.ipynb").rename(second / "other.ipynb")
    with pytest.raises(DifferenceError, match="depend on where they are built"):
        compare_runs(first, second)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"one\ntwo\nthree\n", None),
        (b"one\nTwo\nthree\n", r"html/page.html: line 2: 'two' and 'Two'"),
        (b"one\ntwo\nthree", r"html/page.html: line 1: 'other ends of lines'"),
        (b"one\ntwo\n\xff", "differs from byte 8 on"),
    ],
)
def test_the_first_file_that_differs_is_named_with_its_place(tmp_path, content, says):
    for name, text in (("one", b"one\ntwo\nthree\n"), ("two", content)):
        (tmp_path / name / "html").mkdir(parents=True)
        (tmp_path / name / "html/page.html").write_bytes(text)
    if says is None:
        assert compare_products(tmp_path / "one", tmp_path / "two") == 1
        (tmp_path / "two/html/more.html").touch()
        says = "only one build has html/more.html"
    with pytest.raises(DifferenceError, match=says):
        compare_products(tmp_path / "one", tmp_path / "two")
