"""Formulas in letters: as text where letters are enough, else as a line to search for and copy, and as words."""

import unicodedata

from bs4 import Tag
from markupsafe import Markup

SPACED = "=<>≤≥≈←→+−±⋅×"  # unless MathML says that it is a sign of what follows
SIGNS = {
    "=": "equals", "<": "is less than", ">": "is greater than", "≤": "is at most", "≥": "is at least",
    "≈": "is about", "←": "becomes", "→": "goes to", "+": "plus", "−": "minus", "±": "plus or minus",
    "⋅": "times", "×": "times", "/": "over", "∑": "the sum", "∂": "partial", "∗": "star", "′": "prime", "|": "bar",
    "(": "open bracket", ")": "close bracket", "\u2061": "of", "[": "", "]": "", ".": "",
}  # fmt: skip
POWERS = {"2": "squared", "3": "cubed", "′": "prime", "∗": "star"}
SIMPLE = {"mi", "mn", "mo", "mtext", "mspace", "mrow", "msub", "msup"}


def parts(tag: Tag) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag)]


def is_simple(formula: Tag) -> bool:
    """Whether letters in a row, some raised or lowered, are all of a formula."""
    nested = formula.select(":is(msub, msup) :is(msub, msup)")
    return not nested and {tag.name for tag in (formula, *formula.find_all(True))} <= SIMPLE


def letters(tag: Tag) -> str:
    """The letters of a leaf, with the spaces that it has in a line."""
    text = tag.text
    if tag.name == "mspace":
        width = float(str(tag.get("width", "0")).removesuffix("em"))
        return "\u2003" if width >= 1 else "\u00a0" if width else ""
    if tag.name == "mo" and text in SPACED and tag.get("lspace") != "0":
        return f"\u00a0{text}\u00a0"
    return {",": ",\u00a0", "\u2061": ""}.get(text, text)


def as_text(tag: Tag) -> Markup:
    """A simple formula as HTML."""
    inner = parts(tag)
    if tag.name in {"msub", "msup"}:
        script = Markup("<{0}>{1}</{0}>").format(tag.name[1:], as_text(inner[1]))
        return as_text(inner[0]) + script
    if inner:
        return Markup("").join(map(as_text, inner))
    slanted = tag.name == "mi" and len(tag.text) == 1 and tag.text.isalpha() and "mathvariant" not in tag.attrs
    return Markup("<i>{}</i>" if slanted else "{}").format(letters(tag))


def grouped(tag: Tag) -> str:
    line = as_line(tag)
    return line if len(line) == 1 or tag.name in {"mn", "mi", "mtext"} else f"({line})"


def as_line(tag: Tag) -> str:
    match tag.name, parts(tag):
        case "msqrt", [under]:
            return f"√{grouped(under)}"
        case "mfrac", [above, below]:
            return f" {grouped(above)}/{grouped(below)} "
        case "msub", [base, low]:
            return f"{as_line(base)}_{grouped(low)}"
        case "msup", [base, high]:
            return as_line(base) + {"2": "²", "3": "³", "′": "′"}.get(high.text, f"^{grouped(high)}")
        case "munderover", [base, low, high]:
            return f"{as_line(base)}_{grouped(low)}^{grouped(high)} "
        case _, []:
            return letters(tag).replace("\u00a0", " ").replace("\u2003", " ")
        case _, inner:
            return "".join(map(as_line, inner))
    raise AssertionError("every case is above")


def named(letter: str) -> str:
    """A letter as one says it: Greek ones by name."""
    name = unicodedata.name(letter, "") if len(letter) == 1 else ""
    return name.rpartition(" ")[2].lower() if name.startswith("GREEK") else letter


def as_words(tag: Tag) -> str:
    match tag.name, parts(tag):
        case "msqrt", [under]:
            words = ["the square root of", as_words(under), "end root,"]
        case "mfrac", [above, below]:
            words = [as_words(above), "over", as_words(below)]
            if max(len(above.text), len(below.text)) > 1:
                words = ["the fraction", *words, "end fraction,"]
        case "msub", [base, low]:
            words = [as_words(base), "sub", as_words(low)]
        case "msup", [base, high]:
            words = [as_words(base), POWERS.get(high.text) or f"to the power {as_words(high)}"]
        case "munderover", [base, low, high]:
            words = [as_words(base), "from", as_words(low), "to", as_words(high), "of"]
        case "mspace", _:
            words = []
        case _, []:
            words = [SIGNS[tag.text] if tag.text in SIGNS else named(tag.text)]
        case _, inner:
            words = list(map(as_words, inner))
    return " ".join(" ".join(words).split())


def typed(formula: Tag) -> str:
    """Any formula in one line, as one types it."""
    return " ".join(as_line(formula).split())


def spoken(formula: Tag) -> str:
    """Any formula as one reads it aloud."""
    return as_words(formula).rstrip(", ")
