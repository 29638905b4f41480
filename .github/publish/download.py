"""Downloads what a site is composed of: each release's archive, and the addresses of the site before.

python -m publish.download --archives _build/archives --previous _build/previous.txt
"""

import argparse
import urllib.error
import urllib.request
from pathlib import Path

from _ext.project import Project, project

from .archives import sha256, verify
from .checks import ADDRESSES
from .manifest import Release, read_manifest
from .refusal import RefusedError, in_one_line

ASSET = "site.tar.gz"  # of a release
TIMEOUT = 60  # seconds without an answer


def fetch(address: str, target: Path) -> bool:
    """Write what stands at ``address`` to ``target``; False if nothing stands there.

    Raises:
        RefusedError: no answer, or another than yes or no.
    """
    partial = target.with_name(f"{target.name}.partial")
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
            partial.write_bytes(answer.read())
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return False
        raise RefusedError(f"{address}: {error}") from error
    except OSError as error:
        raise RefusedError(f"{address}: {error}") from error
    partial.replace(target)
    return True


def sources(this: Project, release: Release) -> list[str]:
    """Where the archive of ``release`` may be: a fork shows its own releases and those of the repository it left."""
    repositories = dict.fromkeys((this.repository, this.home))
    return [f"{repository}/releases/download/v{release.version}/{ASSET}" for repository in repositories]


def fetch_release(addresses: list[str], target: Path, checksum: str) -> None:
    """Download an archive from the first of ``addresses`` that has it, unless it is here.

    Raises:
        RefusedError: no address has it, or what it has is not what the manifest names.
    """
    if target.is_file() and sha256(target) == checksum:
        return
    if not any(fetch(address, target) for address in addresses):
        raise RefusedError(f"releases.toml names a release that does not exist: {' or '.join(addresses)}")
    try:
        verify(target, checksum)
    except RefusedError:
        target.unlink()
        raise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--previous", type=Path, required=True)
    chosen = parser.parse_args()
    with in_one_line("Not downloaded"):
        chosen.archives.mkdir(parents=True, exist_ok=True)
        for release in read_manifest():
            print(f"release {release.version}", flush=True)
            fetch_release(sources(project(), release), chosen.archives / release.archive, release.sha256)
        if not fetch(f"{project().site}{ADDRESSES}", chosen.previous):
            print(f"{project().site} has no site yet")
            chosen.previous.write_text("", "utf8")


if __name__ == "__main__":
    main()
