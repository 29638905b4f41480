"""What averaging over dropout's masks gives."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.controls import Control
from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Training, accuracy, draw_networks, forward, network_loss, stack, train
from ..lab.estimates import Estimate, exactly
from ..lab.masks import dropout
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator

SIZES = (64, 64, 64, 10)
COUNTS = (1, 2, 5, 10, 20, 50)
SAMPLES = Control(name="samples", label="Monte Carlo samples K", values=COUNTS, start=10)
SCALE = 0.376  # pixels from 0 to 1, centred, have this standard deviation


@dataclass(frozen=True, kw_only=True)
class Quality:
    """Weight scaling against averages over masks, on clean and on noisy test digits, early and late in training."""

    rates: tuple[float, ...] = (0.2, 0.5)
    seeds: int = 12
    early: int = 400  # steps
    late: int = 2000
    test: int = 400
    noise: float = 0.3  # standard deviation; pixels range over 1
    samples: tuple[int, ...] = COUNTS


@dataclass(frozen=True)
class Scores:
    """Error and negative log-likelihood, each (seeds,)."""

    error: Tensor
    nll: Tensor


def judge_probabilities(p: Tensor, labels: Tensor) -> Scores:
    """Scores of class probabilities (seeds, classes, examples)."""
    nll = -p.gather(1, labels[:, None]).clamp_min(1e-12).log().squeeze(1).mean(1)
    return Scores(1 - accuracy(p, labels), nll.double())


def compare_predictions(config: Quality = Quality(), *, seed: int = SEED) -> dict[tuple[str, str], Scores]:
    """Scores by (inputs, method): 'clean', 'noisy' or 'clean, early'; 'p=0.2 scaling', 'p=0.2 K=50', …"""
    c = config
    data, test = split_digits(c.seeds, test=c.test, seed=seed, scale=SCALE)
    random = generator(seed, "masks")
    start = stack([draw_networks(SIZES, c.seeds, 2.0, seed=seed)] * len(c.rates))
    rates = torch.tensor(c.rates).repeat_interleave(c.seeds)
    observed: list[Parameters] = []

    def observe(_: int, parameters: Parameters) -> None:
        observed.append([p.clone() for p in parameters])

    training = Training(optimizer=sgd(0.05), steps=c.late, batch=32, seed=seed)
    train(start, data, network_loss(torch.relu, dropout(rates, random)), training, observe=observe, every=c.early)
    early, late = observed[:2][-1], observed[-1]  # the first is before training
    noise = c.noise * torch.randn(test.images.shape, generator=generator(seed, "noise"))
    noisy = Labelled(test.images + noise, test.labels)
    found = {}
    for kind, networks, inputs in (("clean, early", early, test), ("clean", late, test), ("noisy", late, noisy)):
        for k, rate in enumerate(c.rates if kind == "clean" else c.rates[:1]):
            network = [p[k * c.seeds : (k + 1) * c.seeds] for p in networks]
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
