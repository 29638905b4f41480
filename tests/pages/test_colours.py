"""Code in colours is as Pygments sets it; what is kept from an earlier build is that of the same question."""

import pygments
import pytest
from pygments.filters import ErrorToken
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer, PythonLexer

from _ext.execution import memory
from _ext.pages.colours import highlight

CODE = "def two():\n    return 2  # a comment\n"


pytestmark = pytest.mark.usefixtures("forgetful")


def test_each_lexer_and_each_setting_has_its_own():
    asked = [
        (lexer, formatter)
        for lexer in (PythonLexer(), PythonLexer(stripnl=False), JsonLexer())
        for formatter in (HtmlFormatter(), HtmlFormatter(hl_lines=[2]), HtmlFormatter(linenos="inline"))
    ]
    for _ in range(2):
        for lexer, formatter in asked:
            assert highlight(CODE, lexer, formatter) == pygments.highlight(CODE, lexer, formatter)
    assert len(memory._new) == len(asked)


def test_what_cannot_be_read_is_refused_each_time():
    lexer = PythonLexer()
    lexer.add_filter("raiseonerror")
    for _ in range(2):
        with pytest.raises(ErrorToken):
            highlight("a ? b\n", lexer, HtmlFormatter())
    assert not memory._known
