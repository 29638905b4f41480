"""What executed chapters gave, each notebook with the digests of all that its run opened.

A result whose code, data or variables are no longer the same is not found, and therefore cannot be shown.
"""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from sphinx.application import Sphinx

from ..errors import GuideError
from .chapters import Chapter
from .freshness import changed
from .given import broken_output
from .memory import remembered
from .writing import write_whole

Facts = dict[str, dict[str, Any]]  # of a run: the digests of its inputs, and when and on what it was


def store_of(app: Sphinx) -> Path:
    """The folder of executed chapters, beside the pages."""
    return Path(app.outdir).parent / "executed"


def keep(notebook: NotebookNode, chapter: Chapter, store: Path) -> None:
    """Keep an executed chapter under its key and all that its run opened."""
    inputs = hashlib.sha256(json.dumps(notebook.metadata["inputs"], sort_keys=True).encode()).hexdigest()
    write_whole(store / f"{chapter.key}-{inputs[:16]}.ipynb", nbformat.writes(notebook))


@remembered
def facts_of(content: bytes, text: str) -> Facts | None:
    """What a kept chapter says of its run; None if its file is damaged or of other cells than those of ``text``."""
    try:
        found = nbformat.v4.reads(content.decode())  # without its schema, which takes longer and would only warn
        asked = Chapter(text, Path()).cells
        cells = [found.cells[index] for index, _ in asked]
        known: dict[str, set[str]] = {}
        whole = (
            [cell.source for cell in cells] == [cell.source for _, cell in asked]
            and all(broken_output(cell.outputs, known, "") is None for cell in cells)
            and isinstance(found.metadata["inputs"], dict)
            and {"seconds", "processor", "python", "torch"} <= found.metadata["run"].keys()
        )
        return {name: dict(found.metadata[name]) for name in ("inputs", "run")} if whole else None
    except Exception:  # whatever a damaged file brings about
        return None


def find_facts(store: Path, chapter: Chapter) -> tuple[Path, Facts] | None:
    """Where the result of a chapter as its code and data are now is kept, with its facts; None if it has to run."""
    for path in sorted(store.glob(f"{chapter.key}-*.ipynb")):
        try:
            facts = facts_of(path.read_bytes(), chapter.text)
        except OSError:
            facts = None
        if facts is None:
            with contextlib.suppress(OSError):
                path.unlink()
        elif not changed(facts["inputs"], chapter.root):
            return path, facts
    return None


def find_result(store: Path, chapter: Chapter) -> NotebookNode | None:
    """The executed chapter as its code and data are now; None if it has to run."""
    found = find_facts(store, chapter)
    return found and nbformat.v4.reads(found[0].read_text("utf8"))


def read_chapter(text: str, *, root: str, store: str) -> NotebookNode:
    """A chapter as a notebook with its outputs; myst-nb's reader of ``.md`` files.

    Raises:
        GuideError: the chapter or its code was edited since it ran.
    """
    chapter = Chapter(text, Path(root))
    notebook = chapter.notebook
    if chapter.cells:
        found = find_result(Path(store), chapter)
        if found is None:
            title = next((line for line in text.splitlines() if line.startswith("# ")), "# a chapter")
            raise GuideError(f"'{title.removeprefix('# ')}' was edited while the guide was built; build again")
        for index, cell in chapter.cells:
            cell.outputs = found.cells[index].outputs
            cell.execution_count = found.cells[index].execution_count
    notebook.metadata["source_map"] = [
        line - 1 for line in notebook.metadata["source_map"]
    ]  # myst-nb counts one too many
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    return notebook


def runs_of(app: Sphinx) -> dict[str, dict[str, str]]:
    """Of each chapter: the seconds that its cells took, and on what they ran."""
    return dict(app.env.guide_runs)  # type: ignore[attr-defined]
