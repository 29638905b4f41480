"""Real data that scikit-learn ships, and what a circumstance puts in its place: 1797 handwritten digits of 8x8 pixels
(UCI, Alpaydin & Kaynak 1998), measurements of 442 patients with diabetes (Efron et al. 2004), and of 569 biopsies (UCI,
Wolberg et al. 1995)."""

from dataclasses import dataclass
from functools import cache

import torch
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits
from torch import Tensor

from .circumstances import circumstance
from .seeds import generator
from .signals import draw_signals


@dataclass(frozen=True)
class Labelled:
    """Images (seeds, features, examples) with labels (seeds, examples), an own sample for each seed."""

    images: Tensor
    labels: Tensor

    def take(self, index: Tensor) -> "Labelled":
        """The examples ``index`` (seeds, batch) of each seed."""
        seeds, features, examples = self.images.shape
        rows = self.images.transpose(1, 2).reshape(-1, features)  # a view, where examples lie side by side
        chosen = rows.index_select(0, (index + examples * torch.arange(seeds)[:, None]).flatten())
        return Labelled(chosen.view(seeds, -1, features).transpose(1, 2), self.labels.gather(1, index))


@cache
def digits() -> tuple[Tensor, Tensor]:
    """Images (1797, 64), standardised over all pixels together, and labels (1797,)."""
    data = load_digits()
    images = torch.tensor(data.data, dtype=torch.float32)
    return (images - images.mean()) / images.std(), torch.tensor(data.target)


def orders(count: int, seeds: int, draw: torch.Generator) -> Tensor:
    """A random order (seeds, count) for each seed."""
    return torch.stack([torch.randperm(count, generator=draw) for _ in range(seeds)])


def split_digits(seeds: int, *, test: int, seed: int, scale: float = 1.0) -> tuple[Labelled, Labelled]:
    """One random split into training and ``test`` examples for each seed; pixels have standard deviation ``scale``."""
    all_ = of_seeds(seeds, seed)
    order = orders(all_.labels.shape[1], seeds, generator(seed, "split"))

    def part(index: Tensor) -> Labelled:
        taken = all_.take(index)
        return Labelled(taken.images * scale, taken.labels)

    return part(order[:, test:]), part(order[:, :test])


@cache
def signals(seeds: int, seed: int) -> Labelled:
    """For each seed a data set of its own, as large as the digits."""
    drawn = [draw_signals(len(digits()[1]), seed=seed * 1000 + k) for k in range(seeds)]
    images, labels = (torch.stack(parts) for parts in zip(*drawn, strict=True))
    return Labelled(images.transpose(1, 2), labels)


def of_seeds(seeds: int, seed: int) -> Labelled:
    """All examples for each seed: the same digits, or what the circumstance asks for."""
    here = circumstance()
    if here.data:
        found = signals(seeds, seed)
    else:
        images, labels = digits()
        found = Labelled(images.T.expand(seeds, -1, -1), labels.expand(seeds, -1))
    return found if here.labelled else Labelled(found.images, shuffled(found.labels, seed))


def shuffled(labels: Tensor, seed: int) -> Tensor:
    """Labels (seeds, examples) that have nothing to do with their examples."""
    return labels.gather(1, orders(labels.shape[1], len(labels), generator(seed, "shuffled")))


def biopsies() -> tuple[Tensor, Tensor]:
    """Thirty measurements (569, 30) of cell nuclei, and whether the tumour was benign (569,)."""
    data = load_breast_cancer()
    return torch.tensor(data.data), torch.tensor(data.target)


def split_table(
    features: Tensor, target: Tensor, seeds: int, *, test: int, seed: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """A split for each seed: inputs (seeds, features, examples) and target (seeds, examples), training and test."""
    order = orders(len(target), seeds, generator(seed, "table"))
    x = ((features - features.mean(0)) / features.std(0))[order].transpose(1, 2).float()
    y = target[order].float()
    if not circumstance().labelled:
        y = shuffled(y, seed)
    return x[:, :, test:], y[:, test:], x[:, :, :test], y[:, :test]


def diabetes() -> tuple[Tensor, Tensor]:
    """Ten measurements (442, 10), standardised, and the centred target (442,)."""
    data = load_diabetes()
    x, y = torch.tensor(data.data), torch.tensor(data.target)
    return (x - x.mean(0)) / x.std(0, unbiased=False), y - y.mean()


def least_squares() -> tuple[Tensor, Tensor]:
    """Hessian (10, 10) and linear term (10,) of linear regression on these data."""
    x, y = diabetes()
    return x.T @ x / len(x), x.T @ y / len(x)
