"""Settings of a figure that readers may change, and where they start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Value = float | str


@dataclass(frozen=True, kw_only=True)
class Control:
    """One setting and the values it can take, in order: a slider, or a list where ``choice``.

    Raises:
        ValueError: ``start`` is not among the values.
    """

    name: str
    label: str
    values: tuple[Value, ...]
    start: Value
    choice: bool = False

    def __post_init__(self) -> None:
        if self.start not in self.values:
            raise ValueError(f"control '{self.name}' starts at {self.start}, which is not among its values")

    @property
    def texts(self) -> list[str]:
        """The values as readers see them."""
        return [x if isinstance(x, str) else f"{x:.9g}" for x in self.values]

    def payload(self) -> dict[str, Any]:
        """As pages get it; the start is an index."""
        return {
            "name": self.name,
            "label": self.label,
            "values": list(self.values),
            "texts": self.texts,
            "start": self.values.index(self.start),
            "choice": self.choice,
        }


@dataclass(frozen=True, kw_only=True)
class Explorer:
    """What moves a figure's curves: scripts of `_static/explorers`, its own last, with its controls and data."""

    scripts: tuple[str, ...]
    controls: tuple[Control, ...]
    data: Mapping[str, Any] = field(default_factory=dict)
