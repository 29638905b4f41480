"""Two layers of one page: cells that measure are folded into one quiet line, and answers until they are asked for."""

from docutils import nodes
from sphinx.application import Sphinx

from ..blocks import fold
from ..execution.outputs import evidence, record


def is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "cell" in node["classes"]


def groups(parent: nodes.Element) -> list[list[nodes.container]]:
    """Cells of ``parent`` that follow one another, with nothing for readers between them."""
    found: list[list[nodes.container]] = [[]]
    for child in parent.children:
        if isinstance(child, nodes.container) and is_cell(child):
            found[-1].append(child)
        elif not isinstance(child, record | nodes.comment):
            found.append([])
    return [group for group in found if group]


def named(group: list[nodes.container]) -> str:
    """What the line says: how many cells are behind it, and how many results they judge."""
    results = sum(1 for cell in group for _ in cell.findall(evidence))
    cells = f"{len(group)} cell{'s' * (len(group) > 1)}"
    return f"measured here: {cells}, {results} result{'s' * (results != 1)}" if results else f"measured here: {cells}"


def fold_cells(app: Sphinx, doctree: nodes.document) -> None:
    for parent in {id(cell.parent): cell.parent for cell in doctree.findall(is_cell)}.values():
        for group in groups(parent):
            place = parent.index(group[0])
            for cell in group:
                parent.remove(cell)
            parent.insert(place, fold("", *group, summary=named(group), classes=["cells"]))


def veil_correction(app: Sphinx, doctree: nodes.document) -> None:
    """The correction opens when the reader has marked the script, or asks for it."""
    for section in doctree.findall(nodes.section):
        if "correction" in section["ids"]:
            title, *rest = section.children
            section.children = [title]
            section += fold("", *rest, summary="Read the correction", classes=["veil"])


def connect(app: Sphinx) -> None:
    app.connect("doctree-read", fold_cells)
    app.connect("doctree-read", veil_correction)
