"""Unpacks the release that is current, for the next build to say what changed since.

python -m publish.before --archives _build/archives --into _build/before
"""

import argparse
import shutil
from pathlib import Path

from .archives import Limits, unpack, verify
from .manifest import Release, read_manifest
from .refusal import in_one_line


def unpack_current(releases: list[Release], archives: Path, into: Path) -> str:
    """Put the site of the preferred release into ``into``, in place of what was there; say what was done.

    Raises:
        RefusedError: its archive is missing or is not what the manifest names.
    """
    shutil.rmtree(into, ignore_errors=True)
    current = next((release for release in releases if release.preferred), None)
    if current is None:
        return "No version has been released yet: there is nothing to compare with"
    archive = archives / current.archive
    verify(archive, current.sha256)
    unpack(archive, into, Limits())
    return f"The next build is compared with version {current.version}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    chosen = parser.parse_args()
    with in_one_line("Nothing to compare with"):
        print(unpack_current(read_manifest(), chosen.archives, chosen.into))


if __name__ == "__main__":
    main()
