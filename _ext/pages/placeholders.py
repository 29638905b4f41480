"""The template's own text is for authors: a chapter in which it still stands is not built."""

import re
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx

from ..errors import GuideError
from ..execution.chapters import pages_in

TEMPLATE = "_template.md"
STAYS = {
    "Mark each statement, and say how sure you are, before you read on.",
    "| source | what | published | measured here |",
}
LEAST = 14  # letters: less than a sentence may be anybody's
ROLE = re.compile(r"\{[\w:]+\}`[^`]*`")  # a name that an author has changed, in a sentence of the template
OPTION = re.compile(r":(?:alt|title): ")
STRING = re.compile(r'"([a-z ]*[a-z] [a-z: ]+)"')  # words in a cell, as a reader will see them


def sayings(text: str) -> dict[str, int]:
    """What a chapter says for readers, line by line, with the number of its first line."""
    found: dict[str, int] = {}
    in_cell = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("## "):  # the parts that every chapter has
            continue
        if line.startswith("```"):
            in_cell = not in_cell and line != "```" and "{marking}" not in line
            continue
        said = STRING.findall(line) if in_cell else [ROLE.sub("…", OPTION.sub("", line).strip(" #"))]
        for words in said:
            found.setdefault(words, number)
    return found


@cache
def placeholders(folder: Path) -> frozenset[str]:
    """Lines of the template that an author replaces."""
    path = folder / TEMPLATE
    if not path.is_file():
        return frozenset()
    kept = (line for line in sayings(path.read_text("utf8")) if not line.startswith((":", "|--", "%")))
    return frozenset(line for line in kept if len(line) >= LEAST and line not in STAYS)


def check(app: Sphinx) -> None:
    """Stop, before anything runs, if text of the template is left in a chapter.

    Raises:
        GuideError: names every line of it.
    """
    left = placeholders(Path(app.srcdir))
    problems = []
    for path in pages_in(Path(app.srcdir)):
        found = {number: line for line, number in sayings(path.read_text("utf8", "replace")).items() if line in left}
        problems += [
            f"{path}:{number}: text of the template; write your own, or take it out: {line[:60]!r}"
            for number, line in sorted(found.items())
        ]
    if problems:
        raise GuideError("\n".join(problems))


def connect(app: Sphinx) -> None:
    app.connect("builder-inited", check, priority=300)  # cells come later
