"""What the first value of the biases changes, and what it does not. (chapter: biases)"""

import math

import torch
import torch.nn.functional as F
from matplotlib.axes import Axes
from torch import Tensor, nn

from .lab.data import Labelled, split_digits
from .lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from .lab.estimates import Estimate, exactly
from .lab.figures import BLUE, FAINT, GREEN, ORANGE
from .lab.optimizers import Parameters, adam, sgd
from .lab.seeds import SEED, generator
from .tied_networks import quotient_outputs, tie, train_quotient

SEEDS = 16
KINKS = 32  # hidden units of the network that learns a curve


def with_biases(parameters: Parameters, biases: list[Tensor]) -> Parameters:
    """The same weights with other hidden biases; the output biases stay."""
    changed = list(parameters)
    changed[1:-1:2] = biases
    return changed


def uniform_biases(parameters: Parameters, random: torch.Generator) -> Parameters:
    """Hidden biases uniform on ±1/sqrt(fan_in), as `nn.Linear` draws them."""
    hidden = zip(parameters[:-2:2], parameters[1:-2:2], strict=True)
    return with_biases(
        parameters, [(torch.rand(b.shape, generator=random) * 2 - 1) / math.sqrt(w.shape[2]) for w, b in hidden]
    )


def compare_starts(depth: int, *, width: int = 32, steps: int = 200, seed: int = SEED) -> dict[str, Tensor]:
    """Test accuracy (seeds,) of ReLU networks by how their hidden biases start."""
    data, test = split_digits(SEEDS, test=450, seed=seed)
    drawn = draw_networks((64, *[width] * depth, 10), SEEDS, 2.0, seed=seed)
    starts = {
        "zero": drawn,
        "uniform": uniform_biases(drawn, generator(seed, "uniform biases", depth)),
        "all −1": with_biases(drawn, [b - 1 for b in drawn[1:-1:2]]),
    }
    training = Training(optimizer=sgd(0.02), steps=steps, batch=64, seed=seed)
    trained = train(stack(list(starts.values())), data, network_loss(torch.relu), training)
    outputs = forward(trained, repeated(test, len(trained[0])).images, torch.relu)
    return dict(zip(starts, score(outputs, test).view(len(starts), -1), strict=True))


def two_by_two(*, hidden: int = 64, steps: int = 300, seed: int = SEED) -> dict[str, Tensor]:
    """Training accuracy (seeds,) of one tanh layer: equal or random weights, zero or random biases.

    With equal weights and zero biases all neurons stay equal, and one of them is trained for all, exactly.
    """
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    drawn = draw_networks((64, hidden, 10), SEEDS, 2.0, seed=seed)
    weights = {"equal weights": tie(drawn, seed=seed), "random weights": drawn}
    random = generator(seed, "two by two")
    training = Training(optimizer=sgd(0.03), steps=steps, batch=64, seed=seed)
    found = {}
    for name, start in weights.items():
        for biases, begin in (("zero biases", start), ("random biases", uniform_biases(start, random))):
            tied = (hidden if (name, biases) == ("equal weights", "zero biases") else 1,)
            trained = train_quotient(begin, tied, data, torch.tanh, training)
            found[f"{name}, {biases}"] = score(quotient_outputs(trained, tied, data.images, torch.tanh), data)
    return found


def torch_defaults(*, seed: int = SEED) -> dict[str, Estimate]:
    """What PyTorch's layers put into their biases: the largest |b|·sqrt(fan_in), or the largest |b|."""
    with torch.random.fork_rng():  # these layers draw from the global generator
        torch.manual_seed(seed)
        linear, convolution, recurrent = nn.Linear(100, 5000), nn.Conv1d(20, 5000, 5), nn.LSTM(100, 1000)
        found = {
            "Linear": linear.bias * math.sqrt(100),
            "Conv1d": convolution.bias * math.sqrt(100) if convolution.bias is not None else torch.zeros(1),
            "LSTM": torch.cat([b for name, b in recurrent.named_parameters() if "bias" in name]) * math.sqrt(1000),
            "BatchNorm": nn.BatchNorm1d(100).bias,
            "LayerNorm": nn.LayerNorm(100).bias,
        }
    largest = {name: exactly(bias.detach().abs().max()) for name, bias in found.items()}
    return largest | {"zeros in Linear": exactly((linear.bias == 0).sum())}


def rare_class(*, positives: int = 17, steps: int = 300, seed: int = SEED) -> dict[str, Tensor]:
    """Training loss (times, seeds) of a detector of rare eights, by its output bias; a time is a step.

    The log-odds of the class make the first prediction its frequency.
    """
    data, _ = split_digits(SEEDS, test=0, seed=seed)
    eights = data.labels == 8
    rank = torch.where(eights, eights.long().cumsum(1), 0)
    order = torch.where(rank > positives, 2, 0).argsort(dim=1, stable=True)[:, :1600]
    rare = data.take(order)
    rare = Labelled(rare.images, (rare.labels == 8).long())
    odds = positives / (1600 - positives)
    drawn = draw_networks((64, 32, 1), SEEDS, 2.0, seed=seed)
    drawn[2] = drawn[2] * 0.1  # the first outputs are close to their bias
    informed = [*drawn[:3], torch.full_like(drawn[3], math.log(odds))]
    everything = repeated(rare, 2 * SEEDS)
    losses: list[Tensor] = []

    def loss(parameters: Parameters, images: Tensor, labels: Tensor) -> Tensor:
        logits = forward(parameters, images, torch.relu).squeeze(1)
        return F.binary_cross_entropy_with_logits(logits, labels.to(logits.dtype), reduction="none").mean(1)

    def observe(step: int, parameters: Parameters) -> None:
        losses.append(loss(parameters, everything.images, everything.labels))

    training = Training(optimizer=sgd(0.03, momentum=0.0), steps=steps, batch=128, seed=seed)
    train(stack([drawn, informed]), rare, loss, training, observe=observe, every=10)
    found = torch.stack(losses).view(-1, 2, SEEDS)
    return {"zero": found[:, 0], "log-odds": found[:, 1]}


def lstm_memory(*, length: int = 20, units: int = 4) -> dict[float, Estimate]:
    """What a PyTorch LSTM's cell keeps of its first content after ``length`` steps without input, by forget bias.

    That is the product of its forget gates. The bias is set in one of the two vectors that PyTorch adds.
    """
    kept = {}
    recurrent = nn.LSTM(1, units)
    parameters = dict(recurrent.named_parameters())
    for bias in (0.0, 1.0):
        with torch.no_grad():
            for parameter in parameters.values():  # gates depend on their biases alone
                parameter.zero_()
            parameters["bias_ih_l0"][units : 2 * units] = bias
            state = torch.zeros(1, units), torch.ones(1, units)
            _, (_, cell) = recurrent(torch.zeros(length, 1), state)
        kept[bias] = exactly(cell.mean())
    return kept


def learn_curve(
    *, steps: int = 600, points: int = 128, seeds: int = 32, seed: int = SEED
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Networks of one hidden ReLU layer learn sin(3πx) on [-1, 1] from three kinds of bias.

    Returns the mean squared error (seeds,), and the kinks -b/w (seeds, units) at the start.
    """
    x = torch.linspace(-1, 1, points).view(1, 1, -1).expand(seeds, -1, -1)
    target = torch.sin(3 * math.pi * x)
    drawn = draw_networks((1, KINKS, 1), seeds, 2.0, seed=seed)
    random = generator(seed, "kinks")
    starts = {
        "zero": drawn,
        "PyTorch": uniform_biases(drawn, random),
        "spread": with_biases(drawn, [(torch.rand(drawn[1].shape, generator=random) * 2 - 1) * drawn[0]]),
    }
    everything = Labelled(x, torch.zeros(seeds, points, dtype=torch.long))

    def loss(parameters: Parameters, inputs: Tensor, _: Tensor) -> Tensor:
        wanted = target.repeat(len(inputs) // seeds, 1, 1)
        return (forward(parameters, inputs, torch.relu) - wanted).square().mean((1, 2))

    training = Training(optimizer=adam(0.01), steps=steps, batch=None, seed=seed)
    trained = train(stack(list(starts.values())), everything, loss, training)
    inputs = repeated(everything, len(trained[0])).images
    error = loss(trained, inputs, inputs).view(len(starts), seeds)
    kinks = {name: (-p[1] / p[0]).squeeze(2) for name, p in starts.items()}
    return dict(zip(starts, error, strict=True)), kinks


def plot_kinks(kinks: dict[str, Tensor], axes: Axes) -> None:
    """Where the first seed's ReLU units bend, above the curve to be learned."""
    x = torch.linspace(-1, 1, 200)
    axes.plot(x, torch.sin(3 * math.pi * x), color=FAINT, linewidth=1)
    for row, (color, (name, places)) in enumerate(zip((ORANGE, BLUE, GREEN), kinks.items(), strict=True)):
        axes.plot(places[0].clamp(-1.4, 1.4), torch.full((KINKS,), -1.5 - 0.5 * row), "|", color=color, markersize=11)
        axes.annotate(name, (1.5, -1.5 - 0.5 * row), va="center", color=color)
    axes.set_xlim(-1.45, 2.0)
    axes.set_xticks([-1, 0, 1])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title("where units bend at the start")


def plot_rare(losses: dict[str, Tensor], axes: Axes) -> None:
    for (name, values), color in zip(losses.items(), (ORANGE, BLUE), strict=True):
        steps = range(0, 10 * len(values), 10)
        axes.fill_between(steps, values.amin(1), values.amax(1), color=color, alpha=0.2, linewidth=0)
        axes.plot(steps, values.mean(1), color=color)
        axes.annotate(name, (8, float(values[0].mean())), (4, -10), textcoords="offset points", color=color)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("step")
    axes.set_title("loss of a detector of rare eights, by output bias")
