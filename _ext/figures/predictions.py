"""A figure that answers a question stays veiled until the reader has predicted; the guess is kept beside the result."""

import re
from dataclasses import asdict, dataclass

from docutils import nodes

from ..blocks import fold
from ..markup import raw
from .values import find, numeral

FORM = re.compile(
    r"(?P<value>[^;]+);\s*(?P<low>[\d.]+) to (?P<high>[\d.]+)(?P<unit>[^;]*);\s*(?P<question>.+)", re.DOTALL
)
STEPS = 100  # of the slider


@dataclass(frozen=True)
class Prediction:
    """What is to be predicted: a recorded ``value``, on a scale from ``low`` to ``high`` in ``unit``."""

    value: str
    low: float
    high: float
    unit: str
    question: str


def read_prediction(text: str) -> Prediction:
    """The option of a drawing: ``recorded value; 0 to 3 times; question``.

    Raises:
        ValueError: it has another form, or an empty scale.
    """
    found = FORM.fullmatch(text.strip())
    if not found or float(found["low"]) >= float(found["high"]):
        raise ValueError("':predict:' reads 'recorded value; 0 to 3 times; question'")
    return Prediction(
        found["value"].strip(),
        float(found["low"]),
        float(found["high"]),
        found["unit"].strip(),
        found["question"].strip(),
    )


def veil(figure: nodes.figure, prediction: Prediction, values: dict[str, dict[str, str]]) -> None:
    """Put what ``figure`` shows into a fold, and the question with a slider before it.

    Raises:
        KeyError: no cell recorded the value.
    """
    forms, _ = find(prediction.value, values)
    measured = {name: numeral(forms[name]) for name in ("mean", "low", "high")}
    scale = raw("figures/scale.html", measured=measured, text=forms[""], **asdict(prediction))
    step = (prediction.high - prediction.low) / STEPS
    question = raw("figures/predict.html", name=figure["drawing"], step=step, **asdict(prediction))
    shown = fold("", scale, summary="Show what was measured", classes=["veil"])
    above = figure.parent
    place = above.index(figure)
    above[place : place + 1] = [question, shown]  # replace_self would give the question the figure's own ID
    shown += figure
