"""`make notebooks`: each chapter as an executed notebook, its text from the built page, its outputs from the run."""

import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from bs4 import Tag
from bs4.element import NavigableString
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ..execution.chapters import chapters_in
from ..execution.store import find_result
from ..project import ROOT, project
from .links import relink
from .making import make, step
from .pages import EditionError, Page, Site, figures
from .prose import markdown, set_anchors

OWN = "application/vnd.marked-answers."  # types of output that only this guide's pages show
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
INSTALL = """\
# The experiments of this guide, at the version of this notebook, with torch for the CPU unless there is one.
# It takes a minute or two, once.
import sys
from importlib.metadata import distributions
if "{version}" not in {{found.version for found in distributions(name="marked-answers")}}:
    %pip install --quiet uv
    guide = "marked-answers @ git+{repository}@{reference}"
    !{{sys.executable}} -m uv pip install --quiet --python {{sys.executable}} --torch-backend cpu "{{guide}}"
"""


def blocks(parent: Tag) -> Iterator[Tag]:
    """The blocks of an article in order, those of its sections included."""
    for child in parent.children:
        if isinstance(child, Tag) and child.name in {"section", "article"}:
            yield from blocks(child)
        elif isinstance(child, Tag):
            yield child
        elif isinstance(child, NavigableString) and child.strip():
            raise EditionError(f"text outside of any block: '{child.strip()[:60]}'")


def is_cell(block: Tag) -> bool:
    return "cell" in block.get_attribute_list("class")


def narrative(page: Page) -> list[str]:
    """The text before the first cell, after each, and after the last, as markdown."""
    parts: list[list[Tag]] = [[]]
    for block in blocks(page.article):
        if is_cell(block):
            parts.append([])
        else:
            parts[-1].append(block)
    return [markdown(part) for part in parts]


def described(output: NotebookNode, alts: dict[str, str]) -> NotebookNode:
    """An output with the types that every notebook shows; drawings say what they show."""
    data = output.get("data")
    if data is None:
        return output
    name = data.get(f"{OWN}drawing+json", {}).get("name")
    shown: dict[str, Any] = {mime: content for mime, content in data.items() if not mime.startswith(OWN)}
    if name in alts:
        label = f'<svg role="img" aria-label="{escape(alts[name], quote=True)}" '
        shown["image/svg+xml"] = shown["image/svg+xml"].replace("<svg ", label, 1)
        shown["text/plain"] = alts[name]
    return NotebookNode(output | {"data": shown})


def installation(site: Site) -> str:
    """The first cell: the guide's package, at the release or, between releases, at the commit."""
    reference = f"v{site.version}" if project().is_release else site.commit or "main"
    return INSTALL.format(version=site.version, repository=project().repository, reference=reference)


def notebook(site: Site, page: Page, executed: NotebookNode) -> NotebookNode:
    """A chapter as a notebook.

    Raises:
        EditionError: the page shows other cells than were executed.
    """
    alts = {
        str(figure["id"]).removeprefix(f"figure-{page.stem}-"): alt
        for figure, _, alt in figures(page.article, page.stem)
    }
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    texts = narrative(page)
    if len(texts) != len(code) + 1:
        raise EditionError(f"{page.stem}: {len(texts) - 1} cells on the page, {len(code)} in the run; run `make html`")
    cells = [new_code_cell(installation(site))]
    for number, text in enumerate(texts):
        if text:
            cells.append(new_markdown_cell(text))
        if number < len(code):
            outputs = [described(output, alts) for output in code[number].outputs]
            cells.append(new_code_cell(code[number].source, outputs=outputs, execution_count=number + 1))
    for number, cell in enumerate(cells):
        cell["id"] = f"{page.stem}-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def build(site: Site, target: Path) -> None:
    chapters, store = chapters_in(ROOT / "chapters", ROOT), site.folder.parent / "executed"
    stems = {page.stem for page in site.chapters}

    def address(stem: str, anchor: str) -> str:
        place = f"{stem}.ipynb" if stem in stems else f"{site.address}{stem}.html"
        return f"{place}#{anchor}" if anchor else place

    relink(site, address)
    target.mkdir()
    for page in site.chapters:
        with step(page.stem):
            for link in page.article.select("a[href]"):
                link["href"] = str(link["href"]).removeprefix(f"{page.stem}.ipynb")
            for link in page.article.select("a[href^='#evidence-']"):
                link.decompose()  # evidence is what the cells put out
            set_anchors(page.article)
            found = find_result(store, chapters[page.stem])
            if found is None:
                raise EditionError(f"{page.stem} has changed since it was executed; run `make html`")
            made = notebook(site, page, found[1])
            nbformat.validate(made)
            (target / f"{page.stem}.ipynb").write_text(nbformat.writes(made) + "\n", "utf8")


def main() -> int:
    return make("notebooks", build)


if __name__ == "__main__":
    sys.exit(main())
