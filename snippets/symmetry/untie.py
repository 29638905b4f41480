"""What breaks the ties of equal neurons, and what does not."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
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
    count = (tied[0].shape[1],)
    exact = train_quotient([p.double() for p in tied], count, data, torch.tanh, training)
    result["equal"] = score(quotient_outputs(exact, count, data.images, torch.tanh), data)
    order = ["all zero", "equal", "equal, random biases", "equal, 0.1 % noise", "equal, dropout 0.2"]
    order += ["equal, random output layer", "independent"]
    return {name: result[name] for name in order}


def long_run(*, steps: int = 1800, rates: tuple[float, ...] = (0.01, 0.03, 0.1), seed: int = SEED) -> dict[str, Tensor]:
    """Accuracy (seeds,) of networks that start equal, exactly tied, after a run three times as long; by activation.

    Each seed's best of three learning rates: more than a choice of one rate for all could reach.
    """
    c = TieBreakers()
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    tied = tie(draw_networks((PIXELS, c.hidden, CLASSES), c.seeds, 2.0, seed=seed), seed=seed)
    count, start = (tied[0].shape[1],), stack([tied] * len(rates))
    each = torch.tensor(rates).repeat_interleave(c.seeds)
    training = Training(optimizer=sgd(each), steps=steps, batch=c.batch, seed=seed)
    images = repeated(data, len(each)).images
    found = {}
    for name, activation in (("tanh", torch.tanh), ("ReLU", torch.relu)):
        trained = train_quotient(start, count, data, activation, training)
        scores = score(quotient_outputs(trained, count, images, activation), data)
        found[name] = scores.view(len(rates), c.seeds).amax(0)
    return found
