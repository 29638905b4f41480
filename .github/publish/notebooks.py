"""Puts the notebooks of a release where Colab can open them: on the branch `notebooks`, in a folder for each version.

Nothing on that branch is ever built or run by a workflow.
"""

import json
import zipfile
from pathlib import Path
from typing import Any

from .github import gh
from .refusal import RefusedError

BRANCH = "notebooks"
API = "repos/{owner}/{repo}/git"  # gh fills in which


def ask(path: str, **body: Any) -> dict[str, Any]:
    """What GitHub's interface answers; a body makes it a request to create."""
    if not body:
        return dict(json.loads(gh("api", f"{API}/{path}")))
    return dict(json.loads(gh("api", f"{API}/{path}", "--input", "-", stdin=json.dumps(body))))


def add_notebooks(version: str, archive: Path) -> None:
    """Commit every notebook of ``archive`` as ``version``/name on the branch, beside those of earlier versions.

    Raises:
        RefusedError: GitHub refuses, or the archive is missing.
    """
    if not archive.is_file():
        raise RefusedError(f"{archive} is missing; `make editions assets` makes it")
    with zipfile.ZipFile(archive) as opened:
        names = sorted(name for name in opened.namelist() if name.endswith(".ipynb"))
        texts = {Path(name).name: opened.read(name).decode() for name in names}
    files = [
        {"path": f"{version}/{name}", "mode": "100644", "type": "blob", "content": text} for name, text in texts.items()
    ]
    refs = json.loads(gh("api", f"{API}/matching-refs/heads/{BRANCH}"))
    head = next((ref["object"]["sha"] for ref in refs if ref["ref"] == f"refs/heads/{BRANCH}"), None)
    base = {"base_tree": ask(f"commits/{head}")["tree"]["sha"]} if head else {}
    tree = ask("trees", tree=files, **base)["sha"]
    commit = ask("commits", message=f"Notebooks of {version}", tree=tree, parents=[head] if head else [])["sha"]
    if head:
        gh("api", f"{API}/refs/heads/{BRANCH}", "--method", "PATCH", "--field", f"sha={commit}")
    else:
        ask("refs", ref=f"refs/heads/{BRANCH}", sha=commit)
