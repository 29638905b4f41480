"""The record of trials: what happened to each piece of evidence, and what that says of its claim."""

import json
import re
from pathlib import Path
from typing import Any

from snippets.lab.circumstances import SABOTAGES, TRIALS, asked

from .chapters import Chapter
from .freshness import experiment_digest

Json = Any
PAGE = "page"
CLAIM = re.compile(r"[:`]{3,}\{claim\}\s+(\S+)\s*$")
EXCEPT = re.compile(r":except:\s*(.*)$")


def read_record(path: Path) -> dict[str, Json]:
    """By chapter; empty where no trials were kept."""
    return json.loads(path.read_text("utf8")) if path.exists() else {}


def write_record(path: Path, chapters: dict[str, Json]) -> None:
    """One line for each piece of evidence."""
    parts = []
    for stem, found in sorted(chapters.items()):
        lines = ",\n".join(
            f"   {json.dumps(id, ensure_ascii=False)}: {json.dumps(item, ensure_ascii=False)}"
            for id, item in sorted(found["evidence"].items())
        )
        head = {key: value for key, value in found.items() if key != "evidence"}
        parts.append(f' "{stem}": {json.dumps(head)[:-1]}, "evidence": {{\n{lines}\n }}}}')
    partial = path.with_suffix(".partial")
    partial.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf8")
    partial.replace(path)


def values(item: Json) -> list[Json]:
    """Met or not, and center, low and high in four figures."""
    return [int(item["met"]), *(float(f"{item['estimate'][key]:.4g}") for key in ("center", "low", "high"))]


def summed_up(
    stem: str, chapter: Chapter, results: dict[tuple[str, str], Json], died: dict[tuple[str, str], str], day: str
) -> Json:
    """What each trial gave for each piece of evidence of the page: values, or why there are none."""
    trials = {trial: result for (name, trial), result in results.items() if name == stem}
    page = trials.pop(PAGE, {"evidence": {}, "errors": {}})
    gone = {trial: {"evidence": {}, "errors": {}, "died": why} for (name, trial), why in died.items() if name == stem}
    trials |= {trial: result for trial, result in gone.items() if trial != PAGE}
    evidence = {}
    for id, item in page["evidence"].items():
        found: dict[str, Json] = {}
        for trial, result in sorted(trials.items()):
            if not asked(trial, tuple(item["fixed"])):
                found[trial] = "not asked"
            elif id in result["evidence"]:
                given = values(result["evidence"][id])
                found[trial] = "untouched" if given == values(item) else given
            else:
                found[trial] = f"did not run: {why_missing(item, result)}"
        evidence[id] = {
            "claim": item["claim"],
            "line": item["line"],
            "what": item["what"],
            "bound": item["bound"],
            "page": values(item),
            "control": item["control"] is not None and not item["control"]["met"],
            "trials": found,
        }
    errors = [f"{chapter.path}:{e['line']}: {e['error']}" for e in page["errors"].values()]
    errors += [f"{chapter.path}: {result['died']}" for trial, result in gone.items() if trial == PAGE]
    digest = experiment_digest([cell.source for _, cell in chapter.cells], chapter.root)
    return {"day": day, "digest": digest, "evidence": evidence} | ({"errors": errors} if errors else {})


def why_missing(item: Json, result: Json) -> str:
    """The error of the evidence's own cell, or of the first cell that failed where that only lacks a name."""
    if "died" in result:
        return str(result["died"])
    own = result["errors"].get(str(item["cell"]))
    first = next(iter(sorted(result["errors"].items(), key=lambda pair: int(pair[0]))), (0, None))[1]
    error = first if own is None or own["error"].startswith("NameError") else own
    return f"{error['error']} (line {error['line']})" if error else "the cell gave no such evidence"


def exceptions(text: str) -> dict[str, tuple[int, list[str]]]:
    """Of each claim in a chapter: the line of its directive, and the trials that it excepts."""
    found: dict[str, tuple[int, list[str]]] = {}
    current = None
    for number, line in enumerate(text.splitlines(), 1):
        if match := CLAIM.match(line):
            current = match[1]
            found[current] = (number, [])
        elif not line.startswith(":"):
            current = None
        elif current and (match := EXCEPT.match(line)):
            found[current] = (found[current][0], re.split(r"[,\s]+", match[1].strip()))
    return found


def held(found: Json) -> bool:
    """Whether evidence met its bound in a trial, or is the same as on the page."""
    return found in ("untouched", "not asked") or (isinstance(found, list) and bool(found[0]))


def judged(chapter: Chapter, found: Json) -> list[str]:
    """What an author has to mend."""
    problems = list(found.get("errors", []))
    claims = exceptions(chapter.text)
    fell: dict[str, set[str]] = {claim: set() for claim in claims}
    ran: set[str] = set()
    for item in found["evidence"].values():
        place = f"{chapter.path}:{item['line']}: claim '{item['claim']}'"
        excepted = claims.get(item["claim"], (0, []))[1]
        for trial, outcome in item["trials"].items():
            ran.add(trial)
            if trial in SABOTAGES or held(outcome):
                continue
            fell.setdefault(item["claim"], set()).add(trial)
            if trial not in excepted:
                problems.append(
                    f"{place} misses in trial {trial}: {item['what']} {told(outcome)}, had to be {item['bound']}"
                )
        lost = any(isinstance(item["trials"].get(name), list) and not item["trials"][name][0] for name in SABOTAGES)
        if not item["control"] and not lost and ran >= SABOTAGES.keys():
            problems.append(f"{place} has evidence that cannot fail: {item['what']} is {item['bound']} "
                            "with shuffled labels and without training; give a control= that must miss it")  # fmt: skip
    for claim, (line, excepted) in claims.items():
        for trial in excepted:
            if trial not in TRIALS or trial in SABOTAGES:
                problems.append(f"{chapter.path}:{line}: claim '{claim}' excepts '{trial}', which is no circumstance")
            elif trial in ran and trial not in fell[claim]:
                problems.append(f"{chapter.path}:{line}: claim '{claim}' excepts {trial}, but holds there")
    return problems


def told(outcome: Json) -> str:
    if isinstance(outcome, str):
        return outcome
    _, center, low, high = outcome
    return f"{center:g} [{low:g}, {high:g}]"
