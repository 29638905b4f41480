"""The fitted curve and its masks against torch's own dropout and the law of large numbers."""

import pytest
import torch

from snippets.dropout import curve as dropout_fit


@pytest.fixture(scope="module")
def network():
    return dropout_fit.fit()


def test_the_fit_follows_its_points(network):
    x, y = dropout_fit.points()
    residual = dropout_fit.predict(network, x.double(), torch.ones(1, 40), 0.0)[0] - y
    assert float(residual.std()) < 0.5 * float(y.std())


def test_the_spread_over_all_masks_is_what_many_of_torchs_show(network):
    weight, bias, out, last = network
    x = torch.tensor([-2.0, 0.5, 4.0]).double()
    hidden = torch.relu(x[:, None] * weight + bias)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        passes = torch.stack([torch.dropout(hidden, 0.2, True) @ out + last for _ in range(20000)])
    torch.testing.assert_close(passes.std(0), dropout_fit.limit_std(network, x), rtol=0.03, atol=0)
    scaled = dropout_fit.predict(network, x, torch.ones(1, 40), 0.0)[0]
    torch.testing.assert_close(passes.mean(0), scaled, rtol=0, atol=0.03)  # the output is linear in the masks


def test_masks_drop_their_share():
    masks = dropout_fit.kept(rate=0.3, samples=50, draw=2)
    assert float(masks.mean()) == pytest.approx(0.7, abs=0.03)
    assert len(masks.unique(dim=0)) == 50
