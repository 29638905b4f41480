"""HTML that is not made from nodes: templates of `_templates`, filled in; what is filled in is escaped."""

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent.parent / "_templates"


def escaped(value: Any) -> Markup:
    """``value`` for HTML, escaped as docutils escapes: attributes stand in double quotes, apostrophes as they are."""
    return value if isinstance(value, Markup) else Markup(escape(str(value), quote=False).replace('"', "&quot;"))


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **filling: Any) -> str:
    """The text of ``template`` with ``filling``; what is Markup already is taken as it is."""
    return environment().get_template(template).render(filling)


def raw(template: str, **filling: Any) -> nodes.raw:
    """The same as a node that browsers get; it names its template, for raw HTML of chapters is held to less."""
    return nodes.raw("", render(template, **filling), format="html", template=template)
