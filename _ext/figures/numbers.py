"""Numbers of figures, from what each page had when it was read. Sphinx would look through every page in each build."""

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment
from sphinx.environment.collectors.toctree import TocTreeCollector

from ..trees import in_each_page

sphinxs = TocTreeCollector.assign_figure_numbers
Part = tuple[str, Any]  # the kind of what is numbered and its identifier; or none, and the pages of a list


def kind_of(env: BuildEnvironment, node: nodes.Element) -> str:
    """As what ``node`` is numbered, if at all: with a caption, as Sphinx has it."""
    for domain in env.domains.sorted():
        kind = domain.get_enumerable_node_type(node)
        if kind and not (isinstance(domain, StandardDomain) and not domain.get_numfig_title(node)):
            return kind
    return ""


def numbered(env: BuildEnvironment, page: str, tree: nodes.document) -> list[Part]:
    """All that gets a number on a page, and where other pages follow, in their order."""
    parts: list[Part] = []
    for node in tree.findall(nodes.Element):
        if isinstance(node, addnodes.toctree):
            parts.append(("", [other for _, other in node["entries"]]))
        elif node["ids"] and (kind := kind_of(env, node)):
            parts.append((kind, node["ids"][0]))
    return parts


def assign(collector: TocTreeCollector, env: BuildEnvironment) -> list[str]:
    """Number figures in the order of pages; the pages on which a number is another than before."""
    if env.numbered_toctrees or not env.config.numfig:  # numbers of figures that begin with those of sections
        return sphinxs(collector, env)
    parts, counts = in_each_page(env, numbered), dict[str, int]()
    before, env.toc_fignumbers = env.toc_fignumbers, {}
    seen = set[str]()

    def walk(page: str) -> None:
        if page in seen or page not in parts:
            return
        seen.add(page)
        for kind, what in parts[page]:
            if kind:
                counts[kind] = counts.get(kind, 0) + 1
                env.toc_fignumbers.setdefault(page, {}).setdefault(kind, {})[what] = (counts[kind],)
            else:
                for other in what:
                    walk(other)

    walk(env.config.root_doc)
    return [page for page, numbers in env.toc_fignumbers.items() if numbers != before.get(page)]


def connect(app: Sphinx) -> None:
    TocTreeCollector.assign_figure_numbers = assign  # type: ignore[method-assign, assignment]
