"""Ways to a network with most weights at zero, and what each costs in accuracy."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils import prune

from ..lab.data import Labelled, split_digits
from ..lab.ensembles import Loss, Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.masks import dropout
from ..lab.optimizers import Parameters, adam, then
from ..lab.seeds import SEED, generator

SIZES = (64, 64, 10)
WEIGHTS = (0, 2)  # of the parameters; biases are neither penalised nor pruned
SPARSITIES = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, kw_only=True)
class Pruning:
    """One hidden layer of ReLU units on digits, trained by Adam, pruned, and trained again."""

    seeds: int = 12
    steps: int = 600
    retraining: int = 400
    batch: int = 32
    learning_rate: float = 3e-3
    sparsities: tuple[float, ...] = (0.9, 0.95)  # of the retrained networks
    furthest: float = 0.98  # of the networks that simply train on
    l1: float = 2e-3  # penalties of the networks that are pruned
    l2: float = 2e-3


def weights_of(parameters: Parameters) -> Tensor:
    """All prunable weights (models, weights) in one row a model."""
    return torch.cat([parameters[k].flatten(1) for k in WEIGHTS], 1)


def zeros(parameters: Parameters) -> Tensor:
    """Share of weights (models,) that are exactly zero."""
    return (weights_of(parameters) == 0).double().mean(1)


def keep_largest(parameters: Parameters, sparsity: Tensor) -> list[Tensor]:
    """Masks of the weights that stay when each model loses its share ``sparsity`` (models,) of smallest ones."""
    magnitude = weights_of(parameters).abs()
    rank = (sparsity * magnitude.shape[1]).round().long().clamp(max=magnitude.shape[1] - 1)
    threshold = magnitude.sort(1).values.gather(1, rank[:, None])[:, :, None]
    return [(parameters[k].abs() >= threshold).to(magnitude.dtype) for k in WEIGHTS]


def mask(parameters: Parameters, masks: list[Tensor]) -> None:
    """Set the weights outside of ``masks`` to zero, in place."""
    for k, kept in zip(WEIGHTS, masks, strict=True):
        parameters[k].mul_(kept)


def pruned(parameters: Parameters, sparsity: float) -> Parameters:
    """A copy without its share ``sparsity`` of smallest weights."""
    copy = [p.clone() for p in parameters]
    mask(copy, keep_largest(copy, torch.full((len(copy[0]),), sparsity)))
    return copy


def two_of_four(parameters: Parameters) -> Parameters:
    """A copy without the two smaller ones of every four weights that are neighbours in a row (Mishra et al. 2021)."""
    copy = [p.clone() for p in parameters]
    for k in WEIGHTS:
        fours = copy[k].view(*copy[k].shape[:2], -1, 4)
        fours.scatter_(3, fours.abs().argsort(3)[..., :2], 0.0)
    return copy


def test_score(parameters: Parameters, test: Labelled) -> Tensor:
    """Test accuracy (models,)."""
    return score(forward(parameters, repeated(test, len(parameters[0])).images, torch.relu), test)


@dataclass(frozen=True)
class Trained:
    """Networks by how they were trained, what they started from, and their data."""

    networks: dict[str, Parameters]
    start: Parameters
    data: Labelled
    test: Labelled


def l1(parameters: Parameters) -> Tensor:
    """Sum of absolute weights (models,)."""
    return weights_of(parameters).abs().sum(1)


def l2(parameters: Parameters) -> Tensor:
    """Sum of squared weights (models,)."""
    return weights_of(parameters).square().sum(1)


def with_penalty(size: Callable[[Parameters], Tensor], penalty: float) -> Loss:
    """Cross-entropy plus ``penalty`` times ``size``, as autograd differentiates it."""
    cross_entropy = network_loss(torch.relu)

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        return cross_entropy(parameters, images, labels) + penalty * size(parameters)

    return loss


def train_networks(config: Pruning = Pruning(), *, seed: int = SEED) -> Trained:
    """Plain networks, networks with dropout 0.5, and networks with an L1 or an L2 penalty, all by Adam."""
    c = config
    data, test = split_digits(c.seeds, test=450, seed=seed, scale=0.376)
    start = draw_networks(SIZES, c.seeds, 2.0, seed=seed)
    rates = torch.tensor([0.0, 0.5]).repeat_interleave(c.seeds)
    regularize = dropout(rates, generator(seed, "masks"))
    training = Training(optimizer=adam(c.learning_rate), steps=c.steps, batch=c.batch, seed=seed)
    both = train(stack([start, start]), data, network_loss(torch.relu, regularize), training)
    networks = {"plain": [p[: c.seeds] for p in both], "dropout": [p[c.seeds :] for p in both]}
    for name, size, penalty in (("L1", l1, c.l1), ("L2", l2, c.l2)):
        networks[name] = train(start, data, with_penalty(size, penalty), training)
    return Trained(networks, start, data, test)


def silent_activations(trained: Trained, name: str) -> tuple[Tensor, Tensor]:
    """Of networks by how they were trained (seeds,): share of hidden activations that are exactly zero on test digits,
    and share of units that are zero on all of them."""
    weight, bias = trained.networks[name][:2]
    zero = torch.relu(torch.baddbmm(bias, weight, trained.test.images)) == 0
    return zero.double().mean((1, 2)), zero.all(2).double().mean(1)


def prune_all(trained: Trained) -> dict[tuple[str, float], Tensor]:
    """Test accuracy (seeds,) without retraining, by how the networks were trained and the share that is removed."""
    return {
        (name, sparsity): test_score(pruned(network, sparsity), trained.test)
        for name, network in trained.networks.items()
        for sparsity in SPARSITIES
    }


def differing_masks(trained: Trained, method: str, *, sparsity: float = 0.9, seed: int = SEED) -> int:
    """Weights of all plain networks on which `keep_largest` and a ``method`` of `torch.nn.utils.prune` differ."""
    network = trained.networks["plain"]
    ours = keep_largest(network, torch.full((len(network[0]),), sparsity))
    differing = 0
    for model in range(len(network[0])):
        layers = [nn.Linear(*network[k].shape[:0:-1]) for k in WEIGHTS]
        for layer, k in zip(layers, WEIGHTS, strict=True):
            layer.weight = nn.Parameter(network[k][model].clone())
        with torch.random.fork_rng(devices=[]):  # torch's random pruning takes no generator
            torch.manual_seed(seed)
            prune.global_unstructured(
                [(layer, "weight") for layer in layers], pruning_method=getattr(prune, method), amount=sparsity
            )
        for layer, mine in zip(layers, ours, strict=True):
            differing += int(((layer.weight != 0) != (mine[model] != 0)).sum())
    return differing


def retrain(trained: Trained, config: Pruning = Pruning(), *, seed: int = SEED) -> dict[tuple[str, float], Tensor]:
    """Test accuracy (seeds,) of pruned networks that train on, by method and sparsity.

    'one shot' prunes at once and trains on; 'gradual' follows the cubic schedule of Zhu & Gupta 2017, equation 1;
    'rewound' keeps the mask of 'one shot' and goes back to the first weights (Frankle & Carbin 2019); 'redrawn'
    keeps the mask with new first weights, and 'signs' too, but with the signs of the old ones (Zhou et al. 2019).
    """
    c = config
    plain = trained.networks["plain"]
    redrawn = draw_networks(SIZES, c.seeds, 2.0, seed=seed + 10**6)
    pairs = zip(redrawn, trained.start, strict=True)
    signs = [new.abs() * old.sign() if k in WEIGHTS else new for k, (new, old) in enumerate(pairs)]
    sources = {"one shot": plain, "gradual": plain, "rewound": trained.start, "redrawn": redrawn, "signs": signs}
    grid = [*itertools.product(sources, c.sparsities), ("one shot", c.furthest), ("gradual", c.furthest)]
    start = stack([sources[method] for method, _ in grid])
    final = torch.tensor([sparsity for _, sparsity in grid]).repeat_interleave(c.seeds)
    fixed = keep_largest(stack([plain] * len(grid)), final)
    gradual = torch.tensor([method == "gradual" for method, _ in grid]).repeat_interleave(c.seeds)
    ramp = 0.75 * c.retraining

    def shorten(step: int, weights: Parameters) -> None:
        if step % 10 == 0:
            sparsity = final[gradual] * (1 - (1 - min(1.0, step / ramp)) ** 3)
            for kept, now in zip(fixed, keep_largest([w[gradual] for w in weights], sparsity), strict=True):
                kept[gradual] = now
        mask(weights, fixed)

    shorten(0, start)
    optimizer = then(adam(c.learning_rate), shorten)
    training = Training(optimizer=optimizer, steps=c.retraining, batch=c.batch, seed=seed + 1)
    scores = test_score(train(start, trained.data, network_loss(torch.relu), training), trained.test)
    return dict(zip(grid, scores.view(len(grid), c.seeds), strict=True))
