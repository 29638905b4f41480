"""What the head of each page says about it, and what the browser may load: a strict content security policy."""

import base64
import hashlib
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
CHARSET = '<meta charset="utf-8" />'
SUMMARY_LENGTH = 160  # what search engines show of a description


def policy(html: str) -> str:
    """A content security policy under which only the site's own files and the inline scripts of ``html`` run."""
    digests = {hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(html)}
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in sorted(digests))
    return (
        f"default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'"
    )


class PolicyTemplates(BuiltinTemplateLoader):
    """Sphinx's templates, with the policy of each whole page in its head."""

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]  # Sphinx declares None
        html = str(super().render(template, context))
        tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(html)}" />'
        return html.replace(CHARSET, f"{CHARSET}\n    {tag}", 1)


def summary(doctree: nodes.document) -> str:
    """The first paragraph of a page, cut at the end of a sentence or a word."""
    paragraph = next((p for p in doctree.findall(nodes.paragraph) if isinstance(p.parent, nodes.section)), None)
    text = " ".join(paragraph.astext().split()) if paragraph else ""
    if len(text) <= SUMMARY_LENGTH:
        return text
    whole, stop, _ = text[:SUMMARY_LENGTH].rpartition(". ")
    return whole + "." if stop else text[: SUMMARY_LENGTH - 1].rpartition(" ")[0] + "…"


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is not None:
        context["description"] = summary(doctree) or f"{context['title']} of {app.config.project}"
        context["html_baseurl"] = app.config.html_baseurl


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """A reference without the roles that docutils gives it, which are deprecated and form no valid list."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    translator.body.append("</div>\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", describe)
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
