"""What texts of code come to, kept from build to build: a text that was looked at once is not parsed again.

Each answer is kept under the digests of the texts, of the module that finds it, of those here and of this Python;
nothing else decides it.
"""

import contextlib
import functools
import hashlib
import inspect
import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from .writing import write_whole

FILE = "code.json"
PACKAGES = ("markdown-it-py", "myst-nb", "myst-parser", "nbformat", "pygments")  # which read chapters, and set code
Answer = TypeVar("Answer")
_known: dict[str, Any] = {}  # those that were asked for last come last
_asked: set[str] = set()
_new: set[str] = set()


def made_by() -> str:
    """SHA-256 over all that computes answers."""
    used = [sys.version, *map(version, PACKAGES)]
    here = Path(__file__).parent
    modules = [*sorted(here.glob("*.py")), here.parents[1] / "snippets/lab/mime.py"]
    parts = [*(text.encode() for text in used), *(path.read_bytes() for path in modules)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@functools.cache
def module_digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def remembered(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """``function``, of texts alone and with answers that JSON holds, asked once for each of them."""
    name = f"{function.__name__} {module_digest(inspect.getfile(inspect.unwrap(function)))}"

    @functools.wraps(function)
    def answer(*texts: str | bytes) -> Answer:
        plain = (text if isinstance(text, bytes) else text.encode() for text in texts)
        key = " ".join([name, *(hashlib.sha256(text).hexdigest() for text in plain)])
        if key not in _known:
            _known[key] = function(*texts)
            _new.add(key)
        found: Answer = _known.pop(key)
        _known[key] = found
        _asked.add(key)
        return found

    return answer


def load(store: Path) -> None:
    """Take the answers that are kept in ``store``; none of a damaged file, or by other code."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads((store / FILE).read_text("utf8"))
        if found["by"] == made_by():
            _known.update(found["known"])


def save(store: Path) -> None:
    """Keep the answers if there are new ones: four times as many as were asked for, so those of unedited pages, too."""
    if _new:
        latest = dict(list(_known.items())[-4 * len(_asked) :])
        write_whole(store / FILE, json.dumps({"by": made_by(), "known": latest}))
        _new.clear()
