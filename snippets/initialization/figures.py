"""Figures of the chapter: drawn from results."""

import math
from functools import partial

import torch
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from torch import Tensor

from ..lab.estimates import share_of
from ..lab.figures import BLUE, FAINT, GREEN, INK, ORANGE, PINK, Frame, bars, name_point
from .figures_explorer import plot_signal
from .signal import STARTS, Signal
from .training import SCALES

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
        share = f"{100 * means[row, column]:.0f} %"
        axes.text(column, row, share, ha="center", va="center", color="white" if dark else "black")
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
        column = {f"{depth} layers": share_of(scores) for (depth, v), scores in found.items() if v == variance}
        listed = ", ".join(f"{accuracy} with {depth}" for depth, accuracy in column.items())
        [basis] = {accuracy.basis for accuracy in column.values()}
        right = partial(bars, estimates=column, label=f"training accuracy, n·Var = {name}", limit=120)
        left = partial(plot_map, found, framed=variance)
        frames.append(Frame(f"n·Var(W) = {name}: training accuracy {listed} ({basis}).", [left, right]))
    return frames
