# What cells measure is kept from here on; judge() holds a verdict to what was just run.
from collections.abc import Iterable
from typing import Any

from IPython import get_ipython
from IPython.display import Markdown, display

EVIDENCE = "application/vnd.marked-answers.evidence+json"
measured: dict[str, dict[str, Any]] = {}


def keep(message: dict[str, Any]) -> dict[str, Any]:
    """Note what a cell shows as evidence; a time is what this machine took, and contradicts nothing."""
    data = message["content"].get("data", {})
    item = data.get(EVIDENCE)
    if item:
        measured[item["id"]] = item
        if item["timed"] and not item["met"]:
            for form in ("text/markdown", "text/plain"):
                data[form] = data[form].replace(f"No longer {item['stance']}", "Took another time than for", 1)
    return message


def judged(claim: str, verdict: str, items: Iterable[dict[str, Any]]) -> str:
    """Whether ``verdict`` still holds for what was measured of ``claim``, as markdown."""
    results = [item for item in items if item["claim"] == claim]
    missed = [f"{item['what']} {item['text']}" for item in results if not (item["met"] or item["timed"])]
    if not results:
        return f"`{claim}` cannot be judged: run the cells above first."
    if missed:
        return f"**No longer {verdict}**: `{claim}`, by what was just run: {'; '.join(missed)}."
    return f"**Still {verdict}**: `{claim}`, by what was just run ({len(results)} of {len(results)} results)."


def judge(claim: str, verdict: str) -> None:
    """Say whether ``verdict`` still holds for ``claim``."""
    display(Markdown(judged(claim, verdict, measured.values())))


if get_ipython():
    get_ipython().display_pub.register_hook(keep)
