"""The menu of all pages: the lists of the front page, written once for all. Sphinx would resolve its tree for each."""

import posixpath
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..markup import render

Lists = list[list[tuple[str, str]]]  # pages with their titles there


def lists_of(env: BuildEnvironment) -> Lists:
    """The pages in each list of the front page; not what else it may lead to."""
    trees = env.tocs[env.config.root_doc].findall(addnodes.toctree)
    lists = [[(page, title) for title, page in tree["entries"] if page in env.found_docs] for tree in trees]
    return [[(page, title or env.titles[page].astext()) for page, title in pages] for pages in lists]


class Menu:
    """What was written, for the pages of each folder."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def begin(self, app: Sphinx, builder: Builder) -> None:
        """Start anew; a page whose lists of others are hidden shows nothing of them but what `across` knows."""
        self.written.clear()
        trees = {page: tree.findall(addnodes.toctree) for page, tree in builder.env.tocs.items()}
        hidden = {page for page, parts in trees.items() if all(part["hidden"] for part in parts)}
        for shown in builder.env.files_to_rebuild.values():
            shown -= hidden

    def of(self, page: str, builder: Builder) -> Markup:
        """The menu as it stands on ``page``, which it names."""
        folder = posixpath.dirname(page)
        beside = posixpath.join(folder, "_")  # from itself, a page has no address
        if folder not in self.written:
            lists = [
                [(builder.get_relative_uri(beside, other), title) for other, title in pages]
                for pages in lists_of(builder.env)
            ]
            self.written[folder] = render("pages/menu.html", lists=lists)
        here = f'<a href="{builder.get_relative_uri(beside, page)}"'
        return Markup(self.written[folder].replace(here, f'{here} aria-current="page"', 1))

    def place(
        self, app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
    ) -> None:
        if app.builder.format == "html":
            context["menu"] = self.of(page, app.builder)


def connect(app: Sphinx) -> None:
    menu = Menu()
    app.connect("write-started", menu.begin)
    app.connect("html-page-context", menu.place)
