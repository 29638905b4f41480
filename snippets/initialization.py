"""What the first scale of the weights does to signals, gradients and training. (chapter: initialization)"""

import math
from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor, nn

from .deep_signal import plot_signal
from .lab.controls import Control
from .lab.data import split_digits
from .lab.ensembles import (
    Activation,
    Training,
    cross_entropy,
    draw_networks,
    forward,
    network_loss,
    repeated,
    score,
    stack,
    train,
)
from .lab.estimates import Estimate, exactly, mean_of, ratio_of
from .lab.figures import BLUE, FAINT, GREEN, INK, ORANGE, PINK, Frame, bars, name_point
from .lab.optimizers import adam, sgd
from .lab.seeds import SEED, generator

HE, GLOROT, TORCH = 2.0, 1.0, 1 / 3  # n·Var(W) of each rule where all layers have n units
SCALES = {TORCH: "1/3", GLOROT: "1 (Glorot)", HE: "2 (He)", 4.0: "4"}
SCALE = Control(name="scale", label="n·Var(W)", values=tuple(SCALES.values()), start=SCALES[HE])


@dataclass(frozen=True, kw_only=True)
class Start:
    """How a deep network starts: n·Var(W), the activation, and PyTorch's random biases or zeros."""

    variance: float
    activation: Activation
    random_biases: bool = False


STARTS = {
    "ReLU, He": Start(variance=HE, activation=torch.relu),
    "ReLU, Glorot": Start(variance=GLOROT, activation=torch.relu),
    "ReLU, n·Var = 1/3": Start(variance=TORCH, activation=torch.relu),
    "ReLU, PyTorch": Start(variance=TORCH, activation=torch.relu, random_biases=True),
    "ReLU, n·Var = 4": Start(variance=4.0, activation=torch.relu),
    "tanh, Glorot": Start(variance=GLOROT, activation=torch.tanh),
    "tanh, n·Var = 100": Start(variance=100.0, activation=torch.tanh),
    "sigmoid, Glorot": Start(variance=GLOROT, activation=torch.sigmoid),
}


@dataclass(frozen=True)
class Signal:
    """Of each layer of each seed (layers, seeds): std of outputs, rms of the gradients of outputs and of weights,
    and the mean cosine between two inputs' outputs."""

    outputs: Tensor
    gradients: Tensor
    weight_gradients: Tensor
    cosines: Tensor


def send(start: Start, *, layers: int = 50, width: int = 64, batch: int = 24, seed: int = SEED) -> Signal:
    """One batch of digits forward and back through a deep network, before any training; 16 seeds, float64."""
    data, _ = split_digits(16, test=450, seed=seed)
    sample = data.take(torch.arange(batch).expand(16, -1))
    draw = generator(seed, "deep biases")
    parameters = draw_networks((64, *[width] * layers, 10), 16, start.variance, seed=seed, dtype=torch.float64)
    if start.random_biases:
        for weight, bias in zip(parameters[::2], parameters[1::2], strict=True):
            bias.copy_((torch.rand(bias.shape, generator=draw, dtype=torch.float64) * 2 - 1) / weight.shape[2] ** 0.5)
    weights = [w.requires_grad_() for w in parameters[::2]]
    h, hidden = sample.images.double(), []
    for weight, bias in zip(weights[:-1], parameters[1:-2:2], strict=True):
        h = start.activation(weight @ h + bias)
        h.retain_grad()
        hidden.append(h)
    cross_entropy(weights[-1] @ h + parameters[-1], sample.labels).sum().backward()  # type: ignore[no-untyped-call]
    directions = [F.normalize(h.detach(), dim=1) for h in hidden]
    pairs = batch * (batch - 1)
    return Signal(
        outputs=torch.stack([h.detach().std((1, 2)) for h in hidden]),
        gradients=torch.stack([gradient_of(h).square().mean((1, 2)).sqrt() for h in hidden]),
        weight_gradients=torch.stack([gradient_of(w).square().mean((1, 2)).sqrt() for w in weights[:-1]]),
        cosines=torch.stack([((d.transpose(1, 2) @ d).sum((1, 2)) - batch) / pairs for d in directions]),
    )


def gradient_of(tensor: Tensor) -> Tensor:
    """The gradient that backward left at ``tensor``."""
    assert tensor.grad is not None  # retained above
    return tensor.grad


def per_layer(values: Tensor, *, first: int = 6, last: int = 42) -> Estimate:
    """Factor from layer to layer, forward, of ``values`` (layers, seeds): geometric mean from ``first`` to ``last``."""
    return ratio_of((values[last] / values[first]) ** (1 / (last - first)), torch.ones(values.shape[1]))


def through_time(*, variance: float, steps: int = 50, units: int = 128, seed: int = SEED) -> Estimate:
    """Factor per step back in time of the gradient in `nn.RNN` with ReLU, whose one matrix has n·Var ``variance``."""
    random = generator(seed, "recurrent")
    recurrent = nn.RNN(1, units, nonlinearity="relu").double()
    growth = []
    for _ in range(16):
        with torch.no_grad():
            for parameter in recurrent.parameters():
                parameter.zero_()
            draw = torch.randn(units, units, generator=random, dtype=torch.float64)
            dict(recurrent.named_parameters())["weight_hh_l0"].copy_(draw * math.sqrt(variance / units))
        first = torch.rand(1, units, generator=random, dtype=torch.float64).requires_grad_()
        _, last = recurrent(torch.zeros(steps, 1, dtype=torch.float64), first)
        direction = torch.randn(units, generator=random, dtype=torch.float64)
        (last.squeeze(0) * direction).sum().backward()
        growth.append((gradient_of(first).norm() / direction.norm()) ** (1 / steps))
    return ratio_of(torch.stack(growth), torch.ones(16))


def linear_default(*, seed: int = SEED) -> Estimate:
    """n·Var(W) of a new `nn.Linear` with 1000 inputs and 1000 units."""
    with torch.random.fork_rng():  # it draws from the global generator
        torch.manual_seed(seed)
        return exactly(1000 * nn.Linear(1000, 1000).weight.detach().double().var())


@dataclass(frozen=True, kw_only=True)
class Map:
    """Training accuracy over depth and first scale; each at its best learning rate of two."""

    depths: tuple[int, ...] = (2, 8, 16)
    variances: tuple[float, ...] = tuple(SCALES)
    learning_rates: tuple[float, ...] = (0.003, 0.01)
    width: int = 32
    steps: int = 120
    seeds: int = 16


def training_map(config: Map = Map(), *, seed: int = SEED) -> dict[tuple[int, float], Tensor]:
    """Training accuracy (seeds,) of plain ReLU networks by depth and n·Var, SGD with momentum 0.9."""
    c = config
    data, _ = split_digits(c.seeds, test=450, seed=seed)
    found: dict[tuple[int, float], Tensor] = {}
    for depth in c.depths:
        sizes = (64, *[c.width] * depth, 10)
        starts = [draw_networks(sizes, c.seeds, v, seed=seed) for v in c.variances for _ in c.learning_rates]
        rates = torch.tensor(c.learning_rates).repeat_interleave(c.seeds).repeat(len(c.variances))
        training = Training(optimizer=sgd(rates), steps=c.steps, batch=32, seed=seed)
        trained = train(stack(starts), data, network_loss(torch.relu), training)
        outputs = forward(trained, repeated(data, len(trained[0])).images, torch.relu)
        scores = score(outputs, data).view(len(c.variances), len(c.learning_rates), c.seeds)
        best = scores.mean(2).argmax(1)
        found |= {(depth, v): scores[k, best[k]] for k, v in enumerate(c.variances)}
    return found


def thirty_layers(
    *, steps: int = 420, width: int = 40, rates: tuple[float, ...] = (0.01, 10.0), seed: int = SEED
) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of 30 ReLU layers from Glorot's draw: SGD at the best of ``rates``, and Adam."""
    data, _ = split_digits(16, test=450, seed=seed)
    start = draw_networks((64, *[width] * 30, 10), 16, GLOROT, seed=seed)
    several = sgd(torch.tensor(rates).repeat_interleave(16))
    runs = {"SGD": (stack([start] * len(rates)), several), "Adam": (start, adam(5e-4))}
    found = {}
    for name, (begin, optimizer) in runs.items():
        training = Training(optimizer=optimizer, steps=steps, batch=32, seed=seed)
        trained = train(begin, data, network_loss(torch.relu), training)
        outputs = forward(trained, repeated(data, len(trained[0])).images, torch.relu)
        scores = score(outputs.nan_to_num(), data).view(-1, 16)
        found[name] = scores[scores.mean(1).argmax()]
    return found


COLORS = {"ReLU, He": BLUE, "ReLU, Glorot": ORANGE, "ReLU, PyTorch": GREEN, "ReLU, n·Var = 4": PINK}


def plot_outputs(signals: dict[str, Signal], axes: Axes) -> None:
    """Std of outputs through the layers, and the smallest and largest seed; dashed: sqrt(n·Var/2) per layer."""
    for name, color in COLORS.items():
        outputs = plot_by_layer(axes, signals[name].outputs, color)
        steps = torch.arange(len(outputs))
        factor = math.log10(math.sqrt(STARTS[name].variance / 2))
        if not STARTS[name].random_biases:
            axes.plot(steps + 1, outputs[0] + factor * steps, "--", color=FAINT, linewidth=1)
        offset = {"ReLU, He": (2, 10), "ReLU, PyTorch": (2, -8)}.get(name, (-8, 10 if "4" in name else -8))
        name_point(axes, 28, float(outputs[27]), name.removeprefix("ReLU, "), color=color, offset=offset)
    plot_signal(axes, gradients=False)
    axes.set_xlabel("layer")
    axes.set_title("std of outputs, log₁₀")


def plot_gradients(signals: dict[str, Signal], axes: Axes) -> None:
    """Rms gradient of the weights of each layer, and the smallest and largest seed."""
    for name, color in COLORS.items():
        gradients = plot_by_layer(axes, signals[name].weight_gradients, color)
        offset = (-6, 6) if "PyTorch" in name else (0, 8)
        name_point(axes, 26, float(gradients[25]), name.removeprefix("ReLU, "), color=color, offset=offset)
    plot_signal(axes, gradients=True)
    axes.set_xlabel("layer")
    axes.set_title("gradient of weights, log₁₀ of rms")


def plot_by_layer(axes: Axes, values: Tensor, color: str) -> Tensor:
    """Draw log10 of ``values`` (layers, seeds): mean and range over seeds; return the mean (layers,)."""
    logs = values.log10()
    layers = range(1, len(logs) + 1)
    axes.fill_between(layers, logs.amin(1), logs.amax(1), color=color, alpha=0.2, linewidth=0)
    axes.plot(layers, logs.mean(1), color=color)
    return logs.mean(1)


def plot_map(found: dict[tuple[int, float], Tensor], axes: Axes, *, framed: float | None = None) -> None:
    """Mean accuracy by depth and n·Var, with a frame around the column of one n·Var."""
    depths, variances = (sorted({key[k] for key in found}) for k in (0, 1))
    means = torch.tensor([[float(found[int(d), v].mean()) for v in variances] for d in depths])
    axes.imshow(means, vmin=0, vmax=1.15, cmap="Blues", aspect="auto")
    for row, column in torch.cartesian_prod(torch.arange(len(depths)), torch.arange(len(variances))).tolist():
        dark = means[row, column] > 0.7
        axes.text(
            column, row, f"{means[row, column]:.2f}", ha="center", va="center", color="white" if dark else "black"
        )
    if framed is not None:
        corner = (variances.index(framed) - 0.5, -0.5)
        axes.add_patch(Rectangle(corner, 1, len(depths), fill=False, edgecolor=ORANGE, linewidth=3, clip_on=False))
    axes.set_xticks(range(len(variances)), list(SCALES.values()), color=INK)
    axes.set_yticks(range(len(depths)), [f"{d:g} layers" for d in depths], color=INK)
    axes.tick_params(length=0)
    axes.set_xlabel("n·Var(W)")
    axes.set_title("training accuracy after 120 steps")


def map_frames(found: dict[tuple[int, float], Tensor]) -> list[Frame]:
    """For each n·Var: its column of the map, and the accuracies of that column with their intervals."""
    frames = []
    for variance, name in SCALES.items():
        column = {f"{depth} layers": mean_of(scores) for (depth, v), scores in found.items() if v == variance}
        listed = ", ".join(f"{accuracy} with {depth}" for depth, accuracy in column.items())
        [basis] = {accuracy.basis for accuracy in column.values()}
        right = partial(bars, estimates=column, label=f"training accuracy, n·Var = {name}", limit=1.2)
        left = partial(plot_map, found, framed=variance)
        frames.append(Frame(f"n·Var(W) = {name}: training accuracy {listed} ({basis}).", [left, right]))
    return frames
