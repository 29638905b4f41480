"""Source texts as they are meant: what Markdown would swallow without a word is refused here."""

import re
from pathlib import Path

import yaml

FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>[^`\n]*)$")
LITERAL = re.compile(r"\{(code|math|raw|mermaid)")  # directives whose content is no Markdown


def holds_markdown(info: str) -> bool:
    """Whether what stands in a block, named by the ``info`` after its mark, is Markdown itself."""
    return info.startswith("{") and not LITERAL.match(info)


def read_source(path: Path) -> str:
    """The text of a file of the guide, with line ends as ``\\n``.

    Raises:
        ValueError: it is no text, or its front matter or a block has no end; names the file, the line and the mend.
    """
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"{content[error.start]:#x}"
        raise ValueError(f"{path}:{line}: byte {byte} is not UTF-8; save the file as UTF-8") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValueError(f"{path}:{line}: a NUL character; this is not a text")
    if "\r" in text.replace("\r\n", ""):
        lines = re.split("\r\n|\r|\n", text[: text.replace("\r\n", "\n\n").index("\r")])
        raise ValueError(f"{path}:{len(lines)}: a carriage return alone ends no line; save the file with line feeds")
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise ValueError(f"{path}:1: the file is empty; write a title, or remove the file")
    lines = text.split("\n")
    try:
        check_blocks(lines, front_matter(lines))
    except SourceError as error:
        raise ValueError(f"{path}:{error.line}: {error}") from error
    return text


class SourceError(Exception):
    """What is wrong on which line, from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def front_matter(lines: list[str]) -> int:
    """How many of ``lines`` are front matter.

    Raises:
        SourceError: it has no end, or is no mapping.
    """
    if lines[0].rstrip() != "---":
        return 0
    end = next((k for k, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        raise SourceError(1, "the front matter has no end; close it with a line ---")
    try:
        found = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(mark.line + 2 if mark else 1, "the front matter is not valid YAML") from error
    if not isinstance(found, dict | None):
        raise SourceError(1, "the front matter has to be a mapping, one `name: value` a line")
    return end + 1


def check_blocks(lines: list[str], start: int, around: tuple[str, int] | None = None) -> None:
    """Every fence in ``lines`` from ``start`` on closes, with as many marks as it opened with.

    ``around`` is the mark and the line of the block whose content this is.

    Raises:
        SourceError: one does not.
    """
    number = start
    while number < len(lines):
        opened = FENCE.match(lines[number])
        if not opened:
            number += 1
            continue
        mark, info, line = opened["mark"], opened["info"].strip(), number + 1
        if mark[0] == ":" and not info:
            raise SourceError(line, f"{mark} closes nothing here; every block opens and closes with as many marks")
        if around and mark[0] == around[0][0] and len(mark) >= len(around[0]):
            raise SourceError(
                around[1], f"the block opened here is not closed before another opens on line {line}; "
                "close it, or give it more marks than those within",
            )  # fmt: skip
        end = closing(lines, number + 1, mark)
        if end is None:
            raise SourceError(line, f"the block opened here is never closed; close it with {mark}")
        if lines[end].strip() != mark:
            raise SourceError(end + 1, f"the block of line {line} opens with {mark}; close it with as many marks")
        if holds_markdown(info):
            check_blocks(lines[:end], number + 1, (mark, line))
        elif info.startswith("{code-cell}"):
            check_options(lines[:end], number + 1)
        number = end + 1


def check_options(lines: list[str], start: int) -> None:
    """The options of a cell, from index ``start`` on, are such as readers need not see.

    Raises:
        SourceError: the cell loads its code from a file.
    """
    for number, line in enumerate(lines[start:], start + 1):
        if not line.startswith(":"):
            return
        if line.startswith(":load:"):
            raise SourceError(number, ":load: hides the code that a cell runs; import it")


def closing(lines: list[str], start: int, mark: str) -> int | None:
    """Index of the line that closes a block opened with ``mark``, as CommonMark has it."""
    close = re.compile(rf"[ \t]*{mark[0]}{{{len(mark)},}}[ \t]*$")
    return next((k for k in range(start, len(lines)) if close.match(lines[k])), None)
