"""The page that says what changed since another build: the newest release, or the base of a pull request.

That build's site lies in `_build/before`, where `make before` puts it; without it the page says that there is none.
"""

import re
from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from ..blocks import table
from ..errors import GuideError
from ..markup import raw
from .comparison import Build, Changes, JsonObject, compare, figures_of, read_build, reading
from .records import as_json
from .statements import verdict_mark

Row = list[nodes.Node]
Name = Callable[[JsonObject], nodes.Node]


class changes(nodes.General, nodes.Element):  # noqa: N801
    """Stands for the comparison until all pages are read."""


class ChangesDirective(SphinxDirective):
    """What changed since the build in `_build/before`."""

    def run(self) -> list[nodes.Node]:
        return [changes()]


def before_of(app: Sphinx) -> Build | None:
    """The build to compare with, if there is one."""
    folder = Path(app.outdir).parent / "before"
    try:
        return read_build(folder) if folder.is_dir() else None
    except ValueError as error:
        raise GuideError(str(error)) from error


def this_build(env: BuildEnvironment) -> Build:
    """What the pages being written say."""
    figures: dict[str, str] = {}
    for page in sorted(env.found_docs):
        for figure in env.get_doctree(page).findall(nodes.figure):
            if "drawing" in figure:
                html = "".join(raw.astext() for raw in figure.findall(nodes.raw))
                head = f'<figure class="{" ".join(figure["classes"])}" id="{figure["ids"][0]}">'
                figures |= figures_of(head + html)
    return Build(as_json(env), figures)


def section(title: str, *content: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title("", title), *content, ids=[nodes.make_id(title)])


def sections(found: Changes, name: Name) -> list[nodes.Node]:
    """One part of the page for each kind of change that occurred; ``name`` makes a link to a claim."""
    parts: list[nodes.Node] = []
    if found.added:
        rows: list[Row] = [[name(claim), verdict_mark(claim["verdict"])] for claim in found.added]
        parts.append(section("New claims", table(["Claim", "Verdict"], rows, [])))
    if found.withdrawn:
        items = [nodes.list_item("", nodes.paragraph("", f"{c['title']} ({c['id']})")) for c in found.withdrawn]
        parts.append(section("Claims withdrawn", nodes.bullet_list("", *items)))
    if found.verdicts:
        rows = [[name(now), verdict_mark(was["verdict"]), verdict_mark(now["verdict"])] for was, now in found.verdicts]
        parts.append(section("Verdicts changed", table(["Claim", "Before", "Now"], rows, [])))
    if found.moved:
        rows = [
            [name(m.claim), nodes.Text(m.what), nodes.Text(reading(m.before)), nodes.Text(reading(m.after))]
            for m in found.moved
        ]
        parts.append(section("Evidence that moved", table(["Claim", "What was measured", "Before", "Now"], rows, [])))
    if found.figures:
        parts.append(section("Figures", *(drawing for figure in found.figures for drawing in drawings(*figure))))
    return parts


def drawings(name: str, was: str | None, now: str | None) -> list[nodes.Node]:
    """A figure before and now, each with the alternative text that it has on its own page."""
    return [
        raw("claims/compared.html", svg=Markup(renamed(svg, when)), name=name, when=when)
        for when, svg in (("before", was), ("now", now))
        if svg
    ]


def renamed(svg: str, when: str) -> str:
    """The drawing with identifiers of its own, so that it can stand on a page with its twin."""
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\1{when}-", svg)


def claim_link(builder: Builder, here: str, claim: JsonObject) -> nodes.Node:
    return make_refnode(builder, here, claim["chapter"], f"claim-{claim['id']}", nodes.Text(claim["title"]))


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(changes)):
        before = before_of(app)
        if before is None:
            node.replace_self(nodes.paragraph("", "There is no earlier version to compare with."))
            continue
        found = compare(before, this_build(app.env))
        intro = f"Compared with {before.name}." if found else f"Nothing has changed since {before.name}."
        parts = sections(found, lambda claim: claim_link(app.builder, docname, claim))
        node.replace_self([nodes.paragraph("", intro), *parts])


def follow(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The page is written again with every build that has another one to compare with."""
    had = getattr(env, "guide_compared", False)
    env.guide_compared = before_of(app) is not None  # type: ignore[attr-defined]
    return ["changes"] if (had or env.guide_compared) and "changes" in env.found_docs else []  # type: ignore[attr-defined]


def connect(app: Sphinx) -> None:
    app.add_node(changes)
    app.add_directive("changes", ChangesDirective)
    app.connect("env-updated", follow)
    app.connect("doctree-resolved", resolve)
