"""GitHub, through its own program `gh`; it needs a token in GH_TOKEN."""

import json
import subprocess
from typing import Any

from .refusal import RefusedError


def gh(*arguments: str, stdin: str = "") -> str:
    """What GitHub's program answers to ``stdin``.

    Raises:
        RefusedError: it is missing or has failed.
    """
    try:
        run = subprocess.run(["gh", *arguments], input=stdin, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise RefusedError("GitHub's program `gh` is missing") from error
    if run.returncode:
        why = " ".join(run.stderr.split()) or f"failed with {run.returncode} and said nothing"
        raise RefusedError(f"gh {' '.join(arguments[:2])}: {why}")
    return run.stdout


def ask(*arguments: str, kind: type, **body: Any) -> Any:
    """The JSON that `gh` answers, a ``kind`` of value; ``body`` is sent to it as JSON.

    Raises:
        RefusedError: it fails, or answers nothing or something else.
    """
    sent = {"stdin": json.dumps(body)} if body else {}
    answer = gh(*arguments, *(("--input", "-") if body else ()), **sent)
    try:
        value = json.loads(answer)
    except ValueError:
        value = None
    if not isinstance(value, kind):
        shown = " ".join(answer.split())[:60]
        raise RefusedError(f"gh {' '.join(arguments[:2])}: answered {shown or 'nothing'}, and not what was asked for")
    return value
