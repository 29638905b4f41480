"""Numbers as readers meet them: at most three figures, centre and ends to the same decimals, factors in words.

No experiment depends on it: how a number reads changes nothing of what was measured.
"""

import math

MINUS = "\N{MINUS SIGN}"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WORDS = {"×": "times"}
PLAIN = (1e-4, 1e6)  # outside, and for intervals over more than FAR times, powers of ten
FAR = 100
SAME = 1e-9  # an interval of this width, relative to its ends, is rounding


def number(x: float) -> str:
    """Three figures, but whole numbers with all of theirs; powers of ten for the very small and very large."""
    if float(x).is_integer() and abs(x) < 1e15:
        return f"{int(x):,}".replace("-", MINUS)
    return fixed(x, places(x)) if PLAIN[0] <= abs(x) < PLAIN[1] else power(x)


def bound(x: float) -> str:
    """A bound with all its digits, unlike a measured value."""
    return f"{x:.9g}".replace("-", MINUS) if 1e-4 <= abs(x) < 1e9 or x == 0 else number(x)


def places(x: float, figures: int = 3) -> int:
    """Decimals that show so many figures of ``x``; below zero, zeros before the point."""
    return figures - 1 - int(f"{x:.{figures - 1}e}".partition("e")[2])


def fixed(x: float, decimals: int) -> str:
    """``x`` to so many decimals, with commas; a zero has no sign."""
    rounded = round(x, decimals) + 0.0
    return f"{rounded:,.{max(decimals, 0)}f}".replace("-", MINUS)


def power(x: float) -> str:
    """Two figures and a power of ten."""
    mantissa, _, exponent = f"{x:.1e}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(RAISED)}".replace("-", MINUS)


def common_places(center: float, low: float, high: float, *, even: bool) -> int:
    """Decimals for a number and its interval: one or two figures of its half width, no more than three of any."""
    half = (high - low) / 2
    wanted = places(half, 2 if f"{half:e}"[0] == "1" else 1)
    most = places(max(abs(center), abs(low), abs(high)))
    seen = math.ceil(-math.log10(2 * half))  # fewer would show an interval of no width,
    if low * high > 0 and not even:  # or an end that is 0 and was not
        seen = max(seen, places(min(abs(low), abs(high)), 1))
        wanted = max(wanted, min(seen, most))
    decimals = min(wanted, max(most, seen))
    return min(decimals, 0) if all(x == round(x) for x in (center, low, high)) else decimals


def written(center: float, low: float, high: float, *, even: bool, unit: str = "") -> tuple[str, str]:
    """A measured number with its unit, and its interval as it may follow; ``even`` if that is given as ±."""
    unit = f" {WORDS.get(unit, unit)}" if unit else ""
    largest = max(abs(low), abs(high))
    if high - low <= SAME * largest:
        return number(float(f"{center:.9g}")) + unit, ""
    if not PLAIN[0] <= largest < PLAIN[1] or (low > 0 and high / low > FAR):
        return power(center) + unit, f" ({power(low)} to {power(high)})"
    decimals = common_places(center, low, high, even=even)
    middle, *ends = (fixed(x, decimals) for x in (center, low, high))
    if even:
        return middle + unit, f" ± {fixed((high - low) / 2, decimals)}"
    return middle + unit, f" ({ends[0]} to {ends[1]})"
