"""What batch norm forgives: the scale of weights, and what it does with a bias. (Ioffe & Szegedy 2015, section 3)"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..lab.ensembles import cross_entropy, draw_networks
from ..lab.estimates import Estimate, exactly, mean_of
from ..lab.optimizers import Parameters
from ..lab.outcomes import alive
from ..lab.seeds import SEED
from .training import SEEDS, accuracies, best_accuracy, plain, some_digits

SCALES = (0.02, 2.0, 20000.0)  # n·Var(W)
RATES = (0.003, 0.03, 0.3)


def normalized(z: Tensor) -> Tensor:
    """Each unit of ``z`` (models, units, batch) with mean 0 and variance 1 over the batch: a new `nn.BatchNorm1d`."""
    return F.batch_norm(z.reshape(1, -1, z.shape[2]), None, None, training=True).view_as(z)


def normed_forward(parameters: Parameters, x: Tensor) -> Tensor:
    """Outputs (models, classes, batch) of ReLU networks with batch norm, without its own weights, in hidden layers."""
    for k in range(0, len(parameters) - 2, 2):
        x = torch.relu(normalized(parameters[k] @ x) + parameters[k + 1])
    return torch.baddbmm(parameters[-1], parameters[-2], x)


def by_scale(*, layers: int = 6, steps: int = 150, seed: int = SEED) -> dict[float, Tensor]:
    """Training accuracy (seeds,) of ReLU networks with batch norm by n·Var of all weights, each at its best rate."""
    data = some_digits(seed)
    draws = {v: draw_networks((64, *[32] * layers, 10), SEEDS, v, seed=seed) for v in SCALES}
    return {
        v: best_accuracy(start, normed_forward, data=data, steps=steps, rates=RATES).scores
        for v, start in draws.items()
    }


def without_norm(variance: float, *, layers: int = 6, steps: int = 150, seed: int = SEED) -> Tensor:
    """Training accuracy (seeds,) of the same networks without norm, at the middle rate."""
    start = draw_networks((64, *[32] * layers, 10), SEEDS, variance, seed=seed)
    return accuracies(start, plain("ReLU"), RATES[1:2], data=some_digits(seed), steps=steps, seed=seed)[0].nan_to_num(
        0.0
    )


def apart(*, equal: bool, layers: int = 3, seed: int = SEED) -> Estimate:
    """With batch norm, how far the gradients of one layer's neurons lie apart at the start, relative to their size.

    The second layer, float64; ``equal`` gives all its neurons, and those of the next, the weights of one.
    """
    data = some_digits(seed)
    drawn = draw_networks((64, *[32] * layers, 10), SEEDS, 2.0, seed=seed, dtype=torch.float64)
    if equal:
        drawn[2:-2:2] = [w[:, :1].expand_as(w).clone() for w in drawn[2:-2:2]]
        drawn[4] = drawn[4][:, :, :1].expand_as(drawn[4]).clone()
    weights = [p.requires_grad_() for p in drawn]
    loss = cross_entropy(normed_forward(weights, data.images[:, :, :32].double()), data.labels[:, :32]).sum()
    (gradient,) = alive([torch.autograd.grad(loss, weights[2])[0]])
    spread = (gradient - gradient.mean(1, keepdim=True)).square().sum((1, 2)) / gradient.square().sum((1, 2))
    return mean_of(spread.sqrt())


def first_gradients(
    *,
    norm: bool,
    factor: float = 1.0,
    seed: int = SEED,
) -> dict[str, Tensor]:
    """Outputs and gradients, with the first weights times a factor."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        layer, head = nn.Linear(64, 32), nn.Linear(32, 10)
        images, labels = torch.randn(50, 64), torch.randint(10, (50,))
    between = nn.BatchNorm1d(32, eps=1e-12) if norm else nn.Identity()
    network = nn.Sequential(layer, between, nn.ReLU(), head).double()
    with torch.no_grad():
        layer.weight.mul_(factor)
    outputs = network(images.double())
    nn.CrossEntropyLoss()(outputs, labels).backward()
    weight, bias = (gradient_of(p) for p in layer.parameters())
    return {"outputs": outputs.detach(), "weight": weight, "bias": bias}


def gradient_of(tensor: Tensor) -> Tensor:
    """The gradient that backward left at ``tensor``."""
    assert tensor.grad is not None  # a parameter
    return tensor.grad


def largest(tensor: Tensor) -> Estimate:
    """The largest element in size."""
    return exactly(tensor.abs().max())
