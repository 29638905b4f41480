"""What executed chapters gave, one notebook a digest of all that it depends on.

A result of an older code state has another name and therefore cannot be shown.
"""

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from sphinx.application import Sphinx

from .chapters import Chapter


def store_of(app: Sphinx) -> Path:
    """The folder of executed chapters, beside the pages."""
    return Path(app.outdir).parent / "executed"


def executed_path(store: Path, chapter: Chapter) -> Path:
    return store / f"{chapter.digest}.ipynb"


def read_chapter(text: str, *, root: str, store: str) -> NotebookNode:
    """A chapter as a notebook with its outputs; myst-nb's reader of ``.md`` files."""
    chapter = Chapter(text, Path(root))
    notebook = chapter.notebook
    if chapter.cells:
        executed = nbformat.read(executed_path(Path(store), chapter), as_version=4)
        for index, cell in chapter.cells:
            cell.outputs = executed.cells[index].outputs
            cell.execution_count = executed.cells[index].execution_count
    notebook.metadata["source_map"] = [
        line - 1 for line in notebook.metadata["source_map"]
    ]  # myst-nb counts one too many
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    return notebook


def runs_of(app: Sphinx) -> dict[str, dict[str, str]]:
    """Of each chapter: the seconds that its cells took, and on what they ran."""
    found = {}
    for stem, digest in app.env.guide_current.items():  # type: ignore[attr-defined]
        executed = nbformat.read(store_of(app) / f"{digest}.ipynb", as_version=4)
        found[stem] = dict(executed.metadata["run"])
    return found
