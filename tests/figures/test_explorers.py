"""Explorers in a real browser, from the unpacked folder (file://), against torch and what their cells drew."""

import itertools
import math
import re

import pytest
import torch

from snippets import activations
from snippets.dropout import curve as dropout_fit
from snippets.lab.hashed import hashed_uniform
from snippets.lab.slopes import slope


def explore(tab, name, state):
    """What explorer ``name`` computes in the browser for ``state``, with the data that the page hands it."""
    code = """([name, state]) => {
      const form = document.querySelector(`form[data-script="${name}"]`);
      return guide.explorers[name].run(state, JSON.parse(form.querySelector("script").textContent));
    }"""
    return tab.evaluate(code, [name, state])


def assert_close(found, expected, to=1e-6):
    """Equal to 1e-6, relative or absolute."""
    torch.testing.assert_close(torch.as_tensor(found, dtype=torch.float64), expected, rtol=to, atol=to)


def test_activations_are_torchs(look):
    tab = look("activations")
    x = torch.linspace(-4, 4, 201, dtype=torch.float64)
    inputs = torch.linspace(-8, 8, 8001, dtype=torch.float64)
    weight = torch.exp(torch.distributions.Normal(0.0, 1.0).log_prob(inputs)) / 500
    for name, function in activations.FUNCTIONS.items():
        for std in (0.25, 2.0, 8.0):
            found = explore(tab, "activation", {"function": name, "std": std})
            assert_close(found["f"], function(x))
            assert_close(found["slope"], slope(function, x))
            assert_close(found["square"], (function(std * inputs).square() * weight).sum())
            slopes = slope(function, std * inputs)
            assert_close(found["slopeSquare"], (slopes.square() * weight).sum())
            assert_close(found["share"], weight[slopes.abs() < activations.SATURATED].sum())


def test_the_plotter_moves_its_curve_and_its_shade(look):
    figure = look("activations", "?functions.function=ReLU").locator("#figure-activations-functions")
    curve = figure.locator("#functions-curve-0 path")
    relu = curve.get_attribute("d")
    assert "for 50 % of them" in figure.locator(".said").inner_text()
    figure.locator("select").select_option("leaky ReLU")
    assert curve.get_attribute("d") != relu
    figure.locator(".said", has_text="leaky ReLU").wait_for()
    assert figure.locator("#functions-saturated path").get_attribute("d").count("M") == 1


def hashed(stream, place):
    """One number of a stream, by Python's own integers."""

    def scramble(x):
        x = (x ^ (x >> 16)) * 0x7FEB352D % 2**32
        x = (x ^ (x >> 15)) * 0x846CA68B % 2**32
        return x ^ (x >> 16)

    return (scramble((scramble(stream + 1) + place) % 2**32) + 0.5) / 2**32


def test_hashed_numbers_are_the_same_everywhere(look):
    tab = look("initialization")
    for stream in (0, 7, 1000):
        expected = [hashed(stream, place) for place in range(50)]
        assert tab.evaluate("s => Array.from({length: 50}, (_, k) => guide.random(s, k))", stream) == expected
        assert hashed_uniform(stream, 5, 10).flatten().tolist() == expected
    sample = hashed_uniform(3, 10**6)
    assert float(sample.mean()) == pytest.approx(1 / 2, abs=1e-3)
    assert float(sample.var()) == pytest.approx(1 / 12, abs=1e-3)


def torch_signal(activation, scale, depth):
    """Std of outputs and rms gradient of each layer of `nn.Linear` layers with hashed weights, by autograd."""
    layers = [torch.nn.Linear(48, 48, bias=False, dtype=torch.float64) for _ in range(depth)]
    layers.append(torch.nn.Linear(48, 10, bias=False, dtype=torch.float64))
    for stream, layer in enumerate(layers, 1):
        shape, place = layer.weight.shape, stream if stream <= depth else 1000
        draw = (hashed_uniform(place, *shape) * 2 - 1) * math.sqrt(3)
        layer.weight.data = draw * math.sqrt(scale / 48)
    h, spreads = (hashed_uniform(0, 48, 16).T * 2 - 1) * math.sqrt(3), []
    for layer in layers[:-1]:
        h = activations.FUNCTIONS[activation](layer(h))
        spreads.append(h.std().detach())
    torch.nn.functional.cross_entropy(layers[-1](h), torch.arange(16) % 10).backward()
    return torch.stack(spreads), torch.stack([layer.weight.grad.square().mean().sqrt() for layer in layers[:-1]])


def test_a_signal_is_that_of_a_torch_network(look):
    tab = look("initialization")
    for activation, scale, depth in (
        ("ReLU", 2.0, 50), ("ReLU", 4.0, 20), ("tanh", 1.0, 50), ("tanh", 4.0, 30), ("sigmoid", 1.0, 50),
        ("GELU", 0.33, 10),
    ):  # fmt: skip
        found = explore(tab, "signal", {"activation": activation, "scale": scale, "depth": depth})
        outputs, gradients = torch_signal(activation, scale, depth)
        for values, expected in ((found["outputs"], outputs), (found["gradients"], gradients)):
            assert_close(torch.tensor(values, dtype=torch.float64) / expected, torch.ones_like(expected))


def points(path):
    """The corners (count, 2) of a curve's path."""
    return torch.tensor([float(x) for x in re.findall(r"-?[\d.]+", path)]).view(-1, 2)


def along(corners):
    """Points all along a path through ``corners``."""
    share = torch.linspace(0, 1, 20)[:, None]
    return torch.cat([a + (b - a) * share for a, b in itertools.pairwise(corners)])


CURVES = {
    "activations": ["functions-curve-0", "functions-curve-1", "functions-inputs"],
    "initialization": ["signals-outputs", "signals-gradients"],
    "momentum": ["valley-path", "valley-objective"],
    "dropout": ["fit-mean"],
}


@pytest.mark.parametrize("page", CURVES)
def test_the_start_is_what_the_cell_drew(site, look, page):
    html = (site / f"{page}.html").read_text()
    tab = look(page)
    for curve in CURVES[page]:
        drawn = points(re.search(rf'id="{curve}">\s*<path [^>]*?d="([^"]+)"', html)[1])
        moved = points(tab.locator(f"#{curve} path").get_attribute("d"))
        nearest = torch.cdist(drawn, along(moved)).amin(1)  # the cell's path leaves out what is straight
        assert float(nearest.max()) < 0.3  # of a point


def test_a_descent_is_that_of_torchs_optimizer(look):
    tab = look("momentum")
    for rate, beta, angle in ((0.1, 0.9, 60.0), (0.4, 0.99999, 45.0), (0.25, 0.0, 15.0), (0.01, 0.999, 90.0)):
        found = explore(tab, "momentum", {"rate": rate, "beta": beta, "angle": angle})
        turn = math.radians(angle)
        weights = torch.tensor([math.cos(turn), math.sin(turn)], dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([weights], lr=rate, momentum=beta)
        for w, height in zip(found["path"], found["objective"], strict=True):
            objective = (weights[0] ** 2 + 10 * weights[1] ** 2) / 2
            assert_close(w, weights.detach())
            assert_close(height, objective.detach())
            optimizer.zero_grad()
            objective.backward()
            optimizer.step()


def test_a_setting_beyond_the_limit_is_said_to_be_unstable(look):
    tab = look("momentum", "?valley.rate=0.3&valley.beta=0&course.beta=0.99")
    assert "this one is not" in tab.locator("#figure-momentum-valley .said").inner_text()
    assert tab.locator("#figure-momentum-course output").inner_text() == "0.99"
    slider = tab.get_by_label("momentum β").first
    slider.press("End")
    tab.locator("#figure-momentum-valley .said", has_text="β = 0.99999").wait_for()
    assert "this one" not in tab.locator("#figure-momentum-valley .said").inner_text()
    for part in ("valley.rate=0.3", "valley.beta=0.99999", "course.beta=0.99"):
        assert part in tab.url


def test_passes_with_dropout_are_those_of_a_torch_network(look):
    tab = look("dropout")
    network = torch.nn.Sequential(torch.nn.Linear(1, 40), torch.nn.ReLU(), torch.nn.Linear(40, 1)).double()
    weight, bias, out, last = dropout_fit.fit()
    network.load_state_dict({"0.weight": weight[:, None], "0.bias": bias, "2.weight": out[None], "2.bias": last})
    x = torch.arange(-45, 46).double()[:, None] / 10
    for samples, rate, draw in ((10, 0.2, 1), (50, 0.5, 3), (3, 0.0, 8)):
        found = explore(tab, "dropout", {"samples": samples, "rate": rate, "draw": draw})
        masks = [hashed_uniform(2000 + 100 * draw + k, 40) >= rate for k in range(samples)]
        assert found["masks"] == [mask.int().tolist() for mask in masks]
        passes = torch.stack([network[2](network[:2](x) * m / (1 - rate)).squeeze(1).detach() for m in masks])
        assert_close(found["passes"], passes)
        assert_close(found["mean"], passes.mean(0))
        assert_close(found["std"], passes.std(0))


def test_one_pass_has_no_spread_and_one_row_of_masks(look):
    figure = look("dropout", "?fit.samples=1&fit.rate=0").locator("#figure-dropout-fit")
    assert "One pass has no spread" in figure.locator(".said").inner_text()
    assert figure.locator("#fit-masks path").get_attribute("d").count("Z") == 40
