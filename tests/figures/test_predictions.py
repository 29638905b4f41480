"""A figure with a question stays veiled until a reader has guessed, by keyboard as well; the guess stays beside it."""

import re

import pytest

from _ext.figures.predictions import Prediction, read_prediction

VEILED = [("symmetry", "tie-breakers"), ("biases", "square"), ("activations", "deep"), ("dropout", "cost")]


@pytest.mark.parametrize(("page", "name"), VEILED)
def test_a_guess_is_kept_beside_what_was_measured(look, page, name):
    tab = look(page)
    form, figure = tab.locator(f"form.predict:has(#predict-{name})"), tab.locator(f"#figure-{page}-{name}")
    assert figure.count() == 1 and not figure.is_visible()
    slider = form.get_by_label("Predict.")
    slider.press("End")
    slider.press("ArrowLeft")
    guess = form.locator("output").inner_text()
    assert guess == slider.get_attribute("aria-valuetext")
    form.get_by_role("button", name="That is my guess").press("Enter")
    assert figure.is_visible()
    veil = tab.locator("details.veil", has=figure)
    said = veil.get_by_role("status").inner_text()
    measured = re.fullmatch(rf"You predicted {re.escape(guess)}\. Measured: (.+)\.", said)[1]
    number = re.split(r" ± | \(", measured)[0]  # an alternative text has no intervals
    assert number != measured and number in figure.locator(".canvas").first.get_attribute("aria-label")
    line, *marks = (veil.locator(part).bounding_box() for part in (".line", ".guess", ".found", ".span"))
    assert all(line["x"] - 8 <= mark["x"] <= line["x"] + line["width"] + 8 for mark in marks)
    assert tab.evaluate("document.activeElement.parentElement.matches('details.veil')")


def test_a_question_names_its_value_scale_and_unit():
    read = read_prediction("training step, time; 0.5 to 3 times; How long\ndoes it take?")
    assert read == Prediction("training step, time", 0.5, 3, "times", "How long\ndoes it take?")
    for wrong in ("time; 3 to 3; how?", "time; 1 to 2", "", "time; a to b; how?"):
        with pytest.raises(ValueError, match="reads 'recorded value"):
            read_prediction(wrong)
