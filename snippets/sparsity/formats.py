"""What zeros save in time, and what PyTorch's pruning does to a module."""

import io
import warnings
from functools import partial

import numpy
import torch
from sklearn.linear_model import Lasso
from torch import Tensor, nn
from torch.nn.utils import prune

from ..lab.data import diabetes, least_squares
from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator
from ..lab.timing import time_ratio

WIDTH = 1024
SPARSITIES = (0.5, 0.8, 0.9, 0.99)


def sparse_matrix(sparsity: float, random: torch.Generator) -> Tensor:
    """A normal matrix (WIDTH, WIDTH) that has lost its share ``sparsity`` of smallest entries."""
    dense = torch.randn(WIDTH, WIDTH, generator=random)
    threshold = dense.abs().flatten().kthvalue(int(sparsity * dense.numel())).values
    return dense * (dense.abs() > threshold)


def csr(matrix: Tensor) -> Tensor:
    """The matrix in compressed sparse rows; PyTorch warns that this format is in beta."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return matrix.to_sparse_csr()


def blocks(sparsity: float, dense: Tensor, *, size: int = 32) -> Tensor:
    """``dense`` without its share ``sparsity`` of smallest square blocks, in block compressed rows (BSR)."""
    parts = dense.view(WIDTH // size, size, WIDTH // size, size)  # (rows of blocks, size, columns of blocks, size)
    energy = parts.square().sum((1, 3))
    threshold = energy.flatten().kthvalue(round(sparsity * energy.numel())).values
    kept = (parts * (energy > threshold)[:, None, :, None]).reshape(WIDTH, WIDTH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        packed: Tensor = kept.to_sparse_bsr((size, size))
    return packed


def costs(*, seed: int = SEED) -> dict[str, dict[float, Estimate]]:
    """CPU time of a product, relative to the dense matrix, by how the zeros are stored and by sparsity."""
    random = generator(seed, "formats")
    dense = torch.randn(WIDTH, WIDTH, generator=random)
    one, many = (torch.randn(WIDTH, batch, generator=random) for batch in (1, 64))
    ways = ("zeros kept", "CSR, 1 input", "CSR, 64 inputs", "blocks, 64 inputs", "rows removed")
    found: dict[str, dict[float, Estimate]] = {way: {} for way in ways}
    for s in SPARSITIES:
        zeroed = sparse_matrix(s, random)
        for way, matrix, x in (
            ("zeros kept", zeroed, many),
            ("CSR, 1 input", csr(zeroed), one),
            ("CSR, 64 inputs", csr(zeroed), many),
            ("blocks, 64 inputs", blocks(s, dense), many),
            ("rows removed", dense[: round((1 - s) * WIDTH)].contiguous(), many),
        ):
            product, reference = partial(torch.matmul, matrix, x), partial(torch.matmul, dense, x)
            found[way][s] = time_ratio(product, reference, rounds=9, repeats=5 if x is one else 1)
    return found


def bytes_stored(way: str, *, seed: int = SEED) -> dict[float, Estimate]:
    """Bytes of a matrix over those of the dense one, by sparsity.

    ``way`` is compressed rows with 'int64' indices, PyTorch's own, or with 'int32' ones, or a 'bit mask': the values
    that are left, and one bit for every place.
    """
    found = {}
    for s in SPARSITIES:
        matrix = sparse_matrix(s, generator(seed, "bytes"))
        if way == "bit mask":
            mask = numpy.packbits((matrix != 0).numpy())
            total = matrix[matrix != 0].nbytes + mask.nbytes
        else:
            packed = csr(matrix)
            kind = getattr(torch, way)
            indices = (packed.col_indices().to(kind), packed.crow_indices().to(kind))
            total = sum(part.nbytes for part in (packed.values(), *indices))
        found[s] = exactly(total / (4 * WIDTH**2), "×")
    return found


def reached(sparsity: float, *, stored: bool, seed: int = SEED) -> Estimate:
    """Share of outputs that one input of NaN reaches: 0 times NaN is NaN, so these products were computed.

    The zeros are ``stored`` in an ordinary matrix, or left out by compressed rows.
    """
    random = generator(seed, "reached")
    matrix, x = sparse_matrix(sparsity, random), torch.randn(WIDTH, 64, generator=random)
    x[0] = torch.nan
    product = (matrix if stored else csr(matrix)) @ x
    return exactly(product.isnan().double().mean())


def saved_bytes(module: nn.Module) -> int:
    """Size of the module's state as `torch.save` writes it."""
    buffer = io.BytesIO()
    torch.save(module.state_dict(), buffer)
    return buffer.getbuffer().nbytes


def pruning_traps(*, seed: int = SEED) -> dict[str, Estimate]:
    """What `torch.nn.utils.prune` does: bytes while pruned and after `remove`, over those before; share of zeros after
    pruning half once and twice, and after one step of SGD more."""
    random = generator(seed, "traps")
    layer = nn.Linear(512, 512, bias=False)
    nn.init.normal_(layer.weight, generator=random)
    whole = saved_bytes(layer)
    prune.l1_unstructured(layer, "weight", amount=0.5)
    size = saved_bytes(layer) / whole
    once = (layer.weight == 0).double().mean()
    prune.l1_unstructured(layer, "weight", amount=0.5)
    twice = (layer.weight == 0).double().mean()
    prune.remove(layer, "weight")
    removed = saved_bytes(layer) / whole
    optimizer = torch.optim.SGD(layer.parameters(), 0.1)
    layer(torch.randn(64, 512, generator=random)).square().sum().backward()
    optimizer.step()
    revived = (layer.weight == 0).double().mean()
    found = {"once": once, "twice": twice, "zeros after a step": revived}
    sizes = {"size": size, "size after remove": removed}
    return {k: exactly(100 * v, "%") for k, v in found.items()} | {k: exactly(v, "×") for k, v in sizes.items()}


def lasso(penalty: float = 5.0, *, proximal: bool = True) -> Tensor:
    """Lasso weights (10,) on the diabetes data.

    A proximal step thresholds softly (Daubechies et al. 2004).
    """
    hessian, linear = least_squares()
    rate = 1 / torch.linalg.eigvalsh(hessian).max()
    w = torch.ones_like(linear)
    for _ in range(2000):
        moved = w - rate * (hessian @ w - linear)
        step = rate * penalty
        soft = moved.sign() * (moved.abs() - step).clamp_min(0)
        w = soft if proximal else moved - step * w.sign()
    return w


def entries() -> dict[str, list[str]]:
    """A layer's state_dict before, while and after it is pruned."""
    layer = nn.Linear(512, 512, bias=False)
    found = {"before": list(layer.state_dict())}
    prune.l1_unstructured(layer, "weight", amount=0.5)
    found["pruned"] = list(layer.state_dict())
    prune.remove(layer, "weight")
    found["after remove"] = list(layer.state_dict())
    return found


def scikit_lasso(*, penalty: float = 5.0) -> Tensor:
    """The same weights by scikit-learn's coordinate descent."""
    x, y = diabetes()
    model = Lasso(alpha=penalty, fit_intercept=False, tol=1e-12, max_iter=10**5).fit(x.numpy(), y.numpy())
    return torch.tensor(model.coef_)
