"""GitHub, through its own program `gh`; it needs a token in GH_TOKEN."""

import subprocess

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
        raise RefusedError(f"gh {' '.join(arguments[:2])}: {run.stderr.strip() or 'failed'}")
    return run.stdout
