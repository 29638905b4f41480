"""Proposes a renewed requirements.lock as a pull request, one at a time.

python -m publish.proposal _build/lock/requirements.lock
"""

import re
import sys
from pathlib import Path

from _ext.project import ROOT

from .branches import commit_files, head_of
from .github import ask, gh
from .refusal import RefusedError, in_one_line

LOCK, BRANCH = "requirements.lock", "renew-lock"
LINE = re.compile(r"(?:[A-Za-z0-9._-]+==[^\s/]+(?: ; [^\\/]+?)?| +--hash=sha256:[0-9a-f]{64})(?: \\)?|#.*|")
BODY = """The workflow *Weekly* made this lock from the newest packages, built the guide with it, and passed all tests.

Checks do not start by themselves for what a workflow proposes: close this pull request and open it again, and they do.
Every chapter runs anew. Read the summary of the preview for what moved, and then merge or close."""


def propose(lock: Path) -> str:
    """Open or renew the pull request with ``lock``; says what was done.

    Raises:
        RefusedError: it is no lock with hashes, or GitHub refuses.
    """
    try:
        text = lock.read_text("utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{lock} is missing; `make lock` makes it") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not LINE.fullmatch(line):
            raise RefusedError(f"{lock}:{number}: not a line of a lock with hashes: {line[:60]!r}")
    if text == (ROOT / LOCK).read_text("utf8"):
        return "the lock holds the newest packages already"
    changed = commit_files(BRANCH, {LOCK: text}, "Renew the lock", start=head_of("main"))
    if not changed:
        return "main holds this lock already"
    if ask("pr", "list", "--head", BRANCH, "--state", "open", "--json", "number", kind=list):
        return "renewed the open pull request"
    gh("pr", "create", "--head", BRANCH, "--base", "main", "--title", "Renew the lock", "--body", BODY)
    return "opened a pull request"


if __name__ == "__main__":
    with in_one_line("Not proposed"):
        print(propose(Path(sys.argv[1])))
