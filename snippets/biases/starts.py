"""First values of the biases, in shallow and deep networks."""

import math

import torch
from torch import Tensor, nn

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, forward, network_loss, repeated, score, stack, train
from ..lab.estimates import Estimate, exactly
from ..lab.optimizers import Parameters, sgd
from ..lab.outcomes import best_rate, finite
from ..lab.seeds import SEED, generator
from ..lab.tied_networks import quotient_outputs, tie, train_quotient

SEEDS = 16


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


def compare_starts(
    depth: int, *, width: int = 32, steps: int = 400, rates: tuple[float, ...] = (0.004, 0.012, 0.036), seed: int = SEED
) -> dict[str, Tensor]:
    """Test accuracy (seeds,) of ReLU networks by how their hidden biases start, each at its best rate; SGD, momentum.

    Networks that diverge are not a number. Where all biases start at -1, the middle rate is taken.
    """
    data, test = split_digits(SEEDS, test=450, seed=seed)
    drawn = draw_networks((64, *[width] * depth, 10), SEEDS, 2.0, seed=seed)

    def scores(start: Parameters, tried: tuple[float, ...]) -> Tensor:
        each = torch.tensor(tried).repeat_interleave(SEEDS)
        training = Training(optimizer=sgd(each), steps=steps, batch=32, seed=seed)
        trained = train(stack([start] * len(tried)), data, network_loss(torch.relu), training)
        outputs = forward(trained, repeated(test, len(each)).images, torch.relu)
        return score(outputs, test).where(finite(outputs), torch.nan).view(len(tried), SEEDS)

    uniform = uniform_biases(drawn, generator(seed, "uniform biases", depth))
    positive = with_biases(drawn, [b + 0.1 for b in drawn[1:-1:2]])
    return {
        "zero": best_rate(lambda tried: scores(drawn, tried), rates, larger=True).scores,
        "uniform": best_rate(lambda tried: scores(uniform, tried), rates, larger=True).scores,
        "all 0.1": best_rate(lambda tried: scores(positive, tried), rates, larger=True).scores,
        "all −1": scores(with_biases(drawn, [b - 1 for b in drawn[1:-1:2]]), rates[1:2])[0],
    }


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
            tied = (drawn[0].shape[1] if (name, biases) == ("equal weights", "zero biases") else 1,)
            trained = train_quotient(begin, tied, data, torch.tanh, training)
            found[f"{name}, {biases}"] = score(quotient_outputs(trained, tied, data.images, torch.tanh), data)
    return found


def biases_of(layer: nn.Module) -> Tensor:
    """All biases of a layer in a row."""
    named = layer.named_parameters()
    return torch.cat([p.detach() for name, p in named if "bias" in name])


@torch.random.fork_rng()  # layers draw from torch's own generator
def torch_defaults(seed: int = SEED) -> dict[str, Estimate]:
    """The largest bias of PyTorch's layers, times sqrt(fan_in)."""
    torch.manual_seed(seed)
    linear = nn.Linear(100, 5000)
    layers = {
        "Linear": (linear, 100),
        "Conv1d": (nn.Conv1d(20, 5000, 5), 100),
        "LSTM": (nn.LSTM(100, 1000), 1000),
        "BatchNorm": (nn.BatchNorm1d(100), 1),
        "LayerNorm": (nn.LayerNorm(100), 1),
        "MultiheadAttention": (nn.MultiheadAttention(64, 4), 64),
    }
    found = {"zeros in Linear": exactly((linear.bias == 0).sum())}
    for name, (layer, fan_in) in layers.items():
        largest = biases_of(layer).abs().max()
        found[name] = exactly(largest * math.sqrt(fan_in))
    return found
