"""Downloads what a site is composed of: each release's archive, and the addresses of the site before.

python -m publish.download --archives _build/archives --previous _build/previous.txt
"""

import argparse
import http.client
import time
import urllib.error
import urllib.request
from pathlib import Path

from _ext.project import Project, project

from .addresses import LIST, read_list, write_list
from .archives import CHUNK, Limits, sha256, verify
from .manifest import Release, new_site, read_manifest
from .refusal import RefusedError, in_one_line

ASSET = "site.tar.gz"  # of a release
TIMEOUT = 60  # seconds without an answer
WAITS = (2, 10, 30)  # seconds before asking a server again that was busy or broke off
BUSY = {403, 429, 500, 502, 503, 504}  # GitHub says 403, too, to those who ask too often


def fetch(address: str, target: Path, limit: int = Limits.archive_bytes) -> bool:
    """Write what stands at ``address`` to ``target``; False if nothing stands there.

    Raises:
        RefusedError: no answer in several tries, another than yes or no, or one of more than ``limit`` bytes.
    """
    for wait in (*WAITS, None):
        try:
            return fetch_once(address, target, limit)
        except (OSError, http.client.HTTPException) as error:
            refused = isinstance(error, urllib.error.HTTPError) and error.code not in BUSY
            if wait is None or refused:
                why = " ".join(str(error).split()) or type(error).__name__
                raise RefusedError(f"{address}: {why}; is it a moment's trouble? run again") from error
            time.sleep(wait)
    raise AssertionError("the last try answers or refuses")


def fetch_once(address: str, target: Path, limit: int) -> bool:
    partial = target.with_name(f"{target.name}.partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT) as answer, partial.open("wb") as file:
            length = answer.headers["Content-Length"]
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                if file.tell() > limit:
                    raise RefusedError(f"{address}: more than {limit} bytes")
            if length and file.tell() < int(length):  # read with a size, a cut answer ends like a whole one
                raise http.client.IncompleteRead(b"", int(length) - file.tell())
        partial.replace(target)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            return False
        raise
    finally:
        partial.unlink(missing_ok=True)
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


def fetch_list(site: str, target: Path, releases: list[Release], new: object) -> None:
    """Download the list of addresses that the published ``site`` promises; a ``new`` site promises none.

    Raises:
        RefusedError: releases have been published, and their list is missing, cut, or no list.
    """
    if fetch(f"{site}{LIST}", target):
        read_list(target)
    elif releases and new != site:
        raise RefusedError(
            f"{site}{LIST} is missing, so nothing tells which addresses must be kept; "
            f'if no site has ever been there, write new_site = "{site}" into releases.toml'
        )
    else:
        print(f"{site} has no site yet")
        write_list(target, [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True)
    parser.add_argument("--previous", type=Path, required=True)
    chosen = parser.parse_args()
    with in_one_line("Not downloaded"):
        releases = read_manifest()
        for release in releases:
            print(f"release {release.version}", flush=True)
            fetch_release(sources(project(), release), chosen.archives / release.archive, release.sha256)
        fetch_list(project().site, chosen.previous, releases, new_site())


if __name__ == "__main__":
    main()
