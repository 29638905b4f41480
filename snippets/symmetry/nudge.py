"""How equal neurons drift apart from a nudge, and how strong their signal is."""

import math

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.estimates import Estimate, exactly, share_of
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import tie
from .untie import CLASSES, PIXELS


def variance_of_uniform(factor: float) -> Estimate:
    """Variance of a uniform draw on ±sqrt(``factor`` σ²), over σ², by the midpoints of a million strips."""
    places = (torch.arange(10**6, dtype=torch.float64) + 0.5) / 10**6 * 2 - 1
    return exactly(factor * places.square().mean())


def uniform_for_normal(*, seed: int = SEED) -> Estimate:
    """Training accuracy after weights uniform on ±sqrt(3 σ²), less that after normal ones, paired."""
    data, _ = split_digits(16, test=450, seed=seed)
    normal = draw_networks((PIXELS, 64, CLASSES), 16, 2.0, seed=seed)
    random = generator(seed, "uniform")
    uniform = [
        (torch.rand(p.shape, generator=random) * 2 - 1) * math.sqrt(3 * 2 / p.shape[2]) if p.shape[2] > 1 else p
        for p in normal
    ]
    training = Training(optimizer=sgd(0.03), steps=200, batch=64, seed=seed)
    trained = train(stack([normal, uniform]), data, network_loss(torch.relu), training)
    scores = score(forward(trained, repeated(data, 32).images, torch.relu), data).view(2, 16)
    return share_of(scores[1] - scores[0])


def gain_for_equal_inputs(*, units: int = 64, draws: int = 64, seed: int = SEED) -> dict[str, Tensor]:
    """Rms of a layer's outputs where all inputs are 1, for He draws (draws,), over sqrt(2n)·|z| and as it is.

    'tied' has one normal draw z for all weights; 'independent' has one for each, of which z is the first.
    """
    z = torch.randn(draws, units, units, generator=generator(seed, "gain"), dtype=torch.float64)
    weights = {"tied": z[:, :1, :1].expand_as(z), "independent": z}
    gains = {name: math.sqrt(2 / units) * w.sum(2).square().mean(1).sqrt() for name, w in weights.items()}
    formula = math.sqrt(2 * units) * z[:, 0, 0].abs()
    return gains | {f"{name}, over √(2n)·|z|": gain / formula for name, gain in gains.items()}


def nudged_spread(*, nudge: float = 1e-12, steps: int = 1200, every: int = 20, seed: int = SEED) -> Tensor:
    """Relative spread (times, seeds) of equal neurons once one weight of one neuron is moved by ``nudge``.

    Float64. What rounding does by itself depends on the kernel; a nudge of its size does not.
    """
    data, _ = split_digits(16, test=450, seed=seed)
    start = tie(draw_networks((PIXELS, 32, CLASSES), 16, 2.0, seed=seed, dtype=torch.float64), seed=seed)
    start[0][:, 1, 0] *= 1 + nudge
    found: list[Tensor] = []

    def spread(_: int, parameters: Parameters) -> None:
        first = parameters[0][:, :1]
        distance = (parameters[0] - first).norm(dim=2).amax(1)
        found.append(distance / first.norm(dim=2).squeeze(1))

    training = Training(optimizer=sgd(0.03), steps=steps, batch=64, seed=seed)
    train(start, data, network_loss(torch.tanh), training, observe=spread, every=every)
    return torch.stack(found)
