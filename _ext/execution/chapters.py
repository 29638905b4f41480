"""A chapter as cells: read from MyST markdown, located, digested."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from myst_nb.core.read import read_myst_markdown_notebook
from myst_parser.config.main import MdParserConfig
from nbformat import NotebookNode, from_dict

from .freshness import key
from .includes import CELL, check_includes
from .memory import remembered
from .sources import read_source

SYNTAX = MdParserConfig(enable_extensions={"colon_fence", "dollarmath"})


@remembered
def as_notebook(text: str) -> dict[str, Any]:
    """The cells of a chapter."""
    return dict(read_myst_markdown_notebook(text, config=SYNTAX, add_source_map=True))


@dataclass(frozen=True)
class Chapter:
    """A source file and the notebook in it."""

    text: str
    root: Path  # of the project, where `snippets` is found
    path: Path = Path("chapter.md")

    @cached_property
    def notebook(self) -> NotebookNode:
        if "load" in self.text:  # a cell may be loaded from a file, which is not in the text
            return read_myst_markdown_notebook(self.text, config=SYNTAX, add_source_map=True, path=self.path)
        return from_dict(as_notebook(self.text))

    @cached_property
    def cells(self) -> list[tuple[int, NotebookNode]]:
        """Code cells, each with its index among all cells."""
        if "{code-cell}" not in self.text:  # pages of prose may be many
            return []
        return [(i, cell) for i, cell in enumerate(self.notebook.cells) if cell.cell_type == "code"]

    def line(self, index: int) -> int:
        """Line of the file on which the source of cell ``index`` starts."""
        fence = int(self.notebook.metadata["source_map"][index])
        following = self.text.splitlines()[fence:]
        source = self.notebook.cells[index].source.splitlines()
        return fence + 1 + next((k for k, text in enumerate(following) if source and text == source[0]), 0)

    @cached_property
    def key(self) -> str:
        """What the results depend on, as far as it is known before the cells run."""
        return key([cell.source for _, cell in self.cells], self.root)

    def check(self) -> None:
        """Refuse what would not run.

        Raises:
            ValueError: a cell is not valid Python or stands where it would not run; names the file and the line.
        """
        run = {int(self.notebook.metadata["source_map"][index]) for index, _ in self.cells}
        for number, line in enumerate(self.text.splitlines(), 1):
            if CELL.match(line) and number not in run:
                raise ValueError(f"{self.path}:{number}: a code cell inside another block never runs; move it out")
        for index, cell in self.cells:
            try:
                ast.parse(cell.source)
            except SyntaxError as error:
                where = self.line(index) + (error.lineno or 1) - 1
                raise ValueError(f"{self.path}:{where}: this cell is not valid Python: {error.msg}") from error


def pages_in(folder: Path) -> list[Path]:
    """The pages of ``folder``, in order; drafts and templates start with ``_``."""
    return [path for path in sorted(folder.glob("*.md")) if not path.name.startswith(("_", "."))]


def chapters_in(folder: Path, root: Path) -> dict[str, Chapter]:
    """Every chapter with code cells in ``folder``, by its stem.

    Raises:
        ValueError: a file cannot be read as it is meant; names the file, the line and the mend.
    """
    found = {path.stem: Chapter(read_source(path), root, path) for path in pages_in(folder)}
    for chapter in found.values():
        check_includes(chapter.path, chapter.text, root)
    chapters = {stem: chapter for stem, chapter in found.items() if chapter.cells}
    for chapter in chapters.values():
        chapter.check()
    return chapters
