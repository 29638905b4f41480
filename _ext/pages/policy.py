"""What the browser may load: a strict content security policy in the head of each page."""

import base64
import hashlib
import re
from typing import Any

from sphinx.jinja2glue import BuiltinTemplateLoader

INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
CHARSET = '<meta charset="utf-8" />'


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
