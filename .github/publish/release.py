"""Releases what is built: checks the tag, gathers the files, and has GitHub draft, fill and publish the release.

    python -m publish.release check v0.1.0
    python -m publish.release gather _build
    python -m publish.release publish v0.1.0 _build/release

Publishing needs GitHub's program `gh`. A release is visible only when it is whole.
"""

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path

from _ext.packing import write_zip
from _ext.project import project

from .archives import sha256
from .download import ASSET
from .github import gh
from .manifest import VERSION
from .notebooks import add_notebooks
from .refusal import RefusedError, in_one_line

SUMS, NOTES = "SHA256SUMS", "notes.md"
MOMENT = datetime(1980, 1, 1)  # the first that a .zip knows: bytes depend on files alone


def check(tag: str, version: str) -> None:
    """Refuse a tag that is not the version of pyproject.toml, or a version that is no release."""
    if not VERSION.fullmatch(version):
        raise RefusedError(f"pyproject.toml: version {version} is not X.Y.Z; set the version, commit, and tag that")
    if tag != f"v{version}":
        raise RefusedError(f"the tag is {tag}, and pyproject.toml names version {version}")


def gather(build: Path) -> None:
    """Put every file of the release into ``build``/release, with their checksums and notes.

    Raises:
        RefusedError: something has not been made.
    """
    site, editions, into = build / ASSET, build / "editions", build / "release"
    for needed in (site, editions, build / "html/claims.json"):
        if not needed.exists():
            raise RefusedError(f"{needed} is missing; `make html editions archive` makes it")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    shutil.copy(site, into)
    shutil.copy(build / "html/claims.json", into)
    version = json.loads((into / "claims.json").read_text("utf8"))["version"]
    for edition in sorted(editions.iterdir()):
        if edition.is_dir():
            packed = {f"{edition.name}/{file.name}": file.read_bytes() for file in sorted(edition.iterdir())}
            write_zip(into / f"{edition.name}.zip", packed, MOMENT)
        else:  # many versions may lie in one reader's folder
            shutil.copy(edition, into / f"{edition.stem}-{version}{edition.suffix}")
    files = sorted(into.iterdir())
    (into / SUMS).write_text("".join(f"{sha256(file)}  {file.name}\n" for file in files), "utf8")
    (into / NOTES).write_text(notes(version, sha256(site), build / "summary.md"), "utf8")


def notes(version: str, checksum: str, summary: Path) -> str:
    """What the release says: its address, what changed, and the entry that puts it on the site."""
    changed = summary.read_text("utf8") if summary.is_file() else ""
    return (
        f"Read it at {project().site}{version.rpartition('.')[0]}/ once it is on the site.\n\n{changed}\n"
        "For maintainers: this entry of `.github/publish/releases.toml` puts it there.\n\n"
        f'```toml\n[[release]]\nversion = "{version}"\nsha256 = "{checksum}"\n```\n'
    )


def publish(tag: str, folder: Path) -> None:
    """Draft the release, fill it, and only then publish it; a run that broke off may be repeated.

    Raises:
        RefusedError: the tag is released already, or GitHub refuses.
    """
    known = json.loads(gh("release", "list", "--json", "tagName,isDraft", "--limit", "1000"))
    drafts = {release["tagName"]: release["isDraft"] for release in known}
    if drafts.get(tag) is False:
        raise RefusedError(f"{tag} is released already; a release never changes: raise the version and tag again")
    if tag not in drafts:
        notes_file = str(folder / NOTES)
        gh("release", "create", tag, "--draft", "--verify-tag", "--title", tag, "--notes-file", notes_file)
    files = [str(path) for path in sorted(folder.iterdir()) if path.name != NOTES]
    gh("release", "upload", tag, "--clobber", *files)
    add_notebooks(tag.removeprefix("v"), folder / "notebooks.zip")
    gh("release", "edit", tag, "--draft=false")


def main(arguments: list[str]) -> int:
    with in_one_line("Not released"):
        match arguments:
            case ["check", tag]:
                check(tag, project().version)
            case ["gather", build]:
                gather(Path(build))
            case ["publish", tag, folder]:
                check(tag, project().version)
                publish(tag, Path(folder))
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
