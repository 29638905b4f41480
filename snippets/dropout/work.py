"""What a job writes and draws: the work of dropout that floating-point counters leave out."""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator
from ..lab.timing import Job, operations
from .cost import K, examples, last_layer_only, sub_matrix_steps, training_step, with_dropout, without_dropout


class Work(NamedTuple):
    """Of one job: values written by all its operations, and random numbers drawn."""

    written: int
    drawn: int


class Counting(TorchDispatchMode):
    """Counts values of every tensor that an operation writes; views write none."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.written = self.drawn = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, Tensor) and not func.is_view and "empty" not in func.name():
            self.written += result.numel()
            if torch.Tag.nondeterministic_seeded in func.tags:
                self.drawn += result.numel()
        return result


def work(job: Job) -> Work:
    """Values that ``job`` writes and random numbers that it draws."""
    with Counting() as counting:
        job()
    return Work(counting.written, counting.drawn)


def relative_work(*, width: int = 256, seed: int = SEED) -> dict[str, Estimate]:
    """Values written, relative to the same network without dropout; random numbers for each hidden unit."""
    random = generator(seed, "work")
    network = with_dropout(width, 0.5, random)
    plain, (x, labels) = without_dropout(network), examples(random)
    half, whole = sub_matrix_steps(seed=seed)
    step = work(training_step(network, x, labels)).written / work(training_step(plain, x, labels)).written
    units = 2 * width * len(x)
    with torch.no_grad():
        base, on = work(lambda: plain(x)), work(lambda: network(x))
        ten = work(lambda: [network(x) for _ in range(K)])
        last = work(lambda: last_layer_only(plain, x))
        off = work(lambda: network.eval()(x))
    return {
        "training step": exactly(step),
        "training step, sub-matrix": exactly(work(half).written / work(whole).written),
        "MC pass": exactly(on.written / base.written),
        "evaluation pass": exactly(off.written / base.written),
        "drawn in an MC pass": exactly(on.drawn / units),
        "drawn in an evaluation pass": exactly(off.drawn / units),
        "drawn for the last layer": exactly(last.drawn / ten.drawn),
        "drawn for all layers": exactly(ten.drawn / ten.drawn),
    }


@torch.no_grad()
def drawn_per_operation(width: int, *, seed: int = SEED) -> float:
    """Random numbers of one MC pass for each floating-point operation."""
    random = generator(seed, "per operation")
    network: nn.Sequential = with_dropout(width, 0.5, random)
    x, _ = examples(random, 1)
    return work(lambda: network(x)).drawn / operations(lambda: network(x))
