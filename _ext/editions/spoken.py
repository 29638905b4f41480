"""Formulas as words: what a voice says where it cannot read MathML itself."""

import re
import unicodedata

from bs4 import Tag

WORDS = {
    "=": "equals",
    "+": "plus",
    "−": "minus",
    "±": "plus or minus",
    "⋅": "times",
    "×": "times",
    "/": "over",
    "←": "becomes",
    "≤": "is at most",
    "≥": "is at least",
    "≈": "is about",
    "∗": "star",
    "′": "prime",
    "|": "bar",
    "∂": "partial",
    "∑": "the sum of",
    "(": "open bracket",
    ")": "close bracket",
    "[": "open bracket",
    "]": "close bracket",
    "λ": "lambda",
    "ϵ": "epsilon",
    "Var": "the variance",
    "E": "the expectation",
    "ln": "the natural logarithm",
    "\u2061": "of",  # a function applied
}
POWERS = {"2": "squared", "3": "cubed", "star": "star", "prime": "prime"}
GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (\w+)")
PLAIN = re.compile(r"[\w.]+")  # one word, whose end need not be said
SPACE = re.compile(r"[12](\.0*)?em")  # that sets formulas apart
BETTER = (  # the whole formula read again: less to listen to
    (r"(expectation) open", r"\1 of open"),
    (r"of open bracket (\w+(?: squared)?) close bracket", r"of \1"),
    (r"bar (\w+) bar", r"the absolute value of \1"),
    (r"\b(\w|lambda|root,) the (?=variance|expectation|square|absolute|sum)", r"\1 times the "),
    (r"\s+(?=[,.](\s|$))", ""),
    (r",(?=[,.])", ""),
)


def word(text: str) -> str:
    """A number, a letter or a sign; what has no name here has one in Unicode."""
    if text in WORDS or text.isascii():
        return WORDS.get(text, text)
    name = " ".join(unicodedata.name(sign, sign) for sign in text)
    return GREEK.sub(r"\1", name).lower()


def closed(words: str, end: str) -> str:
    """``words``, with their end said unless they are one word."""
    return words if PLAIN.fullmatch(words) else f"{words}, end of {end},"


def phrase(tag: Tag) -> str:
    """The words of one element of MathML."""
    parts = [phrase(child) for child in tag.select(":scope > :not(annotation)")]
    match tag.name, parts:
        case "mi" | "mn" | "mo" | "mtext", _:
            return word(tag.get_text().strip())
        case "mspace", _:
            return "," if SPACE.match(str(tag.get("width", ""))) else ""
        case "msqrt", _:
            return f"the square root of {closed(' '.join(parts), 'root')}"
        case "mfrac", [above, below]:
            start = "" if PLAIN.fullmatch(above) else "the fraction "
            return f"{start}{above} over {closed(below, 'fraction')}"
        case "msup", [base, power]:
            return f"{base} {POWERS.get(power, f'to the power {power}')}"
        case "msub", [base, index]:
            return f"{base} sub {index}"
        case "munderover", [sign, start, end]:
            return f"{sign.removesuffix(' of')} from {start} to {end} of"
    return " ".join(filter(None, parts))


def spoken(math: Tag) -> str:
    """A formula as words."""
    said = phrase(math)
    for pattern, better in BETTER:
        said = re.sub(pattern, better, said)
    return said.rstrip(",.")
