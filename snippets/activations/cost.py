"""What activation functions cost in operations and time."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, fx

from ..lab.estimates import Estimate
from ..lab.functions import FUNCTIONS, Function
from ..lab.seeds import SEED, generator
from ..lab.slopes import slope
from ..lab.timing import time_ratio

WRITTEN_OUT: dict[str, Function] = {"ReLU": lambda x: x.clamp_min(0), "SiLU": lambda x: x / (1 + (-x).exp())}


def elementary_operations(name: str) -> int:
    """Operations on each number that a function takes when it is written out, without a kernel of its own."""
    graph = fx.symbolic_trace(WRITTEN_OUT[name]).graph
    return sum(node.op.startswith("call") for node in graph.nodes)


def layer_surplus(name: str, *, width: int = 256) -> float:
    """Percent of operations that a unit adds over ReLU's, if it multiplies and adds ``width`` inputs before."""
    return 100 * ((2 * width + elementary_operations(name)) / (2 * width + elementary_operations("ReLU")) - 1)


def cost(name: str, *, seed: int = SEED) -> Estimate:
    """CPU time of a function, forward and backward on 20,000 numbers, over that of ReLU."""
    x = torch.randn(20000, generator=generator(seed, "costs"))

    def both(function: Function) -> Callable[[], Tensor]:
        return lambda: slope(function, x)

    return time_ratio(both(FUNCTIONS[name]), both(torch.relu), rounds=9, repeats=20)


def gated_units(width: int) -> int:
    """Units of a gated layer that has as many weights as two matrices (width, width); it has three (Shazeer 2020)."""
    return round(2 * width / 3)


def swiglu(h: Tensor) -> Tensor:
    """SiLU of the first half of the units times the second half (Shazeer 2020); units are the second dimension."""
    gate, values = h.chunk(2, 1)
    return F.silu(gate) * values


def step_cost(name: str, *, width: int = 256, batch: int = 128, seed: int = SEED) -> Estimate:
    """CPU time of the gradient of two blocks W₂ f(W₁ x), over that with ReLU; all functions have as many weights."""
    random = generator(seed, "step")
    x = torch.randn(width, batch, generator=random)

    def step(name: str) -> Callable[[], object]:
        units = gated_units(width) if name == "SwiGLU" else width
        rows, function = (2 * units, lambda h: swiglu(h.T).T) if name == "SwiGLU" else (units, FUNCTIONS[name])
        shapes = [(rows, width), (width, units)] * 2
        weights = [(torch.randn(shape, generator=random) / width**0.5).requires_grad_() for shape in shapes]

        def run() -> object:
            h = x
            for first, second in zip(weights[::2], weights[1::2], strict=True):
                h = second @ function(first @ h)
            return torch.autograd.grad(h.sum(), weights)

        return run

    return time_ratio(step(name), step("ReLU"), repeats=2)
