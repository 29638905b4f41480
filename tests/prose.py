"""Part of `make lint`: do the sources keep the house rules that no other tool knows?"""

import ast
import re
import sys
from pathlib import Path

from _ext.editions.experiments import LISTING
from _ext.execution.chapters import Chapter

ROOT = Path(__file__).parent.parent
ANATOMY = ["Answer sheet", "Marked", "Correction", "Why the mistake is tempting", "When it would be right"]
ANATOMY += ["Check yourself", "Sources"]
FOREIGN = {
    r"(?<![\w.])/(?:home|root|work|Users|tmp)/": "a path of one machine",
    r"\b(?:pypi|pythonhosted|download\.pytorch|registry\.npmjs)\.org\b": "a package registry's host",
    r"(?m)^(?:<{7}|>{7}) ": "a mark that a merge has left",
}
TYPED = re.compile(r"(?<![\w.§])(?:0?|\d{2,})\.\d{2,}(?![\w.])")  # a measured number that should be a {value}
TWICE = re.compile(r"\b(\w+)[ \n]\1\b", re.IGNORECASE)
COLOUR = re.compile(r"(?i)\b(?:blue|orange|green|pink|red|colou?r)s?\b")  # paper is grey, and some readers see none
BESIDE = re.compile(r"\b(?:Left|Right)[,:]|(?<=marked )on the (?:left|right)")  # on phones panels stand in one column
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
COLUMNS, CELL_COLUMNS, CELL_LINES, CHAPTER_LINES = 120, 96, 10, 400
SHOWN_COLUMNS, SHOWN_LINES = 72, 25  # of code that a page shows from a file


def visible(text: str) -> str:
    """Prose alone, line by line: fences, roles, code, formulas, table rows and comments are blanked."""
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])  # noqa: E731
    for pattern in (r"^```.*?^```", r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$", r"^\|.*?$", r"^:\w+:.*?$", r"^%.*?$"):
        text = re.sub(pattern, blank, text, flags=re.MULTILINE | re.DOTALL)
    return text


def check_text(path: Path) -> list[tuple[int, str]]:
    """Problems of any markdown page: (line, what is wrong)."""
    text = path.read_text("utf8")
    prose = visible(text)
    lines = enumerate(text.splitlines(), 1)
    found = [(n, f"longer than {COLUMNS} columns") for n, line in lines
             if len(line) > COLUMNS and not line.startswith((":alt:", "|"))]  # fmt: skip
    for pattern, what in (
        (TYPED, "a typed number; record it and write {value}`name`"),
        (TWICE, "a word written twice"),
    ):
        found += [(prose.count("\n", 0, m.start()) + 1, f"{what}: '{m[0]}'") for m in pattern.finditer(prose)]
    for match in LINK.finditer(text):
        if not (path.parent / match[1]).exists():
            found.append((text.count("\n", 0, match.start()) + 1, f"a link to nothing: {match[1]}"))
    return found


def check_chapter(path: Path) -> list[tuple[int, str]]:
    """Problems of a chapter: its cells and its anatomy."""
    chapter = Chapter(path.read_text("utf8"), ROOT, path)
    if not chapter.cells:
        return []
    found = []
    if (lines := chapter.text.count("\n")) > CHAPTER_LINES:
        found.append((CHAPTER_LINES, f"a chapter of {lines} lines, which few read to the end; split it"))
    for index, cell in chapter.cells:
        lines = cell.source.splitlines()
        if len(lines) > CELL_LINES:
            found.append((chapter.line(index), f"a cell of more than {CELL_LINES} lines; move work into snippets"))
        if re.search(r"^\s*(?:def|class) ", cell.source, re.MULTILINE):
            found.append((chapter.line(index), "a definition in a cell; it belongs into snippets"))
        found += [(chapter.line(index) + k, f"code of more than {CELL_COLUMNS} columns")
                  for k, line in enumerate(lines) if len(line) > CELL_COLUMNS]  # fmt: skip
    found += [(n, f"a colour, '{m[0]}'; name the form of the line or its points")
              for n, line in enumerate(chapter.text.splitlines(), 1) for m in COLOUR.finditer(line)]  # fmt: skip
    found += [(n, f"a side, '{m[0]}', where panels may stand one below the other; name the panel")
              for n, line in enumerate(chapter.text.splitlines(), 1) for m in BESIDE.finditer(line)]  # fmt: skip
    titles = re.findall(r"^## (.+)$", chapter.text, re.MULTILINE)
    kept = [title for title in titles if title in ANATOMY]
    if "{claim}" in chapter.text and kept != ANATOMY:
        found.append((1, f"its sections have to be, in this order: {', '.join(ANATOMY)}"))
    return found


def check_shown(path: Path) -> list[tuple[int, str]]:
    """Problems of the functions that a chapter shows: they fit a phone held upright, and can be seen whole."""
    text, found = path.read_text("utf8"), []
    for match in LISTING.finditer(text):
        source = (path.parent / match[1]).read_text("utf8")
        nodes = {node.name: node for node in ast.walk(ast.parse(source)) if hasattr(node, "name")}
        lines = source.splitlines()[nodes[match[2]].lineno - 1 : nodes[match[2]].end_lineno]
        place = text.count("\n", 0, match.start()) + 1
        if len(lines) > SHOWN_LINES or max(map(len, lines)) > SHOWN_COLUMNS:
            what = f"{match[2]} is shown: at most {SHOWN_LINES} lines of {SHOWN_COLUMNS} columns"
            found.append((place, what))
    return found


def main() -> int:
    pages = [ROOT / "README.md", *sorted((ROOT / "chapters").glob("*.md")), *sorted((ROOT / ".github").glob("*.md"))]
    problems = [f"{p.relative_to(ROOT)}:{n}: {what}" for p in pages for n, what in check_text(p)]
    chapters = [p for p in pages if p.parent.name == "chapters"]
    problems += [
        f"{p.relative_to(ROOT)}:{n}: {what}" for p in chapters for n, what in check_chapter(p) + check_shown(p)
    ]
    here = Path(__file__)
    for path in (p for p in ROOT.rglob("*") if p.is_file() and p != here and not set(p.parts) & SKIPPED):
        try:
            text = path.read_text("utf8")
        except UnicodeDecodeError:
            continue
        for pattern, what in FOREIGN.items():
            problems += [f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, m.start()) + 1}: {what}"
                         for m in re.finditer(pattern, text)]  # fmt: skip
    print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


SKIPPED = {".venv", ".hypothesis", "_build", ".git", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}

if __name__ == "__main__":
    sys.exit(main())
