"""Which switches stop dropout, in PyTorch as people write it."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator


class Careless(nn.Module):
    """Drops units in ways that `eval` does not reach."""

    def forward(self, x: Tensor) -> Tensor:
        x = F.dropout(x, 0.5)  # on, in whatever mode the network is
        x = nn.Dropout(0.5)(x)  # a new module, which is in training mode
        return x


class Careful(nn.Module):
    """Drops the same units, in training mode only."""

    def __init__(self) -> None:
        super().__init__()
        self.dropout = nn.Dropout(0.5)

    def forward(self, x: Tensor) -> Tensor:
        x = F.dropout(x, 0.5, training=self.training)
        x = self.dropout(x)
        return x


def sample(model: nn.Module, x: Tensor, passes: int) -> Tensor:
    """Monte Carlo dropout: outputs (passes, …) with the dropout modules, and nothing else, in training mode."""
    model.eval()
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.train()
    with torch.no_grad():
        return torch.stack([model(x) for _ in range(passes)])


def distinct(*, passes: int = 10, seed: int = SEED) -> dict[str, Estimate]:
    """How many different outputs one input has in ``passes`` passes, by module and switch."""
    x = torch.rand(1, 64, generator=generator(seed, "switches"))
    found = {}
    with torch.random.fork_rng():  # dropout draws from the global generator
        torch.manual_seed(seed)
        for module in (Careless(), Careful()):
            for switch in ("eval", "no_grad"):
                module.train(switch != "eval")
                with torch.set_grad_enabled(switch != "no_grad"):
                    outputs = {tuple(module(x)[0].tolist()) for _ in range(passes)}
                found[f"{type(module).__name__}, {switch}"] = exactly(len(outputs))
    return found


def kept_factor(rate: float, *, units: int = 1000) -> Estimate:
    """By what `nn.Dropout` multiplies a unit that it keeps, in training."""
    return exactly(nn.Dropout(rate)(torch.ones(units, dtype=torch.float64)).max())
