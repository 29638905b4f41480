"""Commits files to a branch through GitHub's interface, without a checkout."""

from .github import ask
from .refusal import RefusedError

API = "repos/{owner}/{repo}/git"  # gh fills in which


def head_of(branch: str) -> str | None:
    """The commit that ``branch`` is at; None if there is no such branch.

    Raises:
        RefusedError: GitHub refuses.
    """
    refs = ask("api", f"{API}/matching-refs/heads/{branch}", kind=list)
    return next((str(ref["object"]["sha"]) for ref in refs if ref["ref"] == f"refs/heads/{branch}"), None)


def made(what: str, **body: object) -> str:
    """The name that GitHub gives to what it makes of ``body``."""
    answer = ask("api", f"{API}/{what}", kind=dict, **body)
    if not isinstance(answer.get("sha"), str):
        raise RefusedError(f"gh api {what}: answered without the name of what it made")
    return str(answer["sha"])


def commit_files(branch: str, texts: dict[str, str], message: str, *, start: str | None = None) -> bool:
    """Put ``texts`` by their paths onto ``branch``; False if they are there already.

    The branch is made where there is none: with no past, or from the commit ``start``. With ``start`` a branch that
    exists is moved there first, so that its one commit stands on it.

    Raises:
        RefusedError: GitHub refuses.
    """
    files = [{"path": path, "mode": "100644", "type": "blob", "content": text} for path, text in texts.items()]
    head = head_of(branch)
    parent = start or head
    base = ask("api", f"{API}/commits/{parent}", kind=dict)["tree"]["sha"] if parent else None
    tree = made("trees", tree=files, **({"base_tree": base} if base else {}))
    if tree == base:
        return False
    if head and start and ask("api", f"{API}/commits/{head}", kind=dict)["tree"]["sha"] == tree:
        return True
    commit = made("commits", message=message, tree=tree, parents=[parent] if parent else [])
    if head is None:
        ask("api", f"{API}/refs", kind=dict, ref=f"refs/heads/{branch}", sha=commit)
    else:
        ask("api", f"{API}/refs/heads/{branch}", "--method", "PATCH", kind=dict, sha=commit, force=start is not None)
    return True
