"""`make notebooks`: each chapter as an executed notebook, its text from the built page, its outputs from the run."""

import sys
from base64 import b64encode
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import nbformat
from bs4 import Tag
from bs4.element import NavigableString
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from snippets.lab.mime import EVIDENCE
from snippets.lab.paper import size_of

from ..execution.chapters import Chapter, chapters_in
from ..execution.store import find_result
from ..project import ROOT, Project, project
from ..raster import png
from .cells.judge import judged
from .experiments import imported, shown_functions, with_settings
from .files import NOTEBOOKS, wheel_name
from .key import claims_of
from .links import relink
from .making import make, step
from .offers import FOLDER
from .pages import EditionError, Page, Site, expect, figures
from .prose import markdown, set_anchors
from .wheel import write_wheel

OWN = "application/vnd.marked-answers."  # types of output that only this guide's pages show
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELLS = Path(__file__).parent / "cells"
DENSITY = 2  # pixels of a picture for one of a page


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


def is_claim(block: Tag) -> bool:
    return "claim" in block.get_attribute_list("class")


def narrative(page: Page, shown: dict[str, str]) -> list[tuple[list[NotebookNode], dict[str, str]]]:
    """What stands before the first cell, after each, and after the last; with the verdicts of its claims.

    Text becomes markdown, and each definition of ``shown`` its cell.

    Raises:
        EditionError: the page shows a definition otherwise than its module has it.
    """
    verdicts = {claim.id: claim.verdict for claim in claims_of(page)}
    parts: list[list[Tag]] = [[]]
    for block in blocks(page.article):
        if is_cell(block):
            parts.append([])
        else:
            parts[-1].append(block)
    found, left = [], dict(shown)
    for part in parts:
        cells = []
        for cell, tags in groupby(part, lambda tag: left.pop(tag.get_text().strip(), "")):
            if cell:
                cells.append(new_code_cell(cell))
            elif text := markdown(list(tags)):
                cells.append(new_markdown_cell(text))
        boxes = [box for tag in part for box in (tag, *tag.select(".claim")) if is_claim(box)]
        names = [str(box["id"]).removeprefix("claim-") for box in boxes]
        found.append((cells, {name: verdicts[name] for name in names}))
    if left:
        name = next(iter(left)).splitlines()[0]
        raise EditionError(f"{page.stem}: the page shows '{name}' otherwise than its module; run `make html`")
    return found


def picture(svg: str) -> str:
    """A drawing in pixels, in base64: programs that do not trust a notebook show no SVG."""
    width, _ = size_of(svg)
    return b64encode(png(svg, round(DENSITY * width))).decode()


def described(output: NotebookNode, alts: dict[str, str]) -> NotebookNode:
    """An output with the types that every notebook shows; drawings say what they show."""
    data = output.get("data")
    if data is None:
        return output
    name = data.get(f"{OWN}drawing+json", {}).get("name")
    shown: dict[str, Any] = {mime: content for mime, content in data.items() if not mime.startswith(OWN)}
    about = dict(output.metadata)
    if name in alts:
        svg = shown["image/svg+xml"]
        shown["image/png"] = picture(svg)
        label = f'<svg role="img" aria-label="{escape(alts[name], quote=True)}" '
        shown["image/svg+xml"] = svg.replace("<svg ", label, 1)
        shown["text/plain"] = alts[name]
        width, height = map(round, size_of(svg))
        about["image/png"] = {"width": width, "height": height, "alt": alts[name]}
    return NotebookNode(output | {"data": shown, "metadata": about})


def place(this: Project) -> str:
    """Where the notebooks of a version are published, with a slash."""
    folder = this.version.rpartition(".")[0] if this.is_release else "dev"
    return f"{this.site}{folder}/{FOLDER}/{NOTEBOOKS}/"


def first_cells(site: Site) -> list[NotebookNode]:
    """What gets the experiments at the version of the notebook, and what judges claims anew."""
    install = (CELLS / "install.py").read_text("utf8").rstrip()
    for name, text in {"VERSION": site.version, "WHEEL": wheel_name(site.version), "PLACE": place(project())}.items():
        install = install.replace(f"@{name}@", text)
    return [new_code_cell(install), new_code_cell((CELLS / "judge.py").read_text("utf8").rstrip())]


def evidence_in(cell: NotebookNode) -> list[dict[str, Any]]:
    return [output.data[EVIDENCE] for output in cell.outputs if EVIDENCE in output.get("data", {})]


def judging_cell(claims: dict[str, str], items: list[dict[str, Any]]) -> NotebookNode:
    """A cell that judges ``claims``, with their verdicts, by what the cells before it give."""
    texts = [judged(claim, verdict, items) for claim, verdict in claims.items()]
    outputs = [new_output("display_data", {"text/markdown": text, "text/plain": text}) for text in texts]
    lines = [f'judge("{claim}", "{verdict}")' for claim, verdict in claims.items()]
    return new_code_cell("\n".join(lines), outputs=outputs)


def notebook(site: Site, page: Page, chapter: Chapter, executed: NotebookNode) -> NotebookNode:
    """A chapter as a notebook, with all that a reader may change in sight.

    Raises:
        EditionError: the page shows other cells than were executed.
    """
    alts = {
        str(figure["id"]).removeprefix(f"figure-{page.stem}-"): alt
        for figure, _, alt in figures(page.article, page.stem)
    }
    code = [cell for cell in executed.cells if cell.cell_type == "code"]
    names = imported([cell.source for cell in code])
    texts = narrative(page, shown_functions(chapter, ROOT))
    if len(texts) != len(code) + 1:
        raise EditionError(f"{page.stem}: {len(texts) - 1} cells on the page, {len(code)} in the run; run `make html`")
    last = {item["claim"]: number for number, cell in enumerate(code) for item in evidence_in(cell)}
    cells, items = first_cells(site), list[dict[str, Any]]()
    waiting: dict[str, str] = {}  # claims whose box has come, but not all of their evidence
    for number, (told, claims) in enumerate(texts):
        cells += told
        waiting |= claims
        ready = {claim: verdict for claim, verdict in waiting.items() if last[claim] < number}
        if ready and told:
            cells.append(judging_cell(ready, items))
            waiting = {claim: verdict for claim, verdict in waiting.items() if claim not in ready}
        if number < len(code):
            items += evidence_in(code[number])
            outputs = [described(output, alts) for output in code[number].outputs]
            cells.append(new_code_cell(with_settings(code[number].source, names), outputs=outputs))
    for number, cell in enumerate(cells):
        cell["id"] = f"{page.stem}-{number}"
    for number, cell in enumerate((cell for cell in cells if cell.cell_type == "code"), 1):
        cell["execution_count"] = number
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def build(site: Site, target: Path) -> None:
    chapters, store = chapters_in(ROOT / "chapters", ROOT), site.folder.parent / "executed"
    stems = {page.stem for page in site.chapters}

    def address(stem: str, anchor: str) -> str:
        place = f"{stem}.ipynb" if stem in stems else f"{site.address}{stem}.html"
        return f"{place}#{anchor}" if anchor else place

    relink(site, address)
    target.mkdir()
    write_wheel(target, site.version, site.moment)
    for page in site.chapters:
        with step(page.stem):
            for link in page.article.select("a[href]"):
                link["href"] = str(link["href"]).removeprefix(f"{page.stem}.ipynb")
            for link in page.article.select("a[href^='#evidence-']"):
                link.decompose()  # evidence is what the cells put out
            # the answer sheet has its statements in a list
            expect(page.article, ".sheet .script", page.stem).decompose()
            set_anchors(page.article)
            found = find_result(store, chapters[page.stem])
            if found is None:
                raise EditionError(f"{page.stem} has changed since it was executed; run `make html`")
            made = notebook(site, page, chapters[page.stem], found)
            nbformat.validate(made)
            (target / f"{page.stem}.ipynb").write_text(nbformat.writes(made) + "\n", "utf8")


def main() -> int:
    return make("notebooks", build)


if __name__ == "__main__":
    sys.exit(main())
