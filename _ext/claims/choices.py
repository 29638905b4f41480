"""The choices that a reader has for a statement; they hold no verdict, which stands in the fold beside them."""

from docutils import nodes

from ..markup import raw
from .rules import VERDICTS

CHOICES = {word: VERDICTS[word] for word in ("right", "partly", "wrong")}


def choices(claim: str, of: str) -> nodes.raw:
    """A form for the statement of ``claim``, which is named ``of``."""
    return raw("claims/choices.html", claim=claim, of=of, choices=CHOICES)
