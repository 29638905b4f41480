"""Circumstances of the lab, against plain PyTorch, and outcomes that are no numbers."""

import pytest
import torch
import torch.nn.functional as F
from sklearn.neighbors import KNeighborsClassifier

from snippets.lab.circumstances import TRIALS, asked, fixed, steps_here
from snippets.lab.data import digits, split_digits
from snippets.lab.ensembles import Training, draw_networks, minibatch, network_loss, train
from snippets.lab.optimizers import sgd
from snippets.lab.outcomes import alive, best_rate, censored, diverged, median_of, ratio_of_steps, steps_to
from snippets.lab.seeds import generator
from snippets.lab.signals import draw_signals


@pytest.fixture
def under(monkeypatch):
    return lambda trial: monkeypatch.setenv("GUIDE_TRIAL", trial)


def trained(steps=5):
    data, _ = split_digits(2, test=450, seed=0)
    start = draw_networks((64, 8, 10), 2, 2.0, seed=0, dtype=torch.float64)
    training = Training(optimizer=sgd(0.05), steps=steps, batch=16, seed=0)
    return data, start, train(start, data, network_loss(torch.relu), training)


@pytest.mark.parametrize(
    ("trial", "steps", "optimizer"),
    [
        ("longer-4", 20, lambda w: torch.optim.SGD(w, 0.05, momentum=0.9)),
        ("untrained", 0, lambda w: torch.optim.SGD(w, 0.05, momentum=0.9)),
        ("gentler", 5, lambda w: torch.optim.SGD(w, 0.05 / 3, momentum=0.9)),
        ("harsher", 5, lambda w: torch.optim.SGD(w, 0.15, momentum=0.9)),
        ("adam", 5, lambda w: torch.optim.Adam(w, 0.005)),
        ("other-data", 5, lambda w: torch.optim.SGD(w, 0.05, momentum=0.9)),
    ],
)
def test_a_circumstance_is_what_plain_pytorch_does(under, trial, steps, optimizer):
    under(trial)
    data, start, ours = trained()
    draw = generator(0, "minibatches")
    batches = [minibatch(data, 16, draw) for _ in range(steps)]
    for k in range(2):
        weights = [p[k].clone().requires_grad_() for p in start]
        plain = optimizer(weights)
        for batch in batches:
            hidden = torch.relu(weights[0] @ batch.images[k].double() + weights[1])
            loss = F.cross_entropy((weights[2] @ hidden + weights[3]).T, batch.labels[k])
            plain.zero_grad()
            loss.backward()
            plain.step()
        for w, p in zip(weights, ours, strict=True):
            torch.testing.assert_close(p[k], w.detach())


@pytest.mark.parametrize(("trial", "units"), [("narrower", 4), ("wider", 16), ("longer-4", 8)])
def test_only_hidden_layers_change_their_width(under, trial, units):
    under(trial)
    weights = draw_networks((64, 8, 8, 10), 1, 2.0, seed=0)[::2]
    assert [tuple(w.shape[1:]) for w in weights] == [(units, 64), (units, units), (10, units)]


def test_shuffled_labels_are_the_same_labels_and_say_nothing(under):
    images, labels = digits()
    under("shuffled")
    data, test = split_digits(3, test=450, seed=0)
    assert torch.equal(torch.cat([data.labels, test.labels], 1).sort().values, labels.sort().values.expand(3, -1))
    of = {tuple(image.tolist()): label for image, label in zip(images, labels, strict=True)}
    true = torch.stack([of[tuple(image.tolist())] for image in test.images[0].T])
    assert (true == test.labels[0]).double().mean() < 0.2


def test_what_is_fixed_is_left_alone_and_says_so(under):
    under("longer-4")
    with fixed("steps"):
        assert steps_here(10) == 10
    assert steps_here(10) == 40
    assert not asked("longer-4", ("steps",)) and asked("longer-4", ("width",)) and asked("seed-7", ("steps",))
    assert all(asked(trial, ("steps", "width", "rate", "optimizer", "data")) for trial in ("shuffled", "untrained"))
    with pytest.raises(ValueError, match="fixed takes some of"), fixed("adam"):
        pass


def test_an_unknown_trial_is_named(under):
    under("longer")
    with pytest.raises(ValueError, match="GUIDE_TRIAL is one of"):
        steps_here(1)
    assert "longer" not in TRIALS


def test_signals_are_as_hard_as_the_authors_own_and_new_for_each_seed(under):
    x, y = draw_signals(6000, seed=1, points=40)
    assert abs(x.mean()) < 1e-5 and abs(x.std() - 1) < 1e-3 and y.bincount().tolist() == [600] * 10
    neighbours = KNeighborsClassifier(5).fit(x[:4000], y[:4000])
    assert abs(neighbours.score(x[4000:], y[4000:]) - 0.571) < 0.04  # measured with the package mnist1d 0.0.2
    under("other-data")
    data, _ = split_digits(2, test=450, seed=0)
    assert data.images.shape == (2, 64, 1347) and not torch.equal(
        data.images[0].sort(1).values, data.images[1].sort(1).values
    )


def test_censored_seeds_are_counted_and_never_dropped():
    course = torch.tensor([[3.0, 3, 3], [1, 3, torch.nan], [1, 1, torch.nan]])
    assert steps_to(course, 2, 10).tolist() == [10, 20, torch.inf] and censored(steps_to(course, 2, 10)).center == 1
    assert diverged(course.T).center == 1
    fast, slow = torch.full((16,), 100.0), torch.full((16,), 200.0)
    fast_slow = ratio_of_steps(slow, fast)
    assert (fast_slow.low, fast_slow.center, fast_slow.high) == (2, 2, 2)
    some = torch.arange(16.0) + 1
    some[13:] = torch.inf
    assert median_of(some).high < torch.inf and median_of(some).count == 16
    some[6:] = torch.inf
    with pytest.raises(ValueError, match="10 of 16 runs never met"):
        median_of(some)


def test_gradients_that_show_nothing_are_named():
    assert alive([torch.ones(2)])
    with pytest.raises(ValueError, match="gradient 1 is zero"):
        alive([torch.ones(2), torch.zeros(2)])
    with pytest.raises(ValueError, match="gradient 0 is not finite"):
        alive([torch.tensor([torch.nan])])


def test_the_best_rate_is_never_at_the_edge(under):
    def score(rates):
        return torch.stack([-torch.tensor([r, r]).log2().sub(2).abs() for r in rates])

    assert best_rate(score, (0.5, 1.0, 2.0), larger=True).rate == 4
    under("harsher")
    assert best_rate(score, (2.0, 4.0), larger=True).rates == (1, 2, 4, 8)
    with pytest.raises(ValueError, match="is best"):
        best_rate(lambda rates: torch.tensor(rates)[:, None], (1.0, 2.0), larger=True)
