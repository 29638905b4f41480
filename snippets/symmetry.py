"""What a network whose weights start equal can and cannot learn. (chapter: symmetry)"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from matplotlib.axes import Axes
from torch import Tensor

from .lab.data import split_digits
from .lab.ensembles import Training, cross_entropy, draw_networks, forward, network_loss, repeated, score, stack, train
from .lab.estimates import Estimate, exactly, mean_of, range_of
from .lab.figures import ORANGE, bars
from .lab.optimizers import Parameters, sgd
from .lab.seeds import SEED, generator
from .lab.timing import Cost, compare
from .tied_networks import integer_gradients, quotient, quotient_outputs, tie, train_quotient

CLASSES, PIXELS = 10, 64


@dataclass(frozen=True, kw_only=True)
class TieBreakers:
    """One hidden layer of tanh units on digits, started equal but for one thing."""

    hidden: int = 64
    steps: int = 600
    batch: int = 64
    seeds: int = 16
    learning_rate: float = 0.03
    bias_scale: float = 1 / 8  # nn.Linear's: ±1/sqrt(64 inputs)
    noise: float = 1e-3  # relative
    dropout: float = 0.2


def break_ties(config: TieBreakers = TieBreakers(), *, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) for each start; 'equal' is the exact quotient."""
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    sizes = (PIXELS, c.hidden, CLASSES)
    drawn = draw_networks(sizes, c.seeds, 2.0, seed=seed)
    tied = tie(drawn, seed=seed)
    zero = [torch.zeros_like(p) for p in tied]
    random = generator(seed, "tie breakers")
    bias = (torch.rand(tied[1].shape, generator=random) * 2 - 1) * c.bias_scale
    noisy = tied[0] * (1 + c.noise * torch.randn(tied[0].shape, generator=random))
    starts = {
        "all zero": zero,
        "equal, random biases": [tied[0], bias, tied[2], tied[3]],
        "equal, 0.1 % noise": [noisy, *tied[1:]],
        "equal, random output layer": [*tied[:2], *drawn[2:]],
        "independent": drawn,
    }
    training = Training(optimizer=sgd(c.learning_rate), steps=c.steps, batch=c.batch, seed=seed)
    trained = train(stack(list(starts.values())), data, network_loss(torch.tanh), training)
    images = repeated(data, len(trained[0])).images
    scores = score(forward(trained, images, torch.tanh), data).view(len(starts), c.seeds)
    result = dict(zip(starts, scores, strict=True))

    def drop(h: Tensor, layer: int) -> Tensor:
        return h * (torch.rand(h.shape, generator=random) >= c.dropout) / (1 - c.dropout)

    dropped = train(tied, data, network_loss(torch.tanh, drop), training)
    result["equal, dropout 0.2"] = score(forward(dropped, data.images, torch.tanh), data)
    exact = train_quotient([p.double() for p in tied], (c.hidden,), data, torch.tanh, training)
    result["equal"] = score(quotient_outputs(exact, (c.hidden,), data.images, torch.tanh), data)
    order = ["all zero", "equal", "equal, random biases", "equal, 0.1 % noise", "equal, dropout 0.2"]
    order += ["equal, random output layer", "independent"]
    return {name: result[name] for name in order}


def plot_tie_breakers(result: dict[str, Tensor], axes: Axes) -> None:
    bars(axes, {name: mean_of(scores) for name, scores in result.items()}, label="training accuracy", limit=1.12)


def long_run(*, steps: int = 3000, seed: int = SEED) -> dict[str, Estimate]:
    """Accuracy of every seed that starts equal, exactly tied, after a run five times as long."""
    c = TieBreakers()
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    tied = tie(draw_networks((PIXELS, c.hidden, CLASSES), c.seeds, 2.0, seed=seed), seed=seed)
    training = Training(optimizer=sgd(0.01), steps=steps, batch=c.batch, seed=seed)
    found = {}
    for name, activation in (("tanh", torch.tanh), ("ReLU", torch.relu)):
        trained = train_quotient(tied, (c.hidden,), data, activation, training)
        found[name] = range_of(score(quotient_outputs(trained, (c.hidden,), data.images, activation), data))
    return found


def quotient_error(*, steps: int = 60, seed: int = SEED) -> Estimate:
    """Largest relative difference of a full tied network, in float64, from its one-unit stand-in."""
    c = TieBreakers()
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    tied = tie(draw_networks((PIXELS, c.hidden, CLASSES), c.seeds, 2.0, seed=seed, dtype=torch.float64), seed=seed)
    training = Training(optimizer=sgd(c.learning_rate), steps=steps, batch=c.batch, seed=seed)
    full = train(tied, data, network_loss(torch.tanh), training)[0][:, :1]
    single = train_quotient(tied, (c.hidden,), data, torch.tanh, training)[0]
    return range_of((full - single).abs().amax((1, 2)) / single.abs().amax((1, 2)))


def bias_values_do_not_untie(*, seed: int = SEED) -> Estimate:
    """Largest difference between neurons' gradients when equal weights meet any equal bias, in int64."""
    draw = generator(seed, "bias values")
    worst = torch.tensor(0)
    for bias in torch.randint(-3, 4, (16,), generator=draw).tolist():
        x = torch.randint(-2, 3, (6, 3), generator=draw)
        target = torch.randint(-2, 3, (6, 2), generator=draw)
        gradient = integer_gradients([torch.full((3, 4), 1), torch.full((4, 2), 2)], bias, x, target)[0]
        worst = torch.maximum(worst, (gradient - gradient[:, :1]).abs().max())
    return exactly(worst)


def integer_training(*, steps: int = 3, seed: int = SEED) -> dict[str, Estimate]:
    """Three exact steps from all-ones weights: how far units, and inputs of a unit, drift apart."""
    draw = generator(seed, "integers")
    x = torch.randint(0, 3, (4, 3), generator=draw) + torch.tensor([[1, 0, 0]])
    target = torch.tensor([[1, 0], [0, 1], [1, 1], [2, 0]])
    weights = [torch.ones(3, 4, dtype=torch.int64), torch.ones(4, 4, dtype=torch.int64)]
    weights.append(torch.ones(4, 2, dtype=torch.int64))
    for _ in range(steps):
        weights = [w - g for w, g in zip(weights, integer_gradients(weights, 0, x, target), strict=True)]
    between_units = max(int((w - w[:, :1]).abs().max()) for w in weights[:2])
    return {"units": exactly(between_units), "inputs": exactly((weights[0] - weights[0][:1]).abs().max())}


@dataclass(frozen=True, kw_only=True)
class Deep:
    """Three hidden layers of tanh units on digits."""

    hidden: int = 32
    steps: int = 300
    seeds: int = 16


def untie_deep(config: Deep = Deep(), *, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) by start; layers whose neurons stay equal are trained exactly, as one neuron."""
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    drawn = draw_networks((PIXELS, *[c.hidden] * 3, CLASSES), c.seeds, 1.0, seed=seed)
    equal = [torch.full_like(p, 1 / p.shape[2]) if i % 2 == 0 else p for i, p in enumerate(drawn)]
    random = generator(seed, "deep biases")
    biases = [p if i % 2 == 0 or i == 7 else torch.rand(p.shape, generator=random) - 0.5 for i, p in enumerate(equal)]
    starts = {
        "equal": (equal, (c.hidden,) * 3),
        "equal, random output layer": (equal[:6] + drawn[6:], (c.hidden, c.hidden, 1)),
        "equal, random first layer": (drawn[:2] + equal[2:], (1, c.hidden, c.hidden)),
        "equal, random biases": (biases, (1, 1, 1)),
        "independent": (drawn, (1, 1, 1)),
    }
    training = Training(optimizer=sgd(0.03), steps=c.steps, batch=64, seed=seed)
    found = {}
    for name, (start, tied) in starts.items():
        trained = train_quotient(start, tied, data, torch.tanh, training)
        found[name] = score(quotient_outputs(trained, tied, data.images, torch.tanh), data)
    return found


def tied_cost(*, hidden: int = 1024, seed: int = SEED) -> Cost:
    """What a step of a tied network of ``hidden`` neurons costs, relative to its one-neuron stand-in."""
    data, _ = split_digits(1, test=450, seed=seed)
    tied = tie(draw_networks((PIXELS, hidden, CLASSES), 1, 2.0, seed=seed), seed=seed)
    sample = data.take(torch.arange(512)[None])

    def step(parameters: Parameters, equal: int) -> Callable[[], object]:
        weights = [p.clone().requires_grad_() for p in parameters]

        def run() -> object:
            outputs = quotient_outputs(weights, (equal,), sample.images, torch.tanh)
            return torch.autograd.grad(cross_entropy(outputs, sample.labels).sum(), weights)

        return run

    return compare(step(tied, 1), step(quotient(tied, (hidden,)), hidden), repeats=2)


def uniform_for_normal(*, seed: int = SEED) -> dict[str, Estimate]:
    """Variance of a uniform draw on ±sqrt(3 σ²) over σ², and its paired accuracy against the normal draw."""
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
    radius = math.sqrt(3 * 0.5)
    grid = (torch.arange(10**6, dtype=torch.float64) + 0.5) / 10**6 * 2 * radius - radius
    return {"variance": exactly(grid.square().mean() / 0.5), "accuracy": mean_of(scores[1] - scores[0])}


def tied_gain(*, units: int = 64, seed: int = SEED) -> tuple[Estimate, Estimate]:
    """Gain of a tied layer for equal inputs over sqrt(2n) |z| (exact), and the gain itself over seeds."""
    z = torch.randn(64, generator=generator(seed, "gain"), dtype=torch.float64)
    weight = (z * math.sqrt(2 / units))[:, None, None].expand(-1, units, units)
    gain = (weight @ torch.ones(units, 1, dtype=torch.float64)).abs().mean((1, 2))
    return range_of(gain / (math.sqrt(2 * units) * z.abs())), range_of(gain)


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


def plot_spread(spread: Tensor, axes: Axes, *, every: int = 20) -> None:
    steps = range(0, every * len(spread), every)
    low, middle, high = torch.quantile(spread.clamp_min(1e-17), torch.tensor([0.1, 0.5, 0.9]).double(), dim=1)
    axes.fill_between(steps, low, high, color=ORANGE, alpha=0.25, linewidth=0)
    axes.plot(steps, middle, color=ORANGE)
    axes.set_yscale("log")
    axes.set_xlabel("training step")
    axes.set_title("distance between neurons that started equal, relative")
