"""Formulas in letters: as text, as one types them, and as one reads them aloud."""

import pytest
from bs4 import BeautifulSoup
from math_core import LatexToMathML

from _ext.editions.formulas import presentation
from _ext.editions.spoken import as_text, is_simple, spoken, typed


def formula(tex):
    mathml = LatexToMathML(annotation=True).convert_with_local_state(tex, displaystyle=False)
    return presentation(BeautifulSoup(mathml, "html.parser").math)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("n", "<i>n</i>"),
        (r"n\operatorname{Var}[w] = 1/3", "<i>n</i> Var[<i>w</i>] = 1/3"),
        ("1-(1-2^{-N})^L", "1 − (1 − 2<sup>−<i>N</i></sup>)<sup><i>L</i></sup>"),
        (r"2/(n_\text{in}+n_\text{out})", "2/(<i>n</i><sub>in</sub> + <i>n</i><sub>out</sub>)"),
    ],
)
def test_what_letters_can_say_is_text(tex, text):
    assert is_simple(formula(tex))
    assert as_text(formula(tex)).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("tex", "line", "words"),
    [
        (r"\pm\sqrt{3\sigma^2}", "±√(3σ²)", "plus or minus the square root of 3 sigma squared end root"),
        (r"\ln\frac{p}{1-p}", "ln p/(1−p)", "ln of the fraction p over 1 minus p end fraction"),
        (r"\sum_{j=1}^{m} v", "∑_(j=1)^m v", "the sum from j equals 1 to m of v"),
        (r"\sqrt{\beta^*}", "√(β^∗)", "the square root of beta star end root"),
    ],
)
def test_the_rest_can_be_searched_and_read_aloud(tex, line, words):
    assert not is_simple(formula(tex))
    assert typed(formula(tex)) == line
    assert spoken(formula(tex)) == words
