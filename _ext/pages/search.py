"""What readers can search: every chapter, section and claim, in prose alone, with the other names that things have."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from ..blocks import fold
from ..claims.domain import domain_of
from ..trees import in_each_page

LONG_WORD = re.compile(r"[a-z]{4,}")
ALIASES = "_aliases.toml"  # beside the chapters
SKIPPED = (nodes.raw, nodes.literal_block, nodes.table, nodes.comment, fold, nodes.figure)  # no prose, or an answer


def prose(node: nodes.Node) -> str:
    """The text of a node without code, tables, drawings, and what a reader opens."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, SKIPPED) or (isinstance(node, nodes.container) and "cell" in node["classes"]):
        return ""
    gap = "" if isinstance(node, nodes.TextElement) else " "
    return gap.join(map(prose, node.children))


def brief(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def entries(env: BuildEnvironment, page: str, tree: nodes.document) -> list[dict[str, str]]:
    """Kind, address, title and text of all that can be found on a page."""
    titles = {claim.anchor: claim.title for claim in domain_of(env).claims if claim.page == page}
    name = brief(env.titles[page].astext())
    found = []
    for section in tree.findall(nodes.section):
        parts = (part for part in section.children[1:] if isinstance(part, nodes.Element))
        own = [p for p in parts if not isinstance(p, nodes.section) and "claim" not in p.get("classes", ())]
        whole = section.parent is tree
        found.append(
            {
                "kind": "chapter" if whole else "section",
                "address": f"{page}.html" + ("" if whole else f"#{section['ids'][0]}"),
                "title": name if whole else brief(section[0].astext()),
                "within": "" if whole else name,
                "text": brief(" ".join(map(prose, own))),
            }
        )
    for box in tree.findall(nodes.container):
        if box["ids"] and box["ids"][0] in titles:
            anchor = box["ids"][0]
            statement = next(part for part in box.findall(nodes.container) if "statement" in part["classes"])
            reason = next(part for part in box.findall(nodes.container) if "reason" in part["classes"])
            found.append(
                {
                    "kind": "claim",
                    "address": f"{page}.html#{anchor}",
                    "title": titles[anchor],
                    "within": name,
                    "text": brief(statement.astext()),
                    "also": " ".join(sorted(set(LONG_WORD.findall(reason.astext().lower())))),  # found, not shown
                }
            )
    return found


def named(entry: dict[str, str], rows: list[list[str]]) -> dict[str, str]:
    """``entry`` with the other names of what it speaks of."""
    said = f"{entry['title']} {entry['text']}".lower().replace("’", "'")
    title = entry["title"].lower().replace("’", "'")
    also = [(name, word in title) for row in rows for word in row if word in said for name in row if name not in said]
    weak = [name for name, strong in also if not strong]
    return entry | {
        "names": " ".join(dict.fromkeys(name for name, strong in also if strong)),
        "also": " ".join(dict.fromkeys([*weak, *entry.get("also", "").split()])),
    }


def note(app: Sphinx, env: BuildEnvironment) -> None:
    in_each_page(env, entries)  # while it is kept with what was read


def write_index(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    path = Path(app.srcdir, ALIASES)
    rows: list[list[str]] = tomllib.loads(path.read_text("utf8"))["same"] if path.is_file() else []
    found: list[dict[str, Any]] = [
        named(entry, rows) for page in in_each_page(app.env, entries).values() for entry in page
    ]
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    Path(app.outdir, "_static", "search-index.js").write_text(f"window.searchIndex = {text};\n", "utf8")


def replace_sphinxs(app: Sphinx) -> None:
    """Sphinx's own search knows no other names of things, and quotes code."""
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False


def connect(app: Sphinx) -> None:
    app.connect("builder-inited", replace_sphinxs)
    app.connect("env-updated", note)
    app.connect("build-finished", write_index, priority=400)  # before style sheets are cut to what pages use
