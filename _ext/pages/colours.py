"""Code in colours: a block that Pygments has set once is not set again in later builds."""

import pygments
import sphinx.highlighting
from pygments.formatter import Formatter
from pygments.lexer import Lexer
from sphinx.application import Sphinx

from ..execution.memory import remembered


def highlight(code: str, lexer: Lexer, formatter: Formatter) -> str:
    """``code`` as ``lexer`` and ``formatter`` set it.

    Raises:
        ErrorToken: the lexer cannot read it; that is not remembered, for Sphinx warns of it.
    """

    @remembered
    def block(code: str, asked: str) -> str:
        return str(pygments.highlight(code, lexer, formatter))

    used = [(type(part), sorted(part.options.items())) for part in (lexer, formatter)]
    return block(code, repr([*used, *map(type, lexer.filters)]))


def connect(app: Sphinx) -> None:
    sphinx.highlighting.highlight = highlight  # type: ignore[attr-defined]  # not by a name for others
