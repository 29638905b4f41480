"""The bench: estimates, judgements, and training against torch."""

import json
import math
import re
from dataclasses import asdict

import numpy
import pytest
import torch
from scipy import stats

from snippets.lab.data import split_digits
from snippets.lab.ensembles import Training, draw_networks, network_loss, train
from snippets.lab.estimates import Estimate, exactly, mean_of, rounds_of
from snippets.lab.evidence import meets
from snippets.lab.optimizers import adam, sgd


def test_mean_has_the_interval_of_scipy():
    x = torch.tensor([1.0, 2.0, 4.0, 8.0])
    low, high = stats.t.interval(0.95, 3, loc=x.mean(), scale=stats.sem(x))
    estimate = mean_of(x)
    assert (estimate.low, estimate.high) == pytest.approx((low, high))


def test_the_interval_of_a_median_covers_it_as_often_as_it_says():
    draw = torch.Generator().manual_seed(6)
    estimates = [rounds_of(torch.rand(15, generator=draw)) for _ in range(400)]
    covered = sum(e.low <= 0.5 <= e.high for e in estimates) / len(estimates)
    assert 0.93 <= covered < 1


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_value_that_is_not_finite_is_refused(bad):
    with pytest.raises(ValueError, match="not finite"):
        exactly(bad)


def test_the_whole_interval_has_to_meet_the_bound():
    estimate = Estimate(0.5, 0.4, 0.6, 16, "95 %")
    assert meets(estimate, above=0.3, below=0.7)
    assert not meets(estimate, above=0.45)
    assert not meets(estimate, below=0.55)
    assert not meets(estimate, equals=0.5)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (sgd(0.1, momentum=0.9), lambda weights: torch.optim.SGD(weights, lr=0.1, momentum=0.9)),
        (adam(0.01), lambda weights: torch.optim.Adam(weights, lr=0.01)),
    ],
)
def test_an_ensemble_trains_as_torch_trains_each_network(ours, theirs):
    data, _ = split_digits(3, test=450, seed=5)
    start = draw_networks((64, 8, 10), 3, 2.0, seed=5, dtype=torch.float64)
    seen = []
    together = train(
        start,
        data,
        lambda p, x, y: seen.append((x, y)) or network_loss(torch.tanh)(p, x, y),
        Training(optimizer=ours, steps=5, batch=32, seed=5),
    )
    for network in range(3):
        model = torch.nn.Sequential(torch.nn.Linear(64, 8), torch.nn.Tanh(), torch.nn.Linear(8, 10)).double()
        for mine, parameter in zip(start, model.parameters(), strict=True):
            parameter.data = mine[network].view_as(parameter).clone()
        optimizer = theirs(model.parameters())
        for images, labels in seen:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(images[network].T), labels[network]).backward()
            optimizer.step()
        for mine, parameter in zip(together, model.parameters(), strict=True):
            torch.testing.assert_close(mine[network].view_as(parameter), parameter.data, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: mean_of(torch.zeros(3, 3)), "one number a seed is needed, not a tensor of shape (3, 3)"),
        (lambda: Estimate(1, 3, 2, 16, "range"), "low=3.0 lies above high=2.0"),
        (lambda: Estimate(1, 0, 2, 16, "99 %"), "interval='99 %' is none of 95 %, range"),
    ],
)
def test_what_is_no_estimate_is_refused(make, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        make()


def test_an_estimate_of_scalars_is_one_of_numbers():
    estimate = Estimate(numpy.float32(1), torch.tensor(0.5), numpy.float64(2), numpy.int64(16), "range")
    assert json.loads(json.dumps(asdict(estimate) | {"met": meets(estimate, above=numpy.float64(0))}))["met"] is True
