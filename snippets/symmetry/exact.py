"""Equal neurons in exact arithmetic: fractions round nothing, so what is equal here is equal for ever."""

from fractions import Fraction

import numpy as np
import torch
from numpy.typing import NDArray

from ..lab.estimates import Estimate, exactly
from ..lab.seeds import SEED, generator

Matrix = NDArray[np.object_]  # of fractions

INPUTS, UNITS, OUTPUTS, EXAMPLES = 3, 4, 2, 6
RATE = Fraction(1, 512)


def whole_numbers(low: int, high: int, shape: tuple[int, ...], draw: torch.Generator) -> Matrix:
    """Fractions that are whole numbers from ``low`` to ``high``."""
    drawn = torch.randint(low, high + 1, shape, generator=draw)
    fractions: Matrix = np.vectorize(Fraction, otypes=[object])(drawn.numpy())
    return fractions


def exact_gradients(weights: list[Matrix], x: Matrix, target: Matrix, equal: int = 1) -> list[Matrix]:
    """Gradients of ½|h W − t|² through ReLU layers, by hand; ``x`` is (examples, features), weights (in, out).

    Each hidden unit counts ``equal`` times, and its gradients are those of one of the neurons that it stands for.
    """
    activations, counts = [x], [1, *[equal] * (len(weights) - 1), 1]
    for weight, count in zip(weights[:-1], counts, strict=False):
        signal = count * activations[-1] @ weight
        activations.append(signal * (signal > 0))
    delta = counts[-2] * activations[-1] @ weights[-1] - target
    gradients: list[Matrix] = []
    for layer in reversed(range(len(weights))):
        gradients.insert(0, activations[layer].T @ delta)
        delta = counts[layer + 1] * (delta @ weights[layer].T) * (activations[layer] > 0)
    return gradients


def exact_steps(weights: list[Matrix], x: Matrix, target: Matrix, *, steps: int = 3, equal: int = 1) -> list[Matrix]:
    """Weights after ``steps`` of gradient descent.

    Raises:
        ValueError: a gradient is zero throughout, and its step would show nothing.
    """
    for step in range(steps):
        gradients = exact_gradients(weights, x, target, equal)
        if not all(g.any() for g in gradients):
            raise ValueError(f"a gradient of step {step} is zero: equal weights would show nothing")
        weights = [w - RATE * g for w, g in zip(weights, gradients, strict=True)]
    return weights


def between_units(weights: list[Matrix]) -> Estimate:
    """Largest difference between hidden units of ``weights`` in what they take in."""
    return exactly(float(max(abs(w - w[:, :1]).max() for w in weights[:-1])))


def exact_training(*, seed: int = SEED) -> dict[str, Estimate]:
    """What three exact steps make of two hidden layers of equal neurons, or of one that differs.

    'units' is the largest difference between neurons, 'inputs' between the weights of one neuron, 'one neuron' from a
    network with one unit for each layer that counts for all. 'nudged units' and 'nudged one neuron' are the first and
    third where one weight of one neuron differs at the start, 'same inputs' the second where all inputs are alike.
    """
    draw = generator(seed, "exact")
    x = whole_numbers(1, 4, (EXAMPLES, INPUTS), draw)
    target = whole_numbers(0, 3, (EXAMPLES, OUTPUTS), draw)
    shapes = ((INPUTS, UNITS), (UNITS, UNITS), (UNITS, OUTPUTS))
    equal = [np.full(shape, Fraction(1, shape[0])) for shape in shapes]
    nudged = [w.copy() for w in equal]
    nudged[0][0, 1] += Fraction(1, 64)
    tied, moved, alike = (
        exact_steps(start, inputs, target)
        for start, inputs in ((equal, x), (nudged, x), (equal, np.repeat(x[:, :1], INPUTS, 1)))
    )
    one = exact_steps([equal[0][:, :1], equal[1][:1, :1], equal[2][:1]], x, target, equal=UNITS)
    return {
        "units": between_units(tied),
        "nudged units": between_units(moved),
        "inputs": exactly(float(abs(tied[0] - tied[0][:1]).max())),
        "same inputs": exactly(float(abs(alike[0] - alike[0][:1]).max())),
        "one neuron": exactly(float(max(abs(w - v).max() for w, v in zip(tied, one, strict=True)))),
        "nudged one neuron": exactly(float(max(abs(w - v).max() for w, v in zip(moved, one, strict=True)))),
    }


def gradients_at_biases(*, seed: int = SEED) -> tuple[Estimate, Estimate]:
    """Largest difference between the gradients of neurons with equal weights, and with biases that are equal or not.

    All neurons share a bias from -8 to 8, each in turn; then each has its own. A bias is the weight of an input of 1.
    """
    draw = generator(seed, "bias values")
    x = np.concatenate([whole_numbers(1, 4, (EXAMPLES, INPUTS), draw), np.ones((EXAMPLES, 1), int)], 1)
    target = whole_numbers(0, 3, (EXAMPLES, OUTPUTS), draw)
    x = np.concatenate([x, [[4] * INPUTS + [1]]])  # bright enough to pass every bias
    target = np.concatenate([target, [[0] * OUTPUTS]])

    def spread(biases: list[int]) -> float:
        into = np.array([[1] * UNITS] * INPUTS + [biases], dtype=object) * Fraction(1)
        gradient = exact_gradients([into, np.full((UNITS, OUTPUTS), Fraction(2))], x, target)[0]
        if not gradient.any():
            raise ValueError(f"with biases of {biases} all gradients are zero: their equality would show nothing")
        return float(abs(gradient - gradient[:, :1]).max())

    common = max(spread([bias] * UNITS) for bias in range(-8, 9))
    return exactly(common), exactly(spread(list(range(-8, -8 + 3 * UNITS, 3))))
