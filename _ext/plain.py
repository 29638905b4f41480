"""Formulas as plain characters, for data and for programs that show no mathematics: √(3σ²), (1−β)/(1+β)."""

from xml.etree import ElementTree

from math_core import LatexToMathML

RAISED = str.maketrans("0123456789+−n∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ*")
_converter = LatexToMathML()


def grouped(text: str) -> str:
    """``text`` as one operand."""
    return text if text.isdecimal() or len(text) == 1 else f"({text})"


def written(element: ElementTree.Element) -> str:
    """A part of a formula, on one line."""
    parts = [written(child) for child in element]
    match element.tag:
        case "msup":
            can_be_raised = all(ord(sign) in RAISED for sign in parts[1])
            return parts[0] + (parts[1].translate(RAISED) if can_be_raised else f"^{grouped(parts[1])}")
        case "msub":
            return f"{parts[0]}_{grouped(parts[1])}"
        case "msqrt":
            return f"√{grouped(''.join(parts))}"
        case "mfrac":
            return "/".join(map(grouped, parts))
        case _:
            return (element.text or "").strip() + "".join(parts)


def plain(tex: str) -> str:
    """The formula ``tex`` without markup."""
    return written(ElementTree.fromstring(_converter.convert_with_local_state(tex, displaystyle=False)))
