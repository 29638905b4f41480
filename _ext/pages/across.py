"""What pages show of one another: the menu, their neighbours' titles, claims and drawings of others.

Sphinx writes the pages that were read again. With another of these anywhere, all are written.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..claims.domain import domain_of
from ..figures.drawings import digests, reprint
from ..trees import in_each_page
from .menu import lists_of


def reprinted(env: BuildEnvironment, page: str, tree: nodes.document) -> list[tuple[str, str]]:
    """The drawings of other pages on a page: of which, and their names."""
    return [(node["page"], node["drawing"]) for node in tree.findall(reprint)]


def outdated(app: Sphinx, env: BuildEnvironment) -> set[str]:
    drawings = in_each_page(env, digests)
    shown = [drawing for page in in_each_page(env, reprinted).values() for drawing in page]
    facts = (
        lists_of(env),
        {page: title.astext() for page, title in env.titles.items()},
        [(claim.id, claim.title) for claim in domain_of(env).claims],
        [drawings.get(page, {}).get(name) for page, name in shown],
    )
    known, env.guide_across = getattr(env, "guide_across", None), facts  # type: ignore[attr-defined]
    return env.found_docs if known != facts else set()


def connect(app: Sphinx) -> None:
    app.connect("env-updated", outdated)
