"""Gathers what is built into the files of a release, with their checksums and notes.

python -m publish.gather _build
"""

import json
import re
import shutil
import sys
from datetime import datetime
from pathlib import Path

from _ext.packing import write_zip
from _ext.project import ROOT, project

from .archives import sha256
from .download import ASSET
from .refusal import RefusedError, in_one_line

SUMS, NOTES, CLAIMS = "SHA256SUMS", "notes.md", "claims.json"
NEEDED = (ASSET, CLAIMS, "notebooks.zip", "reports.zip", SUMS, NOTES)
MOMENT = datetime(1980, 1, 1)  # the first that a .zip knows: bytes depend on files alone


def gather(build: Path) -> None:
    """Put every file of the release into ``build``/release.

    Raises:
        RefusedError: something has not been made.
    """
    site, editions, into = build / ASSET, build / "editions", build / "release"
    reports = build / "reports"  # of the programs that judge editions
    for needed in (site, editions, reports, build / "html" / CLAIMS):
        if not needed.exists():
            raise RefusedError(f"{needed} is missing; `make html editions reports archive` makes it")
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    shutil.copy(site, into)
    shutil.copy(build / "html" / CLAIMS, into)
    version = json.loads((into / CLAIMS).read_text("utf8"))["version"]
    for edition in [*sorted(editions.iterdir()), reports]:
        if edition.is_dir():
            files = [ROOT / "LICENSE", *sorted(edition.iterdir())]
            packed = {f"{edition.name}/{file.name}": file.read_bytes() for file in files}
            write_zip(into / f"{edition.name}.zip", packed, MOMENT)
        else:  # many versions may lie in one reader's folder
            shutil.copy(edition, into / f"{edition.stem}-{version}{edition.suffix}")
    (into / SUMS).write_text(sums(into), "utf8")
    (into / NOTES).write_text(notes(version, sha256(site), build / "summary.md"), "utf8")


def sums(folder: Path) -> str:
    files = sorted(path for path in folder.iterdir() if path.name not in {SUMS, NOTES})
    return "".join(f"{sha256(file)}  {file.name}\n" for file in files)


def notes(version: str, checksum: str, summary: Path) -> str:
    """What the release says: its address, what changed, and the entry that puts it on the site."""
    changed = summary.read_text("utf8") if summary.is_file() else ""
    return (
        f"Read it at {project().site}{version.rpartition('.')[0]}/ once it is on the site.\n\n{changed}\n"
        "For maintainers: this entry of `.github/publish/releases.toml` puts it there.\n\n"
        f'```toml\n[[release]]\nversion = "{version}"\nsha256 = "{checksum}"\n```\n'
    )


def check_gathered(folder: Path, version: str) -> None:
    """Refuse a folder whose files, checksums and notes do not agree with each other and with ``version``.

    Raises:
        RefusedError: which does not, and what makes them anew.
    """
    for name in NEEDED:
        if not (folder / name).is_file():
            raise RefusedError(f"{folder / name} is missing; `make assets` makes it")
    if (folder / SUMS).read_text("utf8") != sums(folder):
        raise RefusedError(f"{folder / SUMS} is not that of the files beside it; run `make assets` again")
    entry = re.search(r'^version = "(.*)"\nsha256 = "(.*)"$', (folder / NOTES).read_text("utf8"), re.MULTILINE)
    if entry is None or entry.groups() != (version, sha256(folder / ASSET)):
        raise RefusedError(f"{folder / NOTES} names another version or archive; run `make assets` again")
    if json.loads((folder / CLAIMS).read_text("utf8"))["version"] != version:
        raise RefusedError(f"{folder / CLAIMS} is of another version than {version}; build again")


if __name__ == "__main__":
    with in_one_line("Not gathered"):
        gather(Path(sys.argv[1]))
