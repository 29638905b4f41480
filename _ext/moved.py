"""A page at an old address that leads on to the new one, by scripts with the part of the page that was asked for.

Needs nothing but Python, so that the programs of `.github` can make such pages before anything is installed.
"""

from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from .policy import INLINE_SCRIPT, policy, with_policy

TEMPLATE = Path(__file__).parent.parent / "_templates/pages/moved.html"


@cache
def template() -> Template:
    html = TEMPLATE.read_text("utf8")
    return Template(with_policy(html, policy(INLINE_SCRIPT.findall(html))))


def moved_page(address: str, canonical: str, title: str = "Moved", anchors: Mapping[str, str] | None = None) -> str:
    """The page that leads to ``address``; ``anchors`` of the old page may lead to addresses of their own.

    An anchor that is not named leads to the same anchor of the new page.
    """
    links = "".join(
        f'<p><a id="{escape(old)}" href="{escape(new)}">{escape(old)}</a></p>\n' for old, new in (anchors or {}).items()
    )
    return template().substitute(
        address=escape(address), canonical=escape(canonical), title=escape(title), anchors=links
    )
