"""Code as it is set on paper."""

from bs4 import BeautifulSoup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from _ext.editions.listings import set_listing

CODE = '''def f(x):
    """Two
    lines."""
    return [x for x in range(10)]  # said
        long = {words!r}
'''.replace("{words!r}", " + ".join(["another"] * 12))


def test_a_listing_keeps_every_character_and_a_long_line_its_indent():
    pre = BeautifulSoup(highlight(CODE, PythonLexer(), HtmlFormatter()), "html.parser").pre
    set_listing(pre)
    [long] = pre.select(".long-line")
    assert pre.get_text() == CODE.replace(f"{long.get_text()}\n", long.get_text())
    assert long["style"] == "--indent: 12" and long.get_text().startswith(" " * 8)
    assert {span.get_text() for span in pre.select(".comment")} == {"# said"}
    assert len(pre.select("span")) < 12
