"""Why nothing is published: one clear line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


class RefusedError(Exception):
    """The input cannot be published; the message says which, why, and what mends it."""


@contextmanager
def in_one_line(outcome: str) -> Iterator[None]:
    """End the program with 1 and one line, ``outcome`` and the reason, if something is refused within."""
    try:
        yield
    except RefusedError as refusal:
        sys.exit(f"{outcome}: {refusal}")
