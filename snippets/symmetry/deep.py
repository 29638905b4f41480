"""What unties three hidden layers of equal neurons, and what need not be drawn independently there."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..lab.data import split_digits
from ..lab.ensembles import Training, cross_entropy, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.estimates import Estimate, mean_of
from ..lab.optimizers import Parameters, sgd
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import quotient_outputs, train_quotient
from .untie import CLASSES, PIXELS


@dataclass(frozen=True, kw_only=True)
class Deep:
    """Three hidden layers of tanh units on digits."""

    hidden: int = 32
    steps: int = 1500
    seeds: int = 8
    learning_rate: float = 0.03
    bias_scale: float = 0.5


def draw_deep(c: Deep, seed: int, dtype: torch.dtype = torch.float32) -> Parameters:
    """Independent weights with n·Var = 1."""
    return draw_networks((PIXELS, *[c.hidden] * 3, CLASSES), c.seeds, 1.0, seed=seed, dtype=dtype)


def orthogonal(weight: Tensor) -> Tensor:
    """Weights (models, out, in) whose rows, or columns where there are fewer, stand at right angles, of the same scale.

    The QR decomposition of a normal draw, with signs that make it uniform (Mezzadri 2007), as in `nn.init.orthogonal_`.
    """
    tall = weight if weight.shape[1] >= weight.shape[2] else weight.transpose(1, 2)
    q, r = torch.linalg.qr(tall.double())
    q = q * r.diagonal(dim1=1, dim2=2).sign()[:, None]
    q = q if weight.shape[1] >= weight.shape[2] else q.transpose(1, 2)
    scale: Tensor = (weight.double().square().sum((1, 2)) / q.square().sum((1, 2))).sqrt()
    scaled: Tensor = q * scale[:, None, None]
    return scaled.to(weight.dtype)


def untie_deep(config: Deep = Deep(), *, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) by start; layers whose neurons stay equal are trained exactly, as one neuron."""
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    drawn = draw_deep(c, seed)
    equal = [torch.full_like(p, 1 / p.shape[2]) if p.shape[2] > 1 else p for p in drawn]
    random = generator(seed, "deep biases")
    biases = [p if p.shape[2] > 1 else c.bias_scale * (2 * torch.rand(p.shape, generator=random) - 1) for p in equal]
    free = {
        "equal, random biases": [*biases[:-1], equal[-1]],
        "independent, equal output layer": [*drawn[:-2], *equal[-2:]],
        "independent, zero output layer": [*drawn[:-2], torch.zeros_like(drawn[-2]), drawn[-1]],
        "independent, two zero layers": [*drawn[:-4], *map(torch.zeros_like, drawn[-4:])],
        "orthogonal": [orthogonal(p) if p.shape[2] > 1 else p for p in drawn],
        "independent": drawn,
    }
    training = Training(optimizer=sgd(c.learning_rate), steps=c.steps, batch=64, seed=seed)
    trained = train(stack(list(free.values())), data, network_loss(torch.tanh), training)
    outputs = forward(trained, repeated(data, len(trained[0])).images, torch.tanh)
    found = dict(zip(free, score(outputs, data).view(len(free), c.seeds), strict=True))
    units = drawn[0].shape[1]
    tied = {
        "equal": (equal, (units, units, units)),
        "equal, random output layer": ([*equal[:-2], *drawn[-2:]], (units, units, 1)),
    }
    for name, (start, counts) in tied.items():
        one = train_quotient(start, counts, data, torch.tanh, training)
        found[name] = score(quotient_outputs(one, counts, data.images, torch.tanh), data)
    return found


def first_gradients(*, seed: int = SEED) -> dict[str, Estimate]:
    """At the first step, the gradient of the first hidden layer over that of the output layer, by output layer."""
    c = Deep()
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    drawn = draw_deep(c, seed, torch.float64)
    found = {}
    for name, last in (("equal", torch.full_like(drawn[-2], 1 / drawn[-2].shape[2])), ("independent", drawn[-2])):
        weights = [p.clone().requires_grad_() for p in (*drawn[:-2], last, drawn[-1])]
        outputs = forward(weights, data.images.double(), torch.tanh)
        gradients = torch.autograd.grad(cross_entropy(outputs, data.labels).sum(), [weights[0], weights[-2]])
        first, output = (g.square().mean((1, 2)).sqrt() for g in gradients)
        found[name] = mean_of(first / output)
    return found
