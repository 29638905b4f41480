"""What averaging over dropout's masks gives."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.controls import Control
from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Training, accuracy, draw_networks, forward, network_loss, repeated, stack, train
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
