"""What the bench trains in the page is what PyTorch trains, number by number."""

import random
from itertools import count, filterfalse, islice

import numpy
import pytest
import torch
from conftest import ROOT
from scipy.ndimage import gaussian_filter1d

from snippets.bench import data, run, starts
from snippets.lab.functions import FUNCTIONS
from snippets.lab.settings import ACTIVATIONS, ALL, DATA, OPTIMIZERS, STARTS, Choice, read_settings

STEPS = "steps=50"
CASES = [
    *(f"{STEPS}&start={start}" for start in STARTS),
    *(f"{STEPS}&layers=2&width=24&activation={name.replace(' ', '+')}" for name in ACTIVATIONS),
    *(f"{STEPS}&optimizer={name}&rate=0.01&activation=ReLU" for name in OPTIMIZERS),
    *(f"{STEPS}&data={name}&width=16&seed=3" for name in DATA),
    f"{STEPS}&data=disc&start=noise&noise=0.1&batch=0",
    f"{STEPS}&start=orthogonal&layers=8&width=30",
    f"{STEPS}&start=orthogonal&width=100&data=mnist1d&scale=0.5",
    f"{STEPS}&start=equal&biases=spread",
    f"{STEPS}&layers=3&width=7&biases=constant&bias=-0.5&activation=ReLU",
    f"{STEPS}&layers=2&width=128&batch=5",
    f"{STEPS}&width=4&layers=4&biases=spread&start=variance&variance=2.5",
    f"{STEPS}&batch=0&examples=128&l2=0.005&momentum=0.99999&activation=ReLU&scale=0.376",
    f"{STEPS}&momentum=1&rate=0.01",
    f"{STEPS}&momentum=0&rate=0.1",
    f"{STEPS}&optimizer=nesterov&momentum=0",
    f"{STEPS}&optimizer=adam&rate=0.003&l2=0.01&l1=0.001",
    f"{STEPS}&optimizer=adam&rate=0.003&l1=0.001&l1step=proximal&pruned=0.9",
    f"{STEPS}&l1=0.002&l1step=proximal&momentum=0&rate=0.3&activation=ReLU&scale=0.376",
    f"{STEPS}&l1=0.002&momentum=0&rate=0.3&activation=ReLU&scale=0.376&pruned=0.5",
    f"{STEPS}&dropout=0.5&passes=5&layers=2&activation=ReLU",
    f"{STEPS}&dropout=0.2&passes=3&batch=0&width=40",
    f"{STEPS}&data=mnist1d&start=zero&batch=0&optimizer=keras&l2=0.01",  # all gradients cancel, but for rounding
]
TIED = ("zero", "equal", "noise", "output")
TRAIN = """settings => {
    const digits = document.querySelector(".bench-digits").textContent;
    const last = [...guide.training.run(settings, digits, false)].at(-1);
    const { end, weights, map, ...shown } = last;
    return { ...shown, layers: end?.layers.map(({ weight, bias }) => [[...weight], [...bias]]) };
}"""


def difference(found, expected):
    """The largest difference, relative to the largest number of ``expected`` where that is more than rounding."""
    found = torch.as_tensor(found, dtype=torch.float64)
    expected = torch.as_tensor(expected, dtype=torch.float64).detach().flatten()
    size = expected.abs().max()
    return float((found - expected).abs().max() / (size if size > 1e-12 else 1))


def parameters(found):
    """All weights and biases of a run's network, layer by layer."""
    return torch.cat([part.detach().flatten() for part in found.network.parameters()])


def assert_agree(tab, query):
    settings = read_settings(query)
    found, expected = tab.evaluate(TRAIN, settings), run(settings)
    assert expected.diverged is None, query
    ours = [number for parts in found["layers"] for part in parts for number in part]
    assert difference(ours, parameters(expected)) < 1e-9, query
    scores = [("training", expected.training), ("test", expected.test), ("monteCarlo", expected.monte_carlo)]
    if settings["start"] not in TIED:  # of equal weights any may go
        scores.append(("pruned", expected.pruned))
    for name, score in scores:
        shown = found[name]["test"] if name == "pruned" else found[name]
        assert (shown is None) == (score is None), query
        if score:
            assert difference([shown["loss"], shown["accuracy"]], [score.loss, score.accuracy]) < 1e-9, (
                f"{query} {name}"
            )
    assert difference(found["gradients"], expected.gradients) < 1e-9, query
    assert found["dead"] == expected.dead and found["zeros"] == expected.zeros, query


def test_runs_are_torchs(look):
    tab = look("bench")
    assert len(CASES) >= 30
    for query in CASES:
        assert_agree(tab, query)


def test_the_cases_cover_every_choice():
    given = [read_settings(query) for query in CASES]
    for setting in (s for name, s in ALL.items() if name != "steps"):
        taken = {settings[setting.name] for settings in given}
        assert taken >= set(setting.options) if isinstance(setting, Choice) else len(taken) > 1, setting.name
    assert {0, 1} <= {settings["momentum"] for settings in given}
    assert {1, 8} <= {settings["layers"] for settings in given}
    assert {4, 128} <= {settings["width"] for settings in given}


def drawn_query(draw):
    """Settings at random."""
    adam = draw.random() < 0.3
    chosen = {name: draw.choice(list(s.options)) for name, s in ALL.items() if isinstance(s, Choice)}
    chosen |= {
        "optimizer": "adam" if adam else draw.choice(["sgd", "nesterov", "keras"]),
        "rate": 10 ** draw.uniform(-4, -2.5 if adam else -1.5),
        "momentum": draw.choice([0, 0.5, 0.9, 1]),
        "variance": draw.uniform(0.1, 2),
        "noise": 10 ** draw.uniform(-6, -1),
        "bias": draw.uniform(-0.5, 0.5),
        "layers": draw.randint(1, 8),
        "width": draw.randint(4, 64),
        "batch": draw.choice([0, 1, 17, 64]),
        "examples": draw.choice([0, 100, 256]),
        "scale": draw.uniform(0.3, 1),
        "dropout": draw.choice([0, 0.3]),
        "passes": draw.choice([0, 2]),
        "l1": draw.choice([0, 0.001]),
        "l2": draw.choice([0, 0.01]),
        "pruned": draw.choice([0, 0.5]),
        "seed": draw.randint(0, 999),
        "steps": 50,
    }
    if chosen["start"] in TIED and adam:  # divides by gradients that should cancel, and are rounding
        chosen["optimizer"] = "sgd"
    if chosen["start"] in TIED:  # a subgradient takes the sign of such
        chosen["l1"] = 0
    return "&".join(f"{name}={str(value).replace(' ', '+')}" for name, value in chosen.items())


def is_chaotic(query):
    """Whether PyTorch itself, from inputs that differ by a part in 10^13, arrives elsewhere: nobody can agree then."""
    settings = read_settings(query)
    runs = [run({**settings, "scale": settings["scale"] * scale}) for scale in (1, 1 + 1e-13, 1 - 1e-13)]
    ends = [parameters(found) for found in runs]
    return any(found.diverged is not None for found in runs) or max(difference(e, ends[0]) for e in ends) > 1e-10


def test_runs_of_settings_that_nobody_chose_are_torchs(look):
    tab, seed = look("bench"), random.SystemRandom().randrange(2**32)
    draw = random.Random(seed)
    for query in islice(filterfalse(is_chaotic, (drawn_query(draw) for _ in count())), 3):
        try:
            assert_agree(tab, query)
        except AssertionError as error:
            raise AssertionError(f"drawn with seed {seed}") from error


def test_the_packed_digits_are_those_of_python():
    packed = (ROOT / "_templates/bench/digits.txt").read_text("utf8")
    assert packed == data.packed_digits(), "write snippets.bench.data.packed_digits() into _templates/bench/digits.txt"


def test_settings_name_every_activation():
    assert tuple(FUNCTIONS) == ACTIVATIONS


def test_parts_of_a_signal_are_those_of_the_field():
    x = torch.randn(72, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    assert difference(data.smooth(x), torch.tensor(gaussian_filter1d(x.numpy(), 2.0))) < 1e-12
    places = numpy.linspace(0, 1, 40)
    assert difference(data.interpolate(x, 40), torch.tensor(numpy.interp(places, numpy.linspace(0, 1, 72), x))) < 1e-12


@pytest.mark.parametrize(
    ("start", "gain"), [("he", 2), ("lecun", 1), ("glorot", 4 / 3), ("pytorch", 1 / 3), ("variance", 7), ("zero", 0)]
)
def test_weights_start_with_the_variance_of_their_rule(start, gain):
    weight = starts.first_weights(read_settings(f"start={start}&variance=7"), 0, 200, 100)
    assert float(200 * weight.var()) == pytest.approx(gain, rel=0.03)


def test_orthogonal_rows_are_orthonormal():
    weight = starts.first_weights(read_settings("start=orthogonal"), 0, 64, 32)
    torch.testing.assert_close(weight @ weight.T, torch.eye(32, dtype=torch.float64))
