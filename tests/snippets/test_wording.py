"""Numbers as readers meet them."""

import re

import pytest
import torch

from snippets.lab.estimates import Estimate, exactly, mean_of, ratio_of
from snippets.lab.wording import bound, number


@pytest.mark.parametrize(
    ("x", "text"),
    [(0.25714, "0.257"), (1e-16, "1.0·10⁻¹⁶"), (-2, "−2"), (3280, "3,280"), (69314.2, "69,300"), (0.9999, "1.00")],
)
def test_a_number_has_three_figures(x, text):
    assert number(x) == text


@pytest.mark.parametrize(
    ("ends", "interval", "unit", "text"),
    [
        ((0.9829, 0.9712, 0.9949), "95 %", "×", "0.983 times (0.971 to 0.995)"),
        ((0.322, 0.231, 0.413), "95 %", "", "0.32 ± 0.09"),
        ((1.00247, 1.00158, 1.00336), "95 %", "", "1.002 ± 0.001"),
        ((4_307_108_864, 2_264_510_720, 8_836_894_720), "range", "", "4.3·10⁹ (2.3·10⁹ to 8.8·10⁹)"),
        ((1.4e6, 43_294, 4.7e7), "95 %", "×", "1.4·10⁶ times (4.3·10⁴ to 4.7·10⁷)"),
        ((212_345, 41_000, 688_000), "95 %", "×", "210,000 times (40,000 to 690,000)"),
        ((-0.00242, -0.0318, 0.032), "ranks", "", "0.00 (−0.03 to 0.03)"),
        ((9, 8, 9), "ranks", "", "9 (8 to 9)"),
        ((1.18, 1.06, 1.3), "ranks", "×", "1.18 times (1.06 to 1.30)"),
        ((40.6, 25.6, 55.6), "95 %", "steps", "41 steps ± 15"),
        ((12_345, 10_000, 14_690), "95 %", "", "12,000 ± 2,000"),
        ((0.0, 0.0, 0.0), "95 %", "", "0"),
        ((1.0, 1 - 4e-16, 1 + 7e-16), "range", "", "1"),
    ],
)
def test_an_interval_has_the_decimals_of_its_center(ends, interval, unit, text):
    assert str(Estimate(*ends, 16, interval, unit)) == text


def test_whatever_is_measured_reads_in_few_figures():
    for seed in range(300):
        random = torch.Generator().manual_seed(seed)
        size = 10 ** (12 * torch.rand(1, generator=random).item() - 6)
        draws = size * (1 + torch.rand(1, generator=random) * torch.randn(16, generator=random))
        for estimate in (mean_of(draws), ratio_of(draws.abs(), draws.abs().flip(0) + size), exactly(draws[0])):
            text = re.sub(r"·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", str(estimate))
            numerals = re.findall(r"[\d,]+(?:\.\d+)?", text)
            shown = {len(numeral.partition(".")[2]) for numeral in numerals}
            assert len(shown) == 1, text
            figures = max(len(re.sub("[,.]", "", numeral).strip("0")) for numeral in numerals)
            narrow = estimate.high - estimate.low < 10.0 ** (1 - shown.pop())  # with one figure less it had no width
            assert figures <= 3 or narrow, text


def test_a_bound_keeps_all_its_digits():
    assert [bound(x) for x in (0.999999999, -0.05, 341.333333333, 1e-10)] == [
        "0.999999999", "−0.05", "341.333333", "1.0·10⁻¹⁰",
    ]  # fmt: skip
