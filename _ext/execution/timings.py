"""CPU times in executed chapters: all that a second run of the same code may change, found by their marks.

Two runs are compared after the times of the first have been put into the second. What then differs is not a time.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any

from snippets.lab.mime import DRAWING, EVIDENCE, VALUES

Json = Any
ESTIMATE = ("center", "low", "high")  # `count`, `interval` and `unit` are no measurements
FORMS = ("", "brief", "interval", "mean", "low", "high")
PLAIN, PICTURE = {"text/plain", "text/markdown"}, "image/svg+xml"


def results(notebook: Json) -> Json:
    """What a run gave, without the identifiers that Jupyter makes up for cells."""
    cells = [
        {key: cell[key] for key in ("source", "outputs", "execution_count") if key in cell}
        for cell in notebook["cells"]
    ]
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        for mime, content in output.get("data", {}).items():
            if isinstance(content, list):  # a notebook's file keeps texts as lists of lines
                output["data"][mime] = "".join(content)
    return {"cells": cells, "run": notebook["metadata"].get("run")}


def with_times_of(first: Json, second: Json) -> Json:
    """``second``, with every CPU time that both runs mark as such taken from ``first``."""
    second = copy.deepcopy(second)
    if first["run"] and second["run"]:
        second["run"]["seconds"] = first["run"]["seconds"]
    for mime, borrow in ((EVIDENCE, borrow_evidence), (VALUES, borrow_values), (DRAWING, borrow_drawing)):
        for one, other in zip(outputs(first, mime), outputs(second, mime), strict=False):
            borrow(one, other)
    return second


def outputs(run: Json, mime: str) -> Iterator[Json]:
    """Every output of the kind ``mime`` in order, with the plain forms of it that notebooks show."""
    for cell in run["cells"]:
        for output in cell.get("outputs", []):
            if mime in output.get("data", {}):
                yield output["data"]


def borrow_evidence(one: Json, other: Json) -> None:
    a, b = one[EVIDENCE], other[EVIDENCE]
    if a["timed"] and b["timed"]:
        for mime in PLAIN & other.keys():
            other[mime] = other[mime].replace(b["text"], a["text"])
        b["text"] = a["text"]
        b["estimate"] |= {key: a["estimate"][key] for key in ESTIMATE}


def borrow_values(one: Json, other: Json) -> None:
    for name, forms in one[VALUES].items():
        theirs = other[VALUES].get(name, {"timed": ""})
        if forms["timed"] and theirs["timed"]:
            for mime in PLAIN & other.keys():
                lines = other[mime].split("\n")
                mine, its = f"{name}: {forms['']}", f"{name}: {theirs['']}"
                other[mime] = "\n".join(mine if line == its else line for line in lines)
            theirs |= {form: forms[form] for form in FORMS}


def borrow_drawing(one: Json, other: Json) -> None:
    """A drawing of times is lines of times; of its table, the columns that hold times."""
    a, b = one[DRAWING], other[DRAWING]
    if a["timed"] and a["timed"] == b["timed"]:
        b["panels"] = a["panels"]
        if PICTURE in one and PICTURE in other:
            other[PICTURE] = one[PICTURE]
        columns = dict(a["table"])
        b["table"] = [[head, columns[head] if head in a["timed"] else cells] for head, cells in b["table"]]


def first_difference(one: Json, other: Json, place: str = "") -> str | None:
    """Where two JSON values differ first, and how; None if they are equal."""
    if type(one) is not type(other) or not isinstance(one, dict | list):
        return None if one == other else f"{place}: {shown(one)} and {shown(other)}"
    if isinstance(one, dict):
        if one.keys() != other.keys():
            return f"{place}: fields {sorted(one)} and {sorted(other)}"
        pairs = [(f"{place}.{key}", one[key], other[key]) for key in one]
    else:
        if len(one) != len(other):
            return f"{place}: {len(one)} and {len(other)} items"
        pairs = [(f"{place}[{k}]", a, b) for k, (a, b) in enumerate(zip(one, other, strict=True))]
    return next(filter(None, (first_difference(a, b, where) for where, a, b in pairs)), None)


def shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else f"{text[:99]}…"
