"""Addresses live for ever: pages and anchors that have moved lead on, as `guide_redirects` in conf.py says.

    guide_redirects = {
        "tying": "symmetry",                                                 # a page
        "symmetry#figure-symmetry-old": "symmetry#figure-symmetry-new",   # a part of a page that stays
        "symmetry#figure-symmetry-old": "symmetry#figure-symmetry-spread",   # a part of a page that stays
    }

Where a part of a moved page is not named, it leads to the part of the same name.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..errors import GuideError
from ..moved import moved_page
from ..trees import in_each_page


def split(address: str) -> tuple[str, str]:
    page, _, anchor = address.partition("#")
    return page, anchor


def anchors(env: BuildEnvironment, page: str, tree: nodes.document) -> set[str]:
    return {id for node in tree.findall(nodes.Element) for id in node["ids"]}


def problem(known: dict[str, set[str]], redirects: dict[str, str], old: str, new: str) -> str | None:
    """What is wrong with one redirect, where ``known`` are the anchors of each page."""
    (page, anchor), (target, part) = split(old), split(new)
    if target not in known:
        return f"'{old}' leads to '{new}', which is no page"
    if part and part not in known[target]:
        return f"'{old}' leads to '{new}', and that page has no such part"
    if not anchor and page in known:
        return f"the page '{old}' still exists; take it out"
    if anchor in known.get(page, ()):
        return f"the part '{old}' still exists; take it out"
    if anchor and page not in known and page not in redirects:
        return f"'{page}' is no page, and leads to none; say where the page went, too"
    return None


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Stop if a redirect leads nowhere, or what it stands for is still there."""
    redirects = app.config.guide_redirects
    known = in_each_page(env, anchors)
    found = {old: problem(known, redirects, old, new) for old, new in redirects.items()}
    problems = [f"conf.py: guide_redirects: {what}" for what in found.values() if what]
    if problems:
        raise GuideError("\n".join(problems))


def keep_anchors(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """On a page that stays, a part that is called otherwise answers to its old name; one that left leaves a link."""
    for old, new in app.config.guide_redirects.items():
        (page, anchor), (target, part) = split(old), split(new)
        if page != docname or not anchor:
            continue
        if target == page:
            for node in doctree.findall(nodes.Element):
                if part in node["ids"]:
                    node["ids"].append(anchor)
        else:
            address = f"{app.builder.get_relative_uri(docname, target)}#{part}"
            link = nodes.reference("", "This part has moved.", refuri=address, internal=True)
            doctree += nodes.paragraph("", "", link, ids=[anchor], classes=["moved"])


def write(app: Sphinx, exception: Exception | None) -> None:
    """A page at the old address of each page that has moved."""
    if exception is not None or app.builder.format != "html":
        return
    redirects = app.config.guide_redirects
    for old, new in redirects.items():
        if "#" in old:
            continue
        parts = {split(a)[1]: in_site(b) for a, b in redirects.items() if a.startswith(f"{old}#")}
        html = moved_page(in_site(new), f"{app.config.html_baseurl}{in_site(new)}", anchors=parts)
        Path(app.outdir, f"{old}.html").write_text(html, "utf8")


def in_site(address: str) -> str:
    page, anchor = split(address)
    return f"{page}.html#{anchor}" if anchor else f"{page}.html"


def connect(app: Sphinx) -> None:
    app.add_config_value("guide_redirects", {}, "html", types=(dict,))
    app.connect("env-updated", check)
    app.connect("doctree-resolved", keep_anchors)
    app.connect("build-finished", write)
