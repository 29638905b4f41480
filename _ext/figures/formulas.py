"""Formulas as native MathML, made at build time; a formula that cannot be read fails the build."""

import re

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from ..errors import GuideError

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


def connect(app: Sphinx) -> None:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.config.html_math_renderer = "mathml"
