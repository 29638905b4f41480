"""Figures of the chapter: drawn from results."""

from functools import partial

import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from torch import Tensor

from ..lab.controls import Control
from ..lab.estimates import Estimate, share_of
from ..lab.figures import BLUE, FAINT, GREEN, ORANGE, PINK, Frame, curve
from .pruning import SPARSITIES, Trained, keep_largest

REMOVED = Control(name="removed", label="share of weights removed", values=SPARSITIES, start=0.9)


def plot_mask(kept: Tensor, axes: Axes) -> None:
    """Which weights (units, inputs) are left."""
    picture = torch.zeros(*kept.shape, 4)
    picture[kept > 0] = torch.tensor(to_rgba(BLUE))
    axes.imshow(picture, interpolation="none", extent=(0, kept.shape[1], kept.shape[0], 0))
    axes.spines[["top", "right"]].set_visible(True)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel("64 inputs")
    axes.set_ylabel(f"{len(kept)} units")
    axes.set_title("weights of layer 1 that stay")


def frames(trained: Trained, scores: dict[tuple[str, float], Tensor]) -> list[Frame]:
    """For each sparsity: the first plain network's first layer, and all accuracies with a line at that sparsity."""
    found = []
    for sparsity in SPARSITIES:
        kept = keep_largest([p[:1] for p in trained.networks["plain"]], torch.tensor([sparsity]))[0][0]
        accuracy = {name: share_of(score) for (name, s), score in scores.items() if s == sparsity}
        listed = ", ".join(f"{name} {estimate}" for name, estimate in accuracy.items() if name in {"plain", "L1"})
        trained_on = f"; retrained gradually {accuracy['gradual']}" if "gradual" in accuracy else ""
        said = (
            f"{100 * sparsity:g} % of each network's weights removed, {int(kept.sum())} of these {kept.numel()} left. "
            f"Test accuracy: {listed}{trained_on} ({accuracy['plain'].basis})."
        )

        def right(axes: Axes, at: float = sparsity) -> None:
            axes.axvline(at, color=FAINT, linewidth=1)
            plot_pruning(scores, axes)

        found.append(Frame(said, [partial(plot_mask, kept), right]))
    return found


def plot_pruning(scores: dict[tuple[str, float], Tensor], axes: Axes) -> None:
    """Accuracy against sparsity: not retrained (blue, pink, green), and retrained (orange)."""
    places = {
        "plain": (BLUE, "o-", -1, (-8, -2)),
        "dropout": (PINK, "o-", -1, (6, -6)),
        "L1": (GREEN, "o-", 0, (0, -10)),
        "L2": (GREEN, "o:", -1, (6, 4)),
    }
    places |= {"gradual": (ORANGE, "s-", -1, (6, 0)), "one shot": (ORANGE, "s:", -1, (6, 4))}
    for method, (color, style, at, offset) in places.items():
        points = {s: share_of(accuracy) for (name, s), accuracy in scores.items() if name == method}
        name = f"{method}, retrained" if color == ORANGE else method
        curve(axes, list(points), list(points.values()), color=color, style=style, name=name, at=at, offset=offset)
    axes.set_ylim(0, 103)
    axes.set_xlim(right=1.2)
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 0.9, 1])
    axes.set_xlabel("share of weights at zero")
    axes.set_title("test accuracy after pruning")


def plot_costs(found: dict[str, dict[float, Estimate]], axes: Axes) -> None:
    axes.axhline(1, color=FAINT, linewidth=1, linestyle="--")
    styles = ((BLUE, "o-", 8), (ORANGE, "o:", 18), (ORANGE, "o-", -7), (PINK, "o-", 6), (GREEN, "o-", -4))
    for (name, ratios), (color, style, above) in zip(found.items(), styles, strict=True):
        places, offset = range(len(ratios)), (8, above)
        curve(axes, places, list(ratios.values()), color=color, style=style, name=name, offset=offset)
    axes.set_yscale("log")
    axes.set_xticks(range(len(ratios)), [f"{100 * s:g} %" for s in ratios])
    axes.set_xlim(right=len(ratios) - 0.2)
    axes.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    axes.minorticks_off()
    axes.set_xlabel("share of weights at zero")
    axes.set_title("CPU time of a product, relative to dense")
