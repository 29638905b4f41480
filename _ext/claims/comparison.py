"""What changed between two builds of the guide: claims, verdicts, evidence and figures.

    python -m _ext.claims.comparison _build/before _build/html _build/warnings.txt

prints it as markdown, for the summary of a pull request, with the warnings of the build.
"""

import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIGURE = re.compile(
    r'<figure class="(?P<classes>[^"]*\bdrawing\b[^"]*)" id="figure-(?P<name>[^"]+)">\s*'
    r'<div class="canvas"[^>]*>(?P<svg><svg.*?</svg>)</div>',
    re.DOTALL,
)
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Build:
    """What one build says: claims.json, and of each figure that shows no CPU time its name and SVG."""

    ledger: JsonObject
    figures: dict[str, str]

    @property
    def claims(self) -> dict[str, JsonObject]:
        return {claim["id"]: claim for claim in self.ledger["claims"]}

    @property
    def name(self) -> str:
        commit = self.ledger.get("commit")
        return f"version {self.ledger.get('version', 'unknown')}" + (f" (commit {commit[:7]})" if commit else "")


def figures_of(html: str) -> dict[str, str]:
    """Name and SVG of each figure of a built page; CPU times differ from run to run, so their figures are left out."""
    return {m["name"]: m["svg"] for m in FIGURE.finditer(html) if "timed" not in m["classes"].split()}


def read_build(site: Path) -> Build:
    """The build in the folder ``site``.

    Raises:
        ValueError: the folder holds no claims.json of a build.
    """
    path = site / "claims.json"
    try:
        ledger = json.loads(path.read_text("utf8"))
        assert isinstance(ledger["claims"], list)
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        raise ValueError(f"{path}: not the claims of a built site; build it again, or remove {site}") from error
    figures: dict[str, str] = {}
    for page in sorted(site.glob("*.html")):
        figures |= figures_of(page.read_text("utf8"))
    return Build(ledger, figures)


@dataclass(frozen=True)
class Moved:
    """Evidence of ``claim`` that left its interval, is new (no ``before``) or is gone (no ``after``)."""

    claim: JsonObject
    before: JsonObject | None
    after: JsonObject | None

    @property
    def what(self) -> str:
        return str((self.after or self.before or {})["what"]).rstrip(":")


@dataclass(frozen=True)
class Changes:
    """From one build to another; claims as claims.json has them."""

    added: list[JsonObject] = field(default_factory=list)
    withdrawn: list[JsonObject] = field(default_factory=list)
    verdicts: list[tuple[JsonObject, JsonObject]] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    figures: list[tuple[str, str | None, str | None]] = field(default_factory=list)  # name, before, after

    def __bool__(self) -> bool:
        return any((self.added, self.withdrawn, self.verdicts, self.moved, self.figures))


def compare(before: Build, after: Build) -> Changes:
    """What is different in ``after``."""
    old, new = before.claims, after.claims
    names = list(dict.fromkeys([*after.figures, *before.figures]))
    drawings = [(name, before.figures.get(name), after.figures.get(name)) for name in names]
    return Changes(
        added=[claim for id, claim in new.items() if id not in old],
        withdrawn=[claim for id, claim in old.items() if id not in new],
        verdicts=[
            (old[id], claim) for id, claim in new.items() if id in old and old[id]["verdict"] != claim["verdict"]
        ],
        moved=[moved for id, claim in new.items() if id in old for moved in evidence_moved(old[id], claim)],
        figures=[drawing for drawing in drawings if drawing[1] != drawing[2]],
    )


def keyed(claim: JsonObject) -> dict[tuple[str, str, int], JsonObject]:
    """Evidence by what it measures and in which stance; of several alike, by their order."""
    seen = Counter[tuple[str, str]]()
    found = {}
    for item in claim["evidence"]:
        key = (item["stance"], item["what"])
        found[*key, seen[key]] = item
        seen[key] += 1
    return found


def evidence_moved(old: JsonObject, new: JsonObject) -> list[Moved]:
    """Evidence of one claim that is new, gone, or has left the interval it had."""
    before, after = keyed(old), keyed(new)
    pairs = [(before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]
    return [Moved(new, was, now) for was, now in pairs if was is None or now is None or has_left(was, now)]


def has_left(was: JsonObject, now: JsonObject) -> bool:
    """Whether an estimate lies outside of its former interval; CPU times do so on another machine, and do not count.

    Exact results have no interval: they have moved when they read differently.
    """
    if was.get("timed") and now.get("timed"):
        return False
    if was["estimate"]["interval"] == "exact":
        return bool(was["text"] != now["text"])
    return not was["estimate"]["low"] <= now["estimate"]["center"] <= was["estimate"]["high"]


def escaped(text: object) -> str:
    """``text`` as markdown that means nothing else: a title is whatever its author wrote."""
    return re.sub(r"[^\w ,.;%→–−±×'/()-]", lambda m: " " if m[0].isspace() else f"&#{ord(m[0])};", str(text))


def as_markdown(changes: Changes, before: Build) -> str:
    """A summary to be read beside a pull request, what matters most first."""
    lines = [f"## Changes to claims, evidence and figures since {before.name}", ""]

    def said(claim: JsonObject) -> str:
        return f"{escaped(claim['title'])} ({escaped(claim['id'])})"

    lines += [
        f"- **verdict**: {said(a)}: {escaped(b['verdict'])} → **{escaped(a['verdict'])}**" for b, a in changes.verdicts
    ]
    lines += [f"- claim withdrawn: {said(c)}" for c in changes.withdrawn]
    lines += [f"- new claim, **{escaped(c['verdict'])}**: {said(c)}" for c in changes.added]
    lines += [
        f"- evidence of {escaped(m.claim['id'])}, {escaped(m.what)}: {escaped(reading(m.before))} → "
        f"{escaped(reading(m.after))}"
        for m in changes.moved
    ]
    for name, was, now in changes.figures:
        state = "new" if was is None else "gone" if now is None else "changed"
        lines.append(f"- figure {state}: {escaped(name)}")
    if changes.figures:
        lines += ["", "The page `changes.html` of the built site shows each figure before and now, side by side,"]
        lines += ["with the difference drawn."]
    if not changes:
        lines.append("None.")
    return "\n".join(lines) + "\n"


def reading(item: JsonObject | None) -> str:
    return "none" if item is None else str(item["text"])


def summary(before: Path, after: Path, outcome: str) -> str:
    """What changed; ``outcome`` is that of the step that was to make ``before``."""
    if not (after / "claims.json").is_file():
        return "This proposal did not build: the step that failed says which line, and what mends it.\n"
    if outcome == "failure":
        return (
            "What this proposal starts from did not build with what the proposal installs, "
            "so nothing tells what changed: see the step `make before`.\n"
        )
    if not before.is_dir():
        return "There is no earlier build to compare with.\n"
    try:
        first = read_build(before)
        return as_markdown(compare(first, read_build(after)), first)
    except ValueError as problem:
        return f"{problem}\n"


def main(before: Path, after: Path, warnings: Path) -> None:
    print(summary(before, after, os.environ.get("BEFORE", "")))
    lines = warnings.read_text("utf8").splitlines() if warnings.is_file() else []
    print("## Warnings\n\n" + ("\n".join(f"    {line}" for line in lines) or "None."))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
