"""Figures of the chapter: drawn from results."""

from functools import partial

from matplotlib.axes import Axes
from torch import Tensor

from ..lab.estimates import mean_of, share_of
from ..lab.figures import BLUE, FAINT, INK, ORANGE, Frame, bars, curve, name_point
from ..lab.timing import Cost
from .averages import COUNTS, Scores


def plot_samples(errors: dict[int, Tensor], scaling: Tensor, axes: Axes, *, marked: int | None = None) -> None:
    """Test error (seeds,) for each number of samples, beside that of weight scaling (seeds,)."""
    counts, level = list(errors), share_of(scaling).center
    axes.axhline(level, color=FAINT, linestyle="--", linewidth=1)
    name_point(axes, counts[-1], level, "weight scaling, one pass", offset=(-1, -9))
    curve(axes, counts, [share_of(e) for e in errors.values()], color=ORANGE)
    if marked is not None:
        axes.plot([marked], [100 * float(errors[marked].mean())], "o", color=ORANGE, markersize=11)
    axes.set_xscale("log")
    axes.set_xticks(counts, [str(k) for k in counts], color=INK)
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("Monte Carlo samples K")
    axes.set_title("test error, p = 0.5")


def sample_frames(found: dict[tuple[str, str], Scores]) -> list[Frame]:
    """For each K: its place on the curve of test errors (p = 0.5), and its NLL beside that of weight scaling (0.2)."""
    errors = {k: found["clean", f"p=0.5 K={k}"].error for k in COUNTS}
    nll = {(kind, way): mean_of(scores.nll) for (kind, way), scores in found.items() if "p=0.2" in way}
    limit = 1.25 * max(e.high for e in nll.values())
    frames = []
    for count in COUNTS:
        ways = {"scaling": "p=0.2 scaling", f"K = {count}": f"p=0.2 K={count}"}
        shown = {f"{kind}, {name}": nll[kind, way] for kind in ("clean", "noisy") for name, way in ways.items()}
        error = share_of(errors[count])
        clean, noisy = (shown[f"{kind}, K = {count}"] for kind in ("clean", "noisy"))
        said = (
            f"K = {count}: test error {error} at p = 0.5; at p = 0.2 negative log-likelihood {clean} on clean and "
            f"{noisy} on noisy digits ({error.basis})."
        )
        left = partial(plot_samples, errors, found["clean", "p=0.5 scaling"].error, marked=count)
        frames.append(
            Frame(said, [left, partial(bars, estimates=shown, label="negative log-likelihood, p = 0.2", limit=limit)])
        )
    return frames


def plot_costs(found: dict[str, Cost], axes: Axes) -> None:
    """Bars: CPU time. Ticks: operations."""
    names = list(found)[::-1]
    times = [found[name].time for name in names]
    axes.barh(names, [e.center for e in times], color=BLUE, height=0.55, alpha=0.85)
    spans = [[e.center - e.low for e in times], [e.high - e.center for e in times]]
    axes.errorbar([e.center for e in times], range(len(names)), xerr=spans, fmt="none", ecolor=INK, capsize=2)
    for row, name in enumerate(names):
        flops, cpu = found[name]
        axes.plot([flops.center] * 2, [row - 0.38, row + 0.38], color=ORANGE, linewidth=3)
        axes.annotate(
            f"{cpu.center:.2f}", (max(cpu.high, flops.center), row), (6, 0), textcoords="offset points", va="center"
        )
    axes.set_xscale("log")
    axes.set_xticks([0.5, 1, 2, 5, 10, 20], ["0.5", "1", "2", "5", "10", "20"])
    axes.minorticks_off()
    axes.set_xlim(0.25, 40)
    axes.tick_params(left=False)
    axes.set_title("relative to no dropout: CPU time (bars), operations (ticks)", loc="right")
