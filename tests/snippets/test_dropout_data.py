"""The spread that Bayes' rule gives against sampling from the posterior of plain regression."""

import torch

from snippets.dropout import more_data


def test_the_posterior_is_what_noisy_refits_show():
    weight, bias, *_ = more_data.spread_kinks(seed=3)
    x = more_data.waves(20, seed=3).images[:1]
    seen = torch.relu(weight[:1] * x + bias[:1]).double()[0]  # (units, points)
    asked = torch.relu(weight[0] * more_data.PLACES.float() + bias[0]).double()
    draw = torch.Generator().manual_seed(3)
    units = len(seen)
    true = torch.randn(units, 8000, generator=draw, dtype=torch.float64) * (2 / units) ** 0.5
    y = seen.T @ true + more_data.NOISE * torch.randn(20, 8000, generator=draw, dtype=torch.float64)
    ridge = torch.eye(units, dtype=torch.float64) * units / 2 * more_data.NOISE**2
    guess = torch.linalg.solve(seen @ seen.T + ridge, seen @ y)
    errors = (asked.T @ (guess - true)).std(1).mean()
    torch.testing.assert_close(errors, more_data.spread_by_bayes(20, seed=3)[0], rtol=0.05, atol=0)
