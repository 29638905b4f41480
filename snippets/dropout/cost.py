"""Floating-point operations and CPU time of dropout in plain torch modules."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator
from ..lab.timing import Cost, Job, compare

INPUTS, CLASSES, BATCH, K = 784, 10, 128, 10


def with_dropout(width: int, rate: float, random: torch.Generator) -> nn.Sequential:
    """Two hidden layers, each with dropout; He weights drawn from ``random``."""
    layers = [nn.Linear(INPUTS, width), nn.Linear(width, width), nn.Linear(width, CLASSES)]
    for layer in layers:
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=random)
    first, second, last = layers
    return nn.Sequential(first, nn.ReLU(), nn.Dropout(rate), second, nn.ReLU(), nn.Dropout(rate), last)


def without_dropout(network: nn.Sequential) -> nn.Sequential:
    """The same layers and weights, less the dropout modules."""
    return nn.Sequential(*(module for module in network if not isinstance(module, nn.Dropout)))


def examples(random: torch.Generator, batch: int = BATCH) -> tuple[Tensor, Tensor]:
    """Inputs (batch, INPUTS) with labels; what they are does not matter to cost."""
    return torch.randn(batch, INPUTS, generator=random), torch.randint(0, CLASSES, (batch,), generator=random)


def training_step(model: nn.Module, x: Tensor, labels: Tensor) -> Callable[[], None]:
    """One step of SGD."""
    optimizer = torch.optim.SGD(model.parameters(), 0.01)

    def run() -> None:
        optimizer.zero_grad()
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return run


def last_layer_only(plain: nn.Sequential, x: Tensor) -> Tensor:
    """Mean prediction of K passes with dropout before the last layer alone: the layers below run once."""
    hidden = plain[:4](x)
    return torch.stack([plain[4](F.dropout(hidden, 0.5)).softmax(-1) for _ in range(K)]).mean(0)


def costs(*, width: int = 256, seed: int = SEED) -> dict[str, Cost]:
    """Operations and CPU time, relative to the same network without dropout; of 64 units for a single input."""
    random = generator(seed, "costs")
    network = with_dropout(width, 0.5, random)
    plain = without_dropout(network)
    x, labels = examples(random)

    def monte_carlo() -> Tensor:
        return torch.stack([network(x).softmax(-1) for _ in range(K)]).mean(0)

    def once() -> Tensor:
        return plain(x).softmax(-1)  # type: ignore[no-any-return]

    steps = (training_step(model, x, labels) for model in (network, plain))
    found = {"training step": compare(*steps, repeats=3)}
    with torch.no_grad():
        found["one MC pass"] = compare(lambda: network(x), lambda: plain(x), repeats=8)
        found["10 MC passes"] = compare(monte_carlo, once, repeats=2)
        found["10 MC passes, last layer only"] = compare(lambda: last_layer_only(plain, x), once, repeats=2)
        one, small = x[:1], with_dropout(64, 0.5, random)
        few = without_dropout(small)
        found["10 MC passes, one input"] = compare(
            lambda: small(one.expand(K, -1)).softmax(-1).mean(0), lambda: few(one).softmax(-1), repeats=20
        )
    found["one MC pass, wide"] = wide_pass(seed=seed)
    found["training step, sub-matrix"] = compare(*sub_matrix_steps(seed=seed), repeats=1)
    return found


@torch.no_grad()
def wide_pass(*, width: int = 1024, seed: int = SEED) -> Cost:
    """One pass with dropout through wide layers, relative to one without."""
    random = generator(seed, "wide")
    network = with_dropout(width, 0.5, random)
    plain, (x, _) = without_dropout(network), examples(random)
    return compare(lambda: network(x), lambda: plain(x), repeats=1)


def sub_matrix_steps(*, width: int = 1024, batch: int = 256, seed: int = SEED) -> tuple[Job, Job]:
    """One mask for a whole batch lets a step multiply only the kept rows and columns (Graham et al. 2015).

    Such a step, and the same without dropout.
    """
    random = generator(seed, "sub-matrix")
    weights = [
        (torch.randn(out, fan_in, generator=random) / fan_in**0.5).requires_grad_()
        for out, fan_in in ((width, INPUTS), (width, width), (CLASSES, width))
    ]
    first, second, last = weights
    x, labels = examples(random, batch)

    def whole() -> tuple[Tensor, ...]:
        h = torch.relu(torch.relu(x @ first.T) @ second.T)
        return torch.autograd.grad(F.cross_entropy(h @ last.T, labels), weights)

    def half() -> tuple[Tensor, ...]:
        i, j = (torch.randperm(width, generator=random)[: width // 2].sort().values for _ in range(2))
        h = torch.relu(x @ first[i].T) * 2
        h = torch.relu(h @ second[j][:, i].T) * 2
        return torch.autograd.grad(F.cross_entropy(h @ last[:, j].T, labels), weights)

    return half, whole


def times_a_step(steps: Estimate, time: Estimate) -> Estimate:
    """Time to a target: ``steps`` times the ``time`` of one, as an observation of this machine."""
    center, low, high = (getattr(steps, end) * getattr(time, end) for end in ("center", "low", "high"))
    return Estimate(center, low, high, time.count, "median", "×")


def same_tensor(*, training: bool) -> Estimate:
    """1 if dropout returns its input itself, not a copy."""
    layer, x = nn.Dropout(0.5).train(training), torch.ones(8)
    return exactly(layer(x) is x)


@torch.no_grad()
def distinct_outputs(*, passes: int = 10, seed: int = SEED) -> dict[str, Estimate]:
    """How many different outputs ``passes`` passes of one input give, in evaluation and with dropout left on."""
    with torch.random.fork_rng():  # nn.Dropout draws from the global generator
        torch.manual_seed(seed)
        network = with_dropout(64, 0.5, generator(seed, "distinct"))
        x, _ = examples(generator(seed, "distinct input"))
        outputs = {
            mode: torch.stack([network.train(on)(x[:1])[0] for _ in range(passes)])
            for mode, on in (("evaluation", False), ("MC", True))
        }
    return {mode: exactly(len(set(map(tuple, values.tolist())))) for mode, values in outputs.items()}
