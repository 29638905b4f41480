"""The page that says what changed since another build: the newest release, or the base of a pull request.

That build's site lies in `_build/before`, where `make before` puts it; without it the page says that there is none.
"""

import re
from collections.abc import Callable

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from ..blocks import table
from ..markup import raw
from ..trees import tree_of
from .comparison import Build, Changes, JsonObject, compare, figures_of, reading
from .domain import domain_of
from .history import before_of, earlier
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


def this_build(env: BuildEnvironment) -> Build:
    """What the pages being written say."""
    figures: dict[str, str] = {}
    for page in sorted(env.found_docs):
        for figure in tree_of(env, page).findall(nodes.figure):
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
    if found.verdicts:
        rows: list[Row] = [
            [name(now), verdict_mark(was["verdict"]), verdict_mark(now["verdict"])] for was, now in found.verdicts
        ]
        parts.append(section("Verdicts changed", table(["Claim", "Before", "Now"], rows, [])))
    if found.withdrawn:
        items = [nodes.list_item("", nodes.paragraph("", f"{c['title']} ({c['id']})")) for c in found.withdrawn]
        parts.append(section("Claims withdrawn", nodes.bullet_list("", *items)))
    if found.added:
        rows = [[name(claim), verdict_mark(claim["verdict"])] for claim in found.added]
        parts.append(section("New claims", table(["Claim", "Verdict"], rows, [])))
    if found.moved:
        rows = [
            [name(m.claim), nodes.Text(m.what), nodes.Text(reading(m.before)), nodes.Text(reading(m.after))]
            for m in found.moved
        ]
        parts.append(section("Evidence that moved", table(["Claim", "What was measured", "Before", "Now"], rows, [])))
    if found.figures:
        parts.append(section("Figures", *(side_by_side(*figure) for figure in found.figures)))
    return parts


def side_by_side(name: str, was: str | None, now: str | None) -> nodes.Node:
    """A figure before and now, each with its alternative text, and where they differ, drawn over each other."""
    drawn = {when: Markup(renamed(svg, when)) for when, svg in (("before", was), ("now", now)) if svg}
    both = [Markup(renamed(svg, f"{when}-both")) for when, svg in (("before", was), ("now", now)) if svg]
    return raw("claims/compared.html", name=name, drawn=drawn, both=both if len(both) == 2 else [])


def kept(version: JsonObject, name: Name) -> nodes.Node:
    """What an earlier version changed, in a few lines."""
    lines: list[list[nodes.Node]] = []
    for claim in version["verdicts"]:
        lines.append([name(claim), nodes.Text(f": {claim['before']} → {claim['verdict']}")])
    lines += [[name(claim), nodes.Text(": withdrawn")] for claim in version["withdrawn"]]
    lines += [[name(claim), nodes.Text(f": new, {claim['verdict']}")] for claim in version["added"]]
    for claim in version["moved"]:
        lines.append([name(claim), nodes.Text(f": {claim['what']}, {claim['before']} → {claim['now']}")])
    items = [nodes.list_item("", nodes.paragraph("", "", *line)) for line in lines]
    since = f", compared with {version['since']}" if version["since"] else ""
    changed = nodes.bullet_list("", *items) if items else nodes.paragraph("", "No claim and no measurement changed.")
    return section(f"Version {version['version']}{since}", changed)


def renamed(svg: str, when: str) -> str:
    """The drawing with identifiers of its own, so that it can stand on a page with its twin."""
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\1{when}-", svg)


def claim_link(env: BuildEnvironment, builder: Builder, here: str, claim: JsonObject) -> nodes.Node:
    """A link to a claim; its title alone where the claim is no more."""
    if claim["id"] not in {known.id for known in domain_of(env).claims}:
        return nodes.Text(claim["title"])
    return make_refnode(builder, here, claim["chapter"], f"claim-{claim['id']}", nodes.Text(claim["title"]))


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    def name(claim: JsonObject) -> nodes.Node:
        return claim_link(app.env, app.builder, docname, claim)

    for node in list(doctree.findall(changes)):
        before = before_of(app)
        if before is None:
            node.replace_self(nodes.paragraph("", "There is no earlier version to compare with."))
            continue
        found = compare(before, this_build(app.env))
        intro = f"Compared with {before.name}." if found else f"Nothing has changed since {before.name}."
        past = [kept(version, name) for version in earlier(app) if version["since"]]
        node.replace_self([nodes.paragraph("", intro), *sections(found, name), *past])


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
