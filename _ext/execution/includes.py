"""Files that a page includes: of the project, of text, without cells, and none that includes itself."""

import re
from collections.abc import Iterator
from pathlib import Path

from .sources import FENCE, closing, holds_markdown, read_source

INCLUDE = re.compile(r"\{include\}\s+(\S.*?)\s*$")
CELL = re.compile(r"\s*(?:`{3,}|:{3,})\{code-cell\}")
AS_CODE = re.compile(r":(literal|code|number-lines):")


def includes(lines: list[str], first: int = 1) -> Iterator[tuple[int, str, bool]]:
    """Of each include in ``lines``: its line, counted from ``first``, the file's name, and whether it shows as code."""
    number = 0
    while number < len(lines):
        opened = FENCE.match(lines[number])
        end = closing(lines, number + 1, opened["mark"]) if opened else None
        if opened and end is not None:
            info, inside = opened["info"].strip(), lines[number + 1 : end]
            if found := INCLUDE.match(info):
                yield first + number, found[1], any(map(AS_CODE.match, inside))
            elif holds_markdown(info):
                yield from includes(inside, first + number + 1)
            number = end
        number += 1


def check_includes(path: Path, text: str, root: Path, above: tuple[Path, ...] = ()) -> None:
    """Refuse includes in ``path``, whose text is ``text`` and which those ``above`` include, that cannot be shown.

    Raises:
        ValueError: names the file, the line and the mend.
    """
    chain = (*above, path.resolve())
    for line, name, as_code in includes(text.split("\n")):
        place = f"{path}:{line}: the included file '{name}'"
        target = (path.parent / name).resolve()
        if not target.is_relative_to(root.resolve()):
            raise ValueError(f"{place} lies outside of the project; copy what is needed into it")
        if not target.is_file():
            raise ValueError(f"{place} is not there; mend its name, which counts from the folder of this page")
        if target in chain:
            raise ValueError(f"{place} includes itself; take one of the includes out")
        if as_code:
            continue
        content = read_source(target)
        cell = next((k for k, written in enumerate(content.split("\n"), 1) if CELL.match(written)), 0)
        if cell:
            raise ValueError(f"{target}:{cell}: a code cell in an included file never runs; move it into the chapter")
        check_includes(target, content, root, chain)
