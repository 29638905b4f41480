"""One deep network, small enough to be computed in a page while you move a slider."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from ..lab.controls import Control, Explorer
from ..lab.functions import FUNCTIONS
from ..lab.hashed import hashed_uniform

WIDTH, BATCH, CLASSES = 48, 16, 10
HEAD = 1000  # the stream of the output layer's weights; those of hidden layer k are stream k, the inputs stream 0
DEPTHS = (2, 5, 10, 20, 30, 40, 50)
SCALES = (0.25, 0.33, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0)
SIGNAL = Explorer(
    scripts=("functions", "signal"),
    controls=(
        Control(name="activation", label="activation", values=tuple(FUNCTIONS), start="tanh", choice=True),
        Control(name="scale", label="n·Var(W)", values=SCALES, start=1.0),
        Control(name="depth", label="layers", values=DEPTHS, start=50),
    ),
    data={"width": WIDTH, "batch": BATCH, "classes": CLASSES, "head": HEAD},
)


def draw(stream: int, *shape: int) -> Tensor:
    """Uniform numbers of mean 0 and variance 1, float64."""
    return math.sqrt(3) * (2 * hashed_uniform(stream, *shape) - 1)


def signal(activation: str, scale: float, depth: int) -> tuple[Tensor, Tensor]:
    """Of each layer (depth,): the standard deviation of its outputs, and the rms gradient of its weights.

    Uniform weights of n·Var ``scale``, zero biases, random inputs, cross-entropy on fixed classes.
    """
    gain = math.sqrt(scale / WIDTH)
    weights = [(gain * draw(layer, WIDTH, WIDTH)).requires_grad_() for layer in range(1, depth + 1)]
    h, outputs = draw(0, WIDTH, BATCH), []
    for weight in weights:
        h = FUNCTIONS[activation](weight @ h)
        outputs.append(h.detach().std())
    logits = gain * draw(HEAD, CLASSES, WIDTH) @ h
    gradients = torch.autograd.grad(F.cross_entropy(logits.T, torch.arange(BATCH) % CLASSES), weights)
    return torch.stack(outputs), torch.stack([g.square().mean().sqrt() for g in gradients])
