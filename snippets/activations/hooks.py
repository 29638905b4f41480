"""Dead units of a torch network, found by hooks."""

import torch
from torch import Tensor, nn

from ..lab.data import split_digits
from ..lab.ensembles import Training, draw_networks, network_loss, train
from ..lab.estimates import Estimate, exactly
from ..lab.optimizers import Parameters, sgd
from ..lab.outcomes import finite
from ..lab.seeds import SEED
from .dead import SEEDS, SIZES, flat


def find_dead(model: nn.Module, inputs: Tensor) -> dict[str, int]:
    """How many units of each ReLU no input gets above zero."""
    dead: dict[str, int] = {}

    def look(relu: nn.Module, args: object, output: Tensor) -> None:
        dead[names[relu]] = int((output <= 0).all(0).sum())

    names = {m: name for name, m in model.named_modules()}
    relus = [m for m in names if isinstance(m, nn.ReLU)]
    hooks = [relu.register_forward_hook(look) for relu in relus]
    with torch.no_grad():
        model(inputs)
    for hook in hooks:
        hook.remove()
    return dead


def as_module(parameters: Parameters, model: int) -> nn.Sequential:
    """One ReLU network of an ensemble, as PyTorch's modules."""
    modules: list[nn.Module] = []
    for weight, bias in zip(parameters[::2], parameters[1::2], strict=True):
        linear = nn.Linear(weight.shape[2], weight.shape[1])
        linear.load_state_dict({"weight": weight[model], "bias": bias[model, :, 0]})
        modules += [linear, nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def dead_in_one(*, steps: int = 200, seed: int = SEED) -> list[Estimate]:
    """How many units of each hidden layer the hook finds dead in the first network that stayed finite at rate 1."""
    data, _ = split_digits(SEEDS, test=450, seed=seed)
    training = Training(optimizer=sgd(1.0, momentum=0.0), steps=steps, batch=64, seed=seed)
    trained = train(draw_networks(SIZES, SEEDS, 2.0, seed=seed), data, network_loss(torch.relu), training)
    first = int(finite(flat(trained)).double().argmax())
    found = find_dead(as_module(trained, first), data.images[first].T)
    return [exactly(count) for count in found.values()]
