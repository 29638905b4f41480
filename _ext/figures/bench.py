"""The bench: a page on which readers train the guide's networks, its form made from the settings that Python knows.

Its scripts are joined into two: what trains, on the page or in a worker, and what the page does with it.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from snippets.lab.settings import GROUPS, PRUNED

from ..claims.domain import domain_of
from ..markup import raw

STYLE = "css/bench.css"
SCRIPTS = {
    "bench-network.js": (
        "explorers/functions", "bench/draws", "bench/data", "bench/starts", "bench/network", "bench/optimizers",
        "bench/training", "bench/worker",
    ),
    "bench-page.js": ("bench/runner", "bench/plots", "bench/words", "bench/shown", "bench/page"),
}  # fmt: skip
COMMENT = re.compile(r"^/\*(?s:.*?)\*/\n| // .*$", re.MULTILINE)


class bench(nodes.General, nodes.Element):  # noqa: N801
    """Stands for the bench until all pages are read."""


class BenchDirective(SphinxDirective):
    """The form, and places for what a run shows."""

    def run(self) -> list[nodes.Node]:
        domain_of(self.env).data["summaries"][self.env.docname] = True
        return [nodes.container("", bench(), classes=["bench-page"])]


def tried(app: Sphinx, here: str) -> dict[str, Any]:
    """What the guide measured of each claim that readers can try, by its ID."""
    domain = domain_of(app.env)
    return {
        claim.id: {
            "title": claim.title,
            "address": f"{app.builder.get_relative_uri(here, claim.page)}#{claim.anchor}",
            "measured": [
                f"{item['what'].rstrip(':')}: {item['text']} ({item['basis']})"
                for item in domain.evidence
                if item["claim"] == claim.id
            ],
        }
        for claim in domain.claims
        if claim.settings
    }


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(bench)):
        claims = json.dumps(tried(app, docname), separators=(",", ":")).replace("</", "<\\/")
        form = raw("bench/bench.html", groups=GROUPS, pruned=PRUNED, claims=Markup(claims))
        node.replace_self(form)


def join(app: Sphinx) -> None:
    """Write the page's style, and its scripts without comments and indents, before the page names their checksums."""
    static = Path(app.confdir, "_static")
    if app.builder.format == "html" and (static / "bench").is_dir():
        target = Path(app.outdir, "_static")
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(static / STYLE, target / "bench.css")
        for name, parts in SCRIPTS.items():
            text = "".join((static / f"{part}.js").read_text("utf8") for part in parts)
            lines = (line.strip() for line in text.splitlines())
            (target / name).write_text(COMMENT.sub("", "\n".join(line for line in lines if line) + "\n"), "utf8")


def add_files(app: Sphinx, page: str, template: str, context: object, doctree: nodes.document | None) -> None:
    """Style and scripts for the page that has the bench."""
    if doctree and any("bench-page" in node["classes"] for node in doctree.findall(nodes.container)):
        app.add_css_file("bench.css")
        for name in SCRIPTS:
            app.add_js_file(name, loading_method="defer")


def connect(app: Sphinx) -> None:
    app.add_node(bench)
    app.add_directive("bench", BenchDirective)
    app.connect("builder-inited", join)
    app.connect("doctree-resolved", resolve)
    app.connect("html-page-context", add_files)
