"""What dropout costs in steps, and what averaging over its masks gives. (chapter: dropout)"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch
from matplotlib.axes import Axes
from torch import Tensor

from .lab.controls import Control
from .lab.data import Labelled, split_digits
from .lab.ensembles import (
    Regularizer,
    Training,
    accuracy,
    cross_entropy,
    draw_networks,
    forward,
    network_loss,
    repeated,
    stack,
    train,
)
from .lab.estimates import Estimate, exactly, mean_of, ratio_of
from .lab.figures import BLUE, FAINT, GREEN, INK, ORANGE, Frame, bars, curve, name_point
from .lab.optimizers import Parameters, sgd
from .lab.seeds import SEED, generator

SIZES = (64, 64, 64, 10)
COUNTS = (1, 2, 5, 10, 20, 50)
SAMPLES = Control(name="samples", label="Monte Carlo samples K", values=COUNTS, start=10)
SCALE = 0.376  # pixels from 0 to 1, centred, have this standard deviation


def dropout(rates: Tensor, random: torch.Generator) -> Regularizer:
    """Inverted dropout with a rate for each model (models,): kept units are scaled by 1/(1 - rate)."""
    rate = rates.view(-1, 1, 1)

    def apply(h: Tensor, layer: int) -> Tensor:
        return h * (torch.rand(h.shape, generator=random) >= rate) / (1 - rate)

    return apply


@dataclass(frozen=True, kw_only=True)
class Slowdown:
    """Steps until a network trained with dropout reaches certain training losses, in evaluation mode."""

    rates: tuple[float, ...] = (0.0, 0.2, 0.3, 0.5)
    learning_rates: tuple[float, ...] = (0.05, 0.1)
    seeds: int = 16
    steps: int = 340
    batch: int = 32
    every: int = 10
    targets: tuple[float, ...] = (0.4, 0.2, 0.1)


def slow_down(
    config: Slowdown = Slowdown(), *, seed: int = SEED
) -> tuple[dict[tuple[float, float], Estimate], dict[float, int]]:
    """Steps to each target over steps without dropout, by (target, rate); and by target, how many seeds got there.

    Each rate goes at its own best learning rate. The ratio is a geometric mean over the seeds of which all rates
    reached the target.
    """
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed, scale=SCALE)
    grid = list(itertools.product(c.rates, c.learning_rates))
    rates, speeds = (torch.tensor(column).repeat_interleave(c.seeds) for column in zip(*grid, strict=True))
    start = stack([draw_networks(SIZES, c.seeds, 2.0, seed=seed)] * len(grid))
    probe = repeated(data.take(torch.arange(192).expand(c.seeds, -1)), len(start[0]))
    losses: list[Tensor] = []

    def observe(_: int, parameters: Parameters) -> None:
        losses.append(cross_entropy(forward(parameters, probe.images, torch.relu), probe.labels))

    regularize = dropout(rates, generator(seed, "masks"))
    training = Training(optimizer=sgd(speeds), steps=c.steps, batch=c.batch, seed=seed)
    train(start, data, network_loss(torch.relu, regularize), training, observe=observe, every=c.every)
    course = torch.stack(losses)
    ratios: dict[tuple[float, float], Estimate] = {}
    reached: dict[float, int] = {}
    for target in c.targets:
        below = course < target
        first = torch.where(below.any(0), below.double().argmax(0) * float(c.every), torch.inf)
        steps = first.view(len(c.rates), len(c.learning_rates), c.seeds)
        best = steps.median(2).values.argmin(1)
        chosen = steps[torch.arange(len(c.rates)), best]
        there = chosen.isfinite().all(0)
        reached[target] = int(there.sum())
        plain = chosen[0, there]
        ratios |= {(target, rate): ratio_of(chosen[k, there], plain) for k, rate in enumerate(c.rates) if rate > 0}
    return ratios, reached


def plot_slow_down(ratios: dict[tuple[float, float], Estimate], axes: Axes) -> None:
    rates = sorted({rate for _, rate in ratios})
    axes.axhline(2, color=FAINT, linestyle="--", linewidth=1)
    name_point(axes, rates[0], 2, "the key: twice as slow", offset=(0, 7))
    for target, color, shift in zip(Slowdown().targets, (BLUE, GREEN, ORANGE), (-1, 0, 1), strict=True):
        values = [ratios[target, rate] for rate in rates]
        moved = [rate + 0.003 * shift for rate in rates]
        curve(axes, moved, values, color=color, name=f"to a loss of {target}", offset=(10, 9 * shift))
    axes.set_xticks(rates)
    axes.set_xlim(right=0.56)
    axes.set_xlabel("dropout rate p")
    axes.set_title("steps to the same training loss, relative to no dropout")


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Weight scaling against averages over masks, on clean and on noisy test digits."""

    seeds: int = 16
    members: int = 4  # of the ensemble without dropout
    steps: int = 400
    test: int = 400
    noise: float = 0.3  # standard deviation; pixels range over 1
    samples: tuple[int, ...] = COUNTS


@dataclass(frozen=True)
class Scores:
    """Error, negative log-likelihood and expected calibration error, each (seeds,)."""

    error: Tensor
    nll: Tensor
    ece: Tensor


def judge_probabilities(p: Tensor, labels: Tensor, bins: int = 10) -> Scores:
    """Scores of class probabilities (seeds, classes, examples); ECE as in Guo et al. 2017, equation 3."""
    confidence, guess = p.max(1)
    right = (guess == labels).double()
    ece = torch.zeros(len(p), dtype=torch.float64)
    for k in range(bins):
        inside = (confidence > k / bins) & (confidence <= (k + 1) / bins)
        ece += ((right - confidence) * inside).sum(1).abs() / labels.shape[1]
    nll = -p.gather(1, labels[:, None]).clamp_min(1e-12).log().squeeze(1).mean(1)
    return Scores(1 - accuracy(p, labels), nll.double(), ece)


def compare_predictions(config: Quality = Quality(), *, seed: int = SEED) -> dict[tuple[str, str], Scores]:
    """Scores by (inputs, method): 'clean' or 'noisy'; 'p=0.2 scaling', 'p=0.2 K=50', …, 'ensemble'."""
    c = config
    data, test = split_digits(c.seeds, test=c.test, seed=seed, scale=SCALE)
    rates = (0.2, 0.5)
    single = draw_networks(SIZES, c.seeds, 2.0, seed=seed)
    others = [draw_networks(SIZES, c.seeds, 2.0, seed=seed * 1000 + 7 + k) for k in range(1, c.members)]
    per_model = torch.tensor([0.0] * c.members + list(rates)).repeat_interleave(c.seeds)
    random = generator(seed, "masks")
    start = stack([single, *others, single, single])
    training = Training(optimizer=sgd(0.05), steps=c.steps, batch=32, seed=seed)
    networks = train(start, data, network_loss(torch.relu, dropout(per_model, random)), training)
    noise = c.noise * torch.randn(test.images.shape, generator=generator(seed, "noise"))
    found = {}
    for kind, inputs in (("clean", test), ("noisy", Labelled(test.images + noise, test.labels))):
        plain = [p[: c.members * c.seeds] for p in networks]
        votes = forward(plain, repeated(inputs, c.members * c.seeds).images, torch.relu).softmax(1)
        ensemble = votes.view(c.members, c.seeds, *votes.shape[1:]).mean(0)
        found[kind, "ensemble"] = judge_probabilities(ensemble, test.labels)
        found[kind, "no dropout"] = judge_probabilities(votes[: c.seeds], test.labels)
        for k, rate in enumerate(rates if kind == "clean" else rates[:1]):
            first = (c.members + k) * c.seeds
            network = [p[first : first + c.seeds] for p in networks]
            scaled = forward(network, inputs.images, torch.relu).softmax(1)
            found[kind, f"p={rate} scaling"] = judge_probabilities(scaled, test.labels)
            for count, p in monte_carlo(network, inputs.images, rate, c.samples, random):
                found[kind, f"p={rate} K={count}"] = judge_probabilities(p, test.labels)
    return found


def monte_carlo(
    network: Parameters, images: Tensor, rate: float, samples: Sequence[int], random: torch.Generator
) -> list[tuple[int, Tensor]]:
    """Mean class probabilities over the first K masks, for each K in ``samples`` (Gal & Ghahramani 2016)."""
    masks = dropout(torch.full((len(network[0]),), rate), random)
    total, found = torch.zeros(()), []
    for count in range(1, max(samples) + 1):
        total = total + forward(network, images, torch.relu, masks).softmax(1)
        if count in samples:
            found.append((count, total / count))
    return found


def plot_samples(errors: dict[int, Tensor], scaling: Tensor, axes: Axes, *, marked: int | None = None) -> None:
    """Test error (seeds,) for each number of samples, beside that of weight scaling (seeds,)."""
    counts, level = list(errors), mean_of(scaling).center
    axes.axhline(level, color=FAINT, linestyle="--", linewidth=1)
    name_point(axes, counts[-1], level, "weight scaling, one pass", offset=(-1, -9))
    curve(axes, counts, [mean_of(e) for e in errors.values()], color=ORANGE)
    if marked is not None:
        axes.plot([marked], [float(errors[marked].mean())], "o", color=ORANGE, markersize=11)
    axes.set_xscale("log")
    axes.set_xticks(counts, [str(k) for k in counts], color=INK)
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Monte Carlo samples K")
    axes.set_title("test error, p = 0.5")


def sample_frames(found: dict[tuple[str, str], Scores]) -> list[Frame]:
    """For each K: its place on the curve of test errors (p = 0.5), and its NLL beside that of weight scaling (0.2)."""
    errors = {k: found["clean", f"p=0.5 K={k}"].error for k in COUNTS}
    nll = {(kind, way): mean_of(scores.nll) for (kind, way), scores in found.items() if "p=0.2" in way}
    limit = 1.25 * max(e.high for e in nll.values())
    frames = []
    for count in COUNTS:
        ways = {"scaling": "p=0.2 scaling", f"K = {count}": f"p=0.2 K={count}"}
        shown = {f"{kind}, {name}": nll[kind, way] for kind in ("clean", "noisy") for name, way in ways.items()}
        error = mean_of(errors[count])
        clean, noisy = (shown[f"{kind}, K = {count}"] for kind in ("clean", "noisy"))
        said = (
            f"K = {count}: test error {error} at p = 0.5; at p = 0.2 negative log-likelihood {clean} on clean and "
            f"{noisy} on noisy digits ({error.basis})."
        )
        left = partial(plot_samples, errors, found["clean", "p=0.5 scaling"].error, marked=count)
        frames.append(
            Frame(said, [left, partial(bars, estimates=shown, label="negative log-likelihood, p = 0.2", limit=limit)])
        )
    return frames


def means_over_all_masks(*, inputs: int = 10, seed: int = SEED) -> dict[str, Estimate]:
    """Largest difference from weight scaling of the geometric and arithmetic mean over all 2^inputs masks."""
    random = generator(seed, "all masks")
    weight = torch.randn(4, inputs, generator=random, dtype=torch.float64)
    x = torch.randn(inputs, generator=random, dtype=torch.float64)
    masks = torch.tensor(list(itertools.product([0.0, 1.0], repeat=inputs)), dtype=torch.float64)
    logs = (2 * masks * x @ weight.T).log_softmax(1)
    scaled = (weight @ x).softmax(0)
    return {
        "geometric": exactly((logs.mean(0).softmax(0) - scaled).abs().max()),
        "arithmetic": exactly((logs.exp().mean(0) - scaled).abs().max()),
    }
