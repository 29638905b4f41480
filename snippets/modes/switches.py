"""What the switches reach, in PyTorch as people write it."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator


class MadeInForward(nn.Module):
    """Drops units by a function, and by a module made in each pass."""

    def forward(self, x: Tensor) -> Tensor:
        x = F.dropout(x, 0.5)
        x = nn.Dropout(0.5)(x)
        return x


class MadeInInit(nn.Module):
    """Drops the same units, by a module that it has and a function that is told the mode."""

    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        x = F.dropout(x, 0.5, training=self.training)
        x = self.dropout(x)
        return x


def distinct(*, passes: int = 10, seed: int = SEED) -> dict[str, Estimate]:
    """How many different outputs one input has in ``passes`` passes, by module and switch."""
    x = torch.rand(1, 64, generator=generator(seed, "switches"))
    found = {}
    with torch.random.fork_rng():  # dropout draws from the global generator
        torch.manual_seed(seed)
        for module in (MadeInForward(), MadeInInit()):
            for switch in ("eval", "no_grad"):
                module.train(switch != "eval")
                with torch.set_grad_enabled(switch != "no_grad"):
                    outputs = {tuple(module(x)[0].tolist()) for _ in range(passes)}
                found[f"{type(module).__name__}, {switch}"] = exactly(len(outputs))
    return found


def kept_factor(rate: float, *, units: int = 1000) -> Estimate:
    """By what `nn.Dropout` multiplies a unit that it keeps, in training."""
    return exactly(nn.Dropout(rate)(torch.ones(units, dtype=torch.float64)).max())


def small_network(seed: int) -> nn.Sequential:
    """Two linear layers with batch normalization in between, in training mode."""
    first, last = nn.Linear(64, 32), nn.Linear(32, 10)
    for layer in (first, last):
        nn.init.kaiming_normal_(layer.weight, generator=generator(seed, "small network"))
        nn.init.zeros_(layer.bias)
    return nn.Sequential(first, nn.BatchNorm1d(32), nn.ReLU(), last)


def weights_with_gradient(switch: str, *, seed: int = SEED) -> Estimate:
    """How many tensors of weights a loss gives a gradient to, other than zero, after 'eval' or within 'no_grad'."""
    network = small_network(seed)
    x = torch.randn(16, 64, generator=generator(seed, "gradients"))
    if switch == "eval":
        network.eval()
    with torch.set_grad_enabled(switch != "no_grad"):
        loss = network(x).square().mean()
    if loss.requires_grad:
        loss.backward()
    weights = [p for name, p in network.named_parameters() if name.endswith("weight")]
    return exactly(sum(p.grad is not None and bool(p.grad.any()) for p in weights))


def frozen_move(mode: str, *, seed: int = SEED) -> tuple[Estimate, Estimate]:
    """How far weights, and BatchNorm's running mean, move while a frozen network sees ten batches in ``mode``."""
    network = small_network(seed)
    network.requires_grad_(False)
    network.train(mode == "train")
    before = {name: values.clone() for name, values in network.state_dict().items()}
    draw = generator(seed, "frozen")
    for _ in range(10):
        network(torch.randn(32, 64, generator=draw) + 1)
    after = network.state_dict()
    moved = {name: (after[name].double() - before[name]).abs().max() for name in before}
    weights = [move for name, move in moved.items() if name.endswith(("weight", "bias"))]
    return exactly(torch.stack(weights).max()), exactly(moved["1.running_mean"])
