"""The sparsity experiments against scikit-learn and torch.nn.utils.prune."""

import torch

from snippets import sparsity
from snippets.lab.ensembles import draw_networks
from snippets.sparsity import formats as sparse_formats


def test_proximal_steps_find_scikit_learns_lasso_and_subgradient_steps_do_not():
    proximal, subgradient = (sparse_formats.lasso(proximal=p) for p in (True, False))
    expected = sparse_formats.scikit_lasso()
    torch.testing.assert_close(proximal, expected, rtol=0, atol=1e-8)
    assert torch.equal(proximal == 0, expected == 0) and (expected == 0).any()
    assert not (subgradient == 0).any()


def test_pruning_removes_the_smallest_share_of_each_model():
    start = draw_networks(sparsity.SIZES, 2, 2.0, seed=4)
    cut = sparsity.pruned(start, 0.75)
    assert torch.allclose(sparsity.zeros(cut), torch.full((2,), 0.75).double(), atol=1e-3)
    for model in range(2):
        before, after = sparsity.weights_of(start)[model].abs(), sparsity.weights_of(cut)[model].abs()
        assert before[after == 0].max() <= after[after > 0].min()
    assert torch.equal(cut[1], start[1])


def test_two_of_every_four_neighbours_stay_and_they_are_the_larger():
    start = draw_networks(sparsity.SIZES, 2, 2.0, seed=4)
    for before, after in zip(start[::2], sparsity.two_of_four(start)[::2], strict=True):
        whole, cut = before.reshape(-1, 4).abs(), after.reshape(-1, 4).abs()
        assert (cut.count_nonzero(1) == 2).all() and torch.equal(cut.sum(1), whole.topk(2).values.sum(1))


def test_formats_hold_the_same_matrix():
    matrix = sparse_formats.sparse_matrix(0.9, torch.Generator().manual_seed(1))
    assert abs(float((matrix == 0).double().mean()) - 0.9) < 1e-3
    torch.testing.assert_close(sparse_formats.csr(matrix).to_dense(), matrix)
    dense = torch.randn(sparse_formats.WIDTH, sparse_formats.WIDTH, generator=torch.Generator().manual_seed(1))
    whole = sparse_formats.blocks(0.5, dense).to_dense()
    kept = whole != 0
    assert abs(float(kept.double().mean()) - 0.5) < 1e-2 and torch.equal(whole[kept], dense[kept])
    blocks = kept.view(32, 32, 32, 32).sum((1, 3)) / 32**2
    assert torch.equal(blocks, blocks.round())  # a block is kept or dropped as a whole


def test_bytes_are_those_of_the_stored_numbers():
    cells, left = sparse_formats.WIDTH**2, 0.2
    for way, each, every in (("int64", 12, 0), ("int32", 8, 0), ("bit mask", 4, 1 / 8)):
        expected = (left * each + every) / 4
        assert abs(sparse_formats.bytes_stored(way)[0.8].center - expected) < 4 * cells**-0.5 + 1e-3
