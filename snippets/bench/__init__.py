"""The networks of the page *Bench*, trained by PyTorch from the same settings; imports `snippets.lab` alone."""

from .training import Run, Score, run

__all__ = ["Run", "Score", "run"]
