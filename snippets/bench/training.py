"""One run of the bench in plain PyTorch: the settings of an address in, what the page shows out."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.hashed import hashed_uniform
from ..lab.settings import Settings
from .data import Examples, Task, task
from .draws import integers, stream
from .starts import Network

MAXIMUM_LAYERS = 8  # masks of step t and layer k are stream 8 t + k


@dataclass(frozen=True)
class Score:
    """Mean cross-entropy, and the share of right answers."""

    loss: float
    accuracy: float


@dataclass(frozen=True)
class Run:
    """What became of a network.

    ``diverged`` is the step whose loss was no finite number, if one was. ``gradients`` are the rms gradients of each
    layer's weights in the last step. ``dead`` is the share of hidden units that pass no gradient on for any training
    example, ``zeros`` that of weights that are exactly zero.
    """

    network: Network
    diverged: int | None
    first: Score
    training: Score
    test: Score
    gradients: list[float]
    dead: float
    zeros: float
    monte_carlo: Score | None
    pruned: Score


def judge(probabilities: Tensor, labels: Tensor) -> Score:
    right = probabilities.argmax(1) == labels
    chosen = probabilities.gather(1, labels[:, None])
    return Score(float(-chosen.clamp_min(1e-12).log().mean()), float(right.double().mean()))


def score(network: Network, data: Examples) -> Score:
    with torch.no_grad():
        outputs = network(data.inputs)
        right = outputs.argmax(1) == data.labels
        return Score(float(F.cross_entropy(outputs, data.labels)), float(right.double().mean()))


def masks(settings: Settings, purpose: str, index: int, examples: int) -> list[Tensor] | None:
    """Of each hidden layer: 1/(1 - p) for units that stay, 0 for those dropped; None without dropout."""
    p, width = float(settings["dropout"]), int(settings["width"])
    if not p:
        return None
    first = stream(int(settings["seed"]), purpose, MAXIMUM_LAYERS * index)
    draws = [hashed_uniform(first + k, examples, width) for k in range(int(settings["layers"]))]
    return [(draw >= p).double() / (1 - p) for draw in draws]


def keras(network: Network, rate: float, beta: float, l2: float) -> Callable[[], None]:
    """A step of SGD as Keras writes it: the rate goes into the velocity, v <- βv - ηg, w <- w + v."""
    velocity = [torch.zeros_like(p) for p in network.parameters()]

    def step() -> None:
        with torch.no_grad():
            for p, v in zip(network.parameters(), velocity, strict=True):
                assert p.grad is not None
                v.mul_(beta).sub_(rate * (p.grad + l2 * p))
                p.add_(v)

    return step


def stepper(settings: Settings, network: Network) -> Callable[[], object]:
    """The update of the optimizer that ``settings`` name, L2 included."""
    rate, beta, l2 = (float(settings[name]) for name in ("rate", "momentum", "l2"))
    if settings["optimizer"] == "keras":
        return keras(network, rate, beta, l2)
    if settings["optimizer"] == "adam":
        return torch.optim.Adam(network.parameters(), rate, weight_decay=l2).step
    nesterov = settings["optimizer"] == "nesterov" and beta > 0  # PyTorch refuses it without momentum
    return torch.optim.SGD(network.parameters(), rate, momentum=beta, nesterov=nesterov, weight_decay=l2).step


def shrink(network: Network, by: float) -> None:
    """The proximal step of L1: every weight moves towards zero by ``by`` and stops there."""
    with torch.no_grad():
        for weight in network.weights:
            weight.copy_(weight.sign() * (weight.abs() - by).clamp_min(0))


def dead_share(network: Network, x: Tensor) -> float:
    """Share of hidden units whose activation has slope 0 for every row of ``x``."""
    dead = []
    with torch.no_grad():
        for linear in network.layers[:-1]:
            before = linear(x)
            with torch.enable_grad():
                at = before.clone().requires_grad_()
                [slope] = torch.autograd.grad(network.activation(at).sum(), at)
            dead.append((slope == 0).all(0))
            x = network.activation(before)
    return float(torch.cat(dead).double().mean())


def prune(network: Network, share: float, settings: Settings, data: Task) -> Score:
    """Test score of a copy that lost its ``share`` of smallest weights, over all layers together."""
    copy = Network(settings, data.test.inputs.shape[1], data.classes)
    copy.load_state_dict(network.state_dict())
    sizes = torch.cat([weight.detach().abs().flatten() for weight in copy.weights])
    removed = sizes.argsort(stable=True)[: math.floor(share * len(sizes) + 0.5)]
    kept = torch.ones_like(sizes).index_fill(0, removed, 0.0)
    with torch.no_grad():
        for weight, mask in zip(copy.weights, torch.split(kept, [w.numel() for w in copy.weights]), strict=True):
            weight.mul_(mask.view_as(weight))
    return score(copy, data.test)


def average_passes(network: Network, settings: Settings, data: Examples) -> Score | None:
    """Score of the mean probabilities over K passes with dropout left on (Gal & Ghahramani 2016)."""
    passes = int(settings["passes"])
    if not passes:
        return None
    with torch.no_grad():
        drawn = [masks(settings, "passes", k, len(data.labels)) for k in range(passes)]
        votes = [network(data.inputs, mask).softmax(1) for mask in drawn]
    return judge(torch.stack(votes).mean(0), data.labels)


def run(settings: Settings) -> Run:
    """Train one network as ``settings`` say (`read_settings`)."""
    seed, steps = int(settings["seed"]), int(settings["steps"])
    data = task(str(settings["data"]), seed=seed, examples=int(settings["examples"]), scale=float(settings["scale"]))
    examples = data.training
    network = Network(settings, examples.inputs.shape[1], data.classes)
    update, l1 = stepper(settings, network), float(settings["l1"])
    batch = int(settings["batch"]) or len(examples.labels)
    chosen = integers(stream(seed, "minibatches"), len(examples.labels), steps, batch) if settings["batch"] else None
    first, diverged = score(network, examples), None
    for step in range(steps):
        x, labels = examples.inputs, examples.labels
        if chosen is not None:
            x, labels = x[chosen[step]], labels[chosen[step]]
        loss = F.cross_entropy(network(x, masks(settings, "masks", step, batch)), labels)
        if not loss.isfinite():
            diverged = step
            break
        if settings["l1step"] == "subgradient":
            loss = loss + l1 * torch.stack([weight.abs().sum() for weight in network.weights]).sum()
        network.zero_grad()
        loss.backward()
        update()
        if settings["l1step"] == "proximal" and l1:
            shrink(network, float(settings["rate"]) * l1)
    gradients = [
        float(weight.grad.square().mean().sqrt()) for weight in network.weights if weight.grad is not None
    ]  # with the subgradient of L1, without L2
    trained = score(network, examples)
    if diverged is None and not math.isfinite(trained.loss):
        diverged = steps
    return Run(
        network=network,
        diverged=diverged,
        first=first,
        training=trained,
        test=score(network, data.test),
        gradients=gradients,
        dead=dead_share(network, examples.inputs),
        zeros=float((torch.cat([weight.flatten() for weight in network.weights]) == 0).double().mean()),
        monte_carlo=average_passes(network, settings, data.test),
        pruned=prune(network, float(settings["pruned"]), settings, data),
    )
