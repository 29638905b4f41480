"""Releases what is built: checks the tag, and has GitHub draft, fill, compare and publish the release.

    python -m publish.release check v0.1.0
    python -m publish.release publish v0.1.0 _build/release

Publishing needs GitHub's program `gh`. A release is visible only when it is whole; a run that broke off is run again.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from _ext.project import ROOT, project

from .archives import sha256
from .gather import NOTES, check_gathered
from .github import ask, gh
from .manifest import VERSION
from .notebooks import add_notebooks
from .refusal import RefusedError, in_one_line

MAIN = "origin/main"


def git(*arguments: str) -> str | None:
    run = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False)
    return run.stdout.strip() if run.returncode == 0 else None


def check(tag: str, version: str) -> None:
    """Refuse a tag that is not the version of pyproject.toml, or a version that is no release."""
    if not VERSION.fullmatch(version):
        raise RefusedError(f"pyproject.toml: version {version} is not X.Y.Z; set the version, commit, and tag that")
    if tag != f"v{version}":
        raise RefusedError(f"the tag is {tag}, and pyproject.toml names version {version}")


def check_history(tag: str) -> None:
    """Refuse a tag that is not the commit at hand, or a commit that was never merged."""
    commit = git("rev-parse", "--verify", "--quiet", f"refs/tags/{tag}^{{commit}}")
    if commit is None or commit != git("rev-parse", "HEAD"):
        raise RefusedError(f"the commit at hand is not the one that {tag} names; check the tag out with its history")
    if git("merge-base", "--is-ancestor", commit, MAIN) is None:
        raise RefusedError(f"{tag} is not on {MAIN}; merge it, then tag what is there")


def state(tag: str) -> bool | None:
    """Whether the release of ``tag`` is a draft; None if there is none.

    Raises:
        RefusedError: GitHub refuses, or holds two drafts of one tag.
    """
    known = ask("release", "list", "--json", "tagName,isDraft", "--limit", "1000", kind=list)
    found = [bool(release["isDraft"]) for release in known if release["tagName"] == tag]
    if len(found) > 1:
        raise RefusedError(f"GitHub holds {len(found)} releases of {tag}; delete the drafts among them, then run again")
    return found[0] if found else None


def differences(tag: str, folder: Path) -> list[str]:
    """What the release holds that ``folder`` does not, or the other way round: every file is downloaded for that."""
    with tempfile.TemporaryDirectory() as downloads:
        if ask("release", "view", tag, "--json", "assets", kind=dict)["assets"]:
            gh("release", "download", tag, "--dir", downloads)
        there = {path.name: sha256(path) for path in Path(downloads).iterdir()}
    here = {path.name: sha256(path) for path in folder.iterdir() if path.name != NOTES}
    found = sorted(name for name in {*there, *here} if there.get(name) != here.get(name))
    body = ask("release", "view", tag, "--json", "body", kind=dict)["body"]
    same_notes = body.split() == (folder / NOTES).read_text("utf8").split()  # GitHub keeps other line ends
    return found if same_notes else [*found, "its notes"]


def fill(tag: str, folder: Path) -> None:
    """Make the draft of ``tag`` what ``folder`` holds, whatever an earlier run left in it."""
    gh("release", "edit", tag, "--draft", "--title", tag, "--notes-file", str(folder / NOTES))
    files = {path.name: str(path) for path in sorted(folder.iterdir()) if path.name != NOTES}
    for asset in ask("release", "view", tag, "--json", "assets", kind=dict)["assets"]:
        if asset["name"] not in files:
            gh("release", "delete-asset", tag, asset["name"], "--yes")
    gh("release", "upload", tag, "--clobber", *files.values())


def publish(tag: str, folder: Path) -> str:
    """Draft the release, fill it, compare it, and only then publish it; says what was done.

    A run that broke off may be repeated. What is public never changes; if it is what ``folder`` holds, all is done.

    Raises:
        RefusedError: ``folder`` is not whole, the tag is released with other files, or GitHub refuses.
    """
    check_gathered(folder, tag.removeprefix("v"))
    is_draft = state(tag)
    if is_draft is None:
        gh("release", "create", tag, "--draft", "--verify-tag", "--title", tag, "--notes-file", str(folder / NOTES))
    if is_draft is not False:
        fill(tag, folder)
    different = differences(tag, folder)
    if different and is_draft is False:
        what = ", ".join(different)
        raise RefusedError(f"{tag} is released already, with another {what}; raise the version and tag again")
    if different:
        raise RefusedError(f"GitHub's draft of {tag} has another {', '.join(different)} than was built; run again")
    add_notebooks(tag.removeprefix("v"), folder / "notebooks.zip")
    if is_draft is False:
        return f"{tag} is released already, and is what was built"
    gh("release", "edit", tag, "--draft=false")
    return f"{tag} is released"


def main(arguments: list[str]) -> int:
    with in_one_line("Not released"):
        match arguments:
            case ["check", tag]:
                check(tag, project().version)
                check_history(tag)
            case ["publish", tag, folder]:
                check(tag, project().version)
                check_history(tag)
                print(publish(tag, Path(folder)))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
