"""Gets the release before the version being built, for the build to say what changed since.

python -m publish.before --archives _build/archives --into _build/before
"""

import argparse
import shutil
from pathlib import Path

from _ext.project import project

from .archives import Limits, unpack, verify
from .download import fetch_release, sources
from .manifest import Release, older, read_manifest
from .refusal import in_one_line


def unpack_release(release: Release, archives: Path, into: Path) -> None:
    """Put the site of ``release`` into ``into``, in place of what was there.

    Raises:
        RefusedError: its archive is missing or is not what the manifest names.
    """
    verify(archives / release.archive, release.sha256)
    unpack(archives / release.archive, into, Limits(), editions=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    chosen = parser.parse_args()
    with in_one_line("Nothing to compare with"):
        this = project()
        shutil.rmtree(chosen.into, ignore_errors=True)
        release = older(this.version, read_manifest())
        if release is None:
            print(f"No version before {this.version} has been released: there is nothing to compare with")
            return
        fetch_release(sources(this, release), chosen.archives / release.archive, release.sha256)
        unpack_release(release, chosen.archives, chosen.into)
        print(f"The next build is compared with version {release.version}")


if __name__ == "__main__":
    main()
