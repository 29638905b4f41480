"""Batch normalization of an ensemble, and the switches, against torch's own modules."""

import torch
from torch import nn

from snippets import modes
from snippets.lab.ensembles import draw_networks
from snippets.modes import company


def test_an_ensemble_with_batch_normalization_is_torchs():
    parameters = draw_networks((6, 4, 3), 2, 2.0, seed=1)
    statistics = company.Statistics(torch.zeros(8), torch.ones(8))
    x = torch.randn(2, 6, 10, generator=torch.Generator().manual_seed(1))
    trained = company.outputs(parameters, x, statistics, training=True)
    used = company.outputs(parameters, x, statistics, training=False)
    for k in range(2):
        model = nn.Sequential(nn.Linear(6, 4), nn.BatchNorm1d(4, affine=False), nn.ReLU(), nn.Linear(4, 3))
        first, norm, _, last = model
        first.load_state_dict({"weight": parameters[0][k], "bias": parameters[1][k, :, 0]})
        last.load_state_dict({"weight": parameters[2][k], "bias": parameters[3][k, :, 0]})
        torch.testing.assert_close(trained[k].T, model(x[k].T))
        torch.testing.assert_close(statistics.mean.view(2, 4)[k], norm.running_mean)
        torch.testing.assert_close(statistics.variance.view(2, 4)[k], norm.running_var)
        torch.testing.assert_close(used[k].T, model.eval()(x[k].T))


def test_batches_cover_every_example_in_any_order():
    parameters = draw_networks((6, 4, 3), 2, 2.0, seed=1)
    statistics = company.Statistics(torch.zeros(8), torch.ones(8))
    draw = torch.Generator().manual_seed(2)
    test = company.Labelled(torch.randn(2, 6, 12, generator=draw), torch.zeros(2, 12, dtype=torch.long))
    order = torch.stack([torch.randperm(12, generator=draw) for _ in range(2)])
    whole = company.in_batches(parameters, test, statistics, order, 12)
    expected = company.outputs(parameters, test.images, statistics, training=True).argmax(1)
    assert torch.equal(whole, expected)


def test_only_training_moves_what_is_frozen():
    (weights, mean), (still, calm) = modes.frozen_move("train"), modes.frozen_move("eval")
    assert weights.center == still.center == calm.center == 0 and mean.center > 0
