"""What readers may set on the bench: names as they stand in addresses, ranges, and where they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

Settings = Mapping[str, str | float]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of ``options``: values as addresses have them, with the words that readers see."""

    name: str
    label: str
    options: Mapping[str, str]
    start: str

    def read(self, text: str) -> str:
        """Raises ValueError: ``text`` is none of the options."""
        if text not in self.options:
            raise ValueError(f"'{text}' is no {self.name}; choose one of {', '.join(self.options)}")
        return text


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number from ``low`` to ``high``; it counts only ``when`` another setting has a value, as ``start=noise``."""

    name: str
    label: str
    low: float
    high: float
    start: float
    whole: bool = False
    when: str = ""

    def read(self, text: str) -> float:
        """Raises ValueError: ``text`` is no such number."""
        try:
            number = int(text) if self.whole else float(text)
        except ValueError:
            number = float("nan")
        if not self.low <= number <= self.high:
            kind = "whole number" if self.whole else "number"
            raise ValueError(f"{self.name} is a {kind} from {self.low:g} to {self.high:g}, not '{text}'")
        return number


DATA = {"digits": "digits, 8×8", "mnist1d": "MNIST-1D", "disc": "disc and ring"}
STARTS = {
    "zero": "all zero",
    "equal": "one draw for a layer",
    "noise": "one draw, with noise ε",
    "output": "one draw, random output layer",
    "glorot": "Glorot",
    "he": "He",
    "lecun": "LeCun",
    "pytorch": "PyTorch's default",
    "orthogonal": "orthogonal",
    "variance": "n·Var of your choice",
}
ACTIVATIONS = ("sigmoid", "tanh", "softplus", "ReLU", "leaky ReLU", "SELU", "SiLU", "GELU", "Mish")
BIASES = {"zero": "zero", "constant": "all the same", "spread": "spread, ±1/√inputs"}
OPTIMIZERS = {"sgd": "SGD", "nesterov": "SGD, Nesterov", "keras": "SGD, Keras's form", "adam": "Adam"}
L1_STEPS = {"subgradient": "subgradient", "proximal": "proximal step"}

GROUPS: Mapping[str, tuple[Choice | Number, ...]] = {
    "Data": (
        Choice(name="data", label="data", options=DATA, start="digits"),
        Number(name="examples", label="training examples (0: all)", low=0, high=1600, start=0, whole=True),
        Number(name="scale", label="scale of the inputs", low=0.01, high=10, start=1),
    ),
    "Network": (
        Number(name="layers", label="hidden layers", low=1, high=8, start=1, whole=True),
        Number(name="width", label="units in each", low=4, high=128, start=64, whole=True),
        Choice(name="activation", label="activation", options={name: name for name in ACTIVATIONS}, start="tanh"),
    ),
    "Start": (
        Choice(name="start", label="weights", options=STARTS, start="he"),
        Number(name="noise", label="noise ε", low=0, high=1, start=0.001, when="start=noise"),
        Number(name="variance", label="n·Var", low=0, high=100, start=1, when="start=variance"),
        Choice(name="biases", label="hidden biases", options=BIASES, start="zero"),
        Number(name="bias", label="their value", low=-10, high=10, start=-1, when="biases=constant"),
    ),
    "Training": (
        Choice(name="optimizer", label="optimizer", options=OPTIMIZERS, start="sgd"),
        Number(name="rate", label="learning rate", low=1e-6, high=1000, start=0.03),
        Number(name="momentum", label="momentum β", low=0, high=1, start=0.9),
        Number(name="batch", label="examples a step (0: all)", low=0, high=1600, start=64, whole=True),
        Number(name="steps", label="steps", low=1, high=5000, start=600, whole=True),
        Number(name="seed", label="seed", low=0, high=999, start=0, whole=True),
    ),
    "Regularization": (
        Number(name="dropout", label="dropout p", low=0, high=0.95, start=0),
        Number(name="passes", label="passes of MC dropout, K", low=0, high=100, start=0, whole=True),
        Number(name="l1", label="L1 penalty", low=0, high=1, start=0),
        Choice(name="l1step", label="L1 by", options=L1_STEPS, start="subgradient"),
        Number(name="l2", label="L2 penalty", low=0, high=1, start=0),
    ),
}
PRUNED = Number(name="pruned", label="smallest weights removed after training, share", low=0, high=0.99, start=0)
ALL = {setting.name: setting for setting in (*(s for group in GROUPS.values() for s in group), PRUNED)}


def read_settings(query: str) -> dict[str, str | float]:
    """All settings from the query of an address, such as ``start=equal&steps=300``; the others are at their start.

    Raises:
        ValueError: a setting is unknown, stands there twice, or has a value that it cannot take.
    """
    given: dict[str, str | float] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name not in ALL:
            raise ValueError(f"the bench has no setting '{name}'; it has {', '.join(ALL)}")
        if name in given:
            raise ValueError(f"{name} is set twice")
        given[name] = ALL[name].read(text)
    return {name: given.get(name, setting.start) for name, setting in ALL.items()}
