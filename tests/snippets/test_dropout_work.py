"""Counts of work against modules whose work is known."""

import torch
from torch import nn

from snippets.dropout.work import work


def test_views_write_nothing_and_each_dropped_value_is_drawn_once():
    x = torch.ones(8, 4)
    assert work(lambda: x.T) == (0, 0)
    assert work(lambda: x.relu()) == (32, 0)
    assert work(lambda: nn.Dropout(0.5)(x)).drawn == 32
    assert work(lambda: nn.Dropout(0.5).eval()(x)) == (0, 0)
