"""What breaks the ties of equal neurons, and what does not."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.estimates import Estimate, range_of
from ..lab.optimizers import sgd
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import quotient_outputs, tie, train_quotient

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
