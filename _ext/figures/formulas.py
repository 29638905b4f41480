"""Formulas as native MathML, made at build time; a formula that cannot be read fails the build."""

import re

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..errors import GuideError

ENDS = re.compile(r"[,.;:!?)’]+")  # what may not begin a line
_converter = LatexToMathML(annotation=True)


def mathml(node: nodes.Element, *, display: bool) -> str:
    """MathML of a math node.

    Raises:
        GuideError: the formula is not valid LaTeX; names the file and the line.
    """
    tex = node.astext()
    try:
        return str(_converter.convert_with_local_state(tex, displaystyle=display))
    except LatexError as error:
        reason = re.sub(r"\x1b\[[0-9;]*m", "", str(error))  # it comes in colours
        place = next((n for n in (node, *_ancestors(node)) if n.line), node)
        raise GuideError(f"{place.source}:{place.line}: bad formula ${tex}$: {reason}") from error


def _ancestors(node: nodes.Node) -> list[nodes.Node]:
    return [] if node.parent is None else [node.parent, *_ancestors(node.parent)]


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(mathml(node, display=False))
    raise nodes.SkipNode


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="math">{mathml(node, display=True)}</div>')
    raise nodes.SkipNode


def bind(app: Sphinx, doctree: nodes.document, _: str) -> None:
    """Keep each formula on one line with the mark that follows it: browsers may break a line after any formula."""
    for formula in list(doctree.findall(nodes.math)):
        parent = formula.parent
        place = parent.index(formula)
        after = parent[place + 1] if place + 1 < len(parent) else None
        if isinstance(after, nodes.Text) and (end := ENDS.match(after)):
            bound = nodes.inline("", "", formula, nodes.Text(end[0]), classes=["bound"])
            parent[place : place + 2] = [bound, nodes.Text(after[end.end() :])]


def connect(app: Sphinx) -> None:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("doctree-resolved", bind, priority=900)  # in all that others have put there
    app.config.html_math_renderer = "mathml"
