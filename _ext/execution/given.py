"""What cells may put out: evidence, values, drawings, pictures and printed text, each of its full form."""

import re
from collections.abc import Callable
from typing import Any

from snippets.lab.mime import DRAWING, EVIDENCE, VALUES

Json = Any
PLAIN = {"text/plain", "image/svg+xml", "image/png", "image/jpeg"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
NUMBER = (int, float)
ESTIMATE = {"center": NUMBER, "low": NUMBER, "high": NUMBER, "count": int, "interval": str, "unit": str}
FIELDS: dict[str, dict[str, Any]] = {
    EVIDENCE: {
        "claim": str, "line": int, "stance": str, "what": str, "estimate": dict, "text": str, "basis": str,
        "timed": bool, "bound": str, "met": bool,
    },
    DRAWING: {"name": str, "panels": list, "table": list, "timed": list},
}  # fmt: skip
FORMS = dict.fromkeys(("", "brief", "interval", "mean", "low", "high", "n", "basis", "timed"), str)
STANCES = {"supports", "limits", "refutes"}


def broken_output(outputs: list[Json], known: dict[str, set[str]], raw: str) -> tuple[str, int] | None:
    """The first thing that one cell put out and no page can show, with its line in the cell; None if all is well.

    ``known`` has the names of values and drawings of earlier cells and takes up those of this one; ``raw`` is what
    was written past Python's own streams.
    """
    for output in outputs:
        if output["output_type"] == "stream":
            problem = broken_text(output["name"], output["text"])
        else:
            problem = broken_bundle(output["data"], known)
        if problem:
            line = output.get("data", {}).get(EVIDENCE)
            return problem, line["line"] if isinstance(line, dict) and isinstance(line.get("line"), int) else 1
    if raw.strip():
        return f"it writes past Python's own output, which pages do not show: {first_line(raw)}", 1
    return None


def broken_text(name: str, text: str) -> str | None:
    if name == "stderr" and text.strip():
        return f"it writes to stderr, which pages do not show: {first_line(text)}"
    if CONTROL.search(text):
        return f"it prints control characters (a progress bar, or colours?): {first_line(text)}"
    return None


def first_line(text: str) -> str:
    """The first line with something on it, its control characters told."""
    line = next(line for line in re.split(r"[\r\n]+", text) if line.strip())
    return ascii(CONTROL.sub(" ", line.strip())[:200])[1:-1] if CONTROL.search(line) else line.strip()[:200]


def broken_bundle(data: Json, known: dict[str, set[str]]) -> str | None:
    """What is wrong with one displayed object."""
    kinds: dict[str, Callable[[Json], str | None]] = {
        EVIDENCE: broken_evidence,
        DRAWING: broken_drawing,
        VALUES: broken_values,
    }
    ours = [mime for mime in kinds if mime in data]
    for mime in ours:
        problem = kinds[mime](data[mime])
        if problem:
            return problem
    if not ours and data.keys() - PLAIN:
        return f"it puts out {min(data.keys() - PLAIN)}, which pages do not show; print text, or draw"
    if CONTROL.search(data.get("text/plain", "")):
        return "it puts out control characters"
    names = [("value", name) for name in data.get(VALUES, {})]
    names += [("drawing", data[DRAWING]["name"])] if DRAWING in data else []
    for kind, name in names:
        if name in known.setdefault(kind, set()):
            return f"{kind} '{name}' was made before; give this one another name"
        known[kind].add(name)
    return None


def lacking(payload: Json, fields: dict[str, Any], what: str) -> str | None:
    """Which of ``fields`` is missing or of another type."""
    if not isinstance(payload, dict):
        return f"{what} is not of the lab's own making: it has no fields"
    wrong = [name for name, kind in fields.items() if not isinstance(payload.get(name), kind)]
    return f"{what} is not of the lab's own making: its {wrong[0]} is {payload.get(wrong[0])!r}" if wrong else None


def broken_evidence(payload: Json) -> str | None:
    problem = lacking(payload, FIELDS[EVIDENCE], "evidence") or lacking(payload["estimate"], ESTIMATE, "evidence")
    if not problem and payload["stance"] not in STANCES:
        return f"evidence has no stance '{payload['stance']}': supports, limits or refutes"
    return problem


def broken_values(payload: Json) -> str | None:
    if not isinstance(payload, dict):
        return "values are not of the lab's own making"
    problems = (lacking(forms, FORMS, f"value '{name}'") for name, forms in payload.items())
    return next(filter(None, problems), None)


def broken_drawing(payload: Json) -> str | None:
    problem = lacking(payload, FIELDS[DRAWING], "a drawing")
    if problem:
        return problem
    try:
        lengths = {head: len(column) for head, column in payload["table"]}
    except (TypeError, ValueError):
        return f"the data of drawing '{payload['name']}' are no columns"
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{head}: {length}" for head, length in lengths.items())
        return f"the columns of drawing '{payload['name']}' differ in length ({told})"
    return None
