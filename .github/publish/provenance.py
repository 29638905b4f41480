"""Verifies that the workflow Release of this repository made each archive, from the tag of its version.

    python -m publish.provenance --archives _build/archives

A checksum says that an archive is the one that was reviewed; its attestation, signed by GitHub for the workflow that
ran, says what made it. Needs GitHub's program `gh`.
"""

import argparse
from pathlib import Path

from _ext.project import project

from .archives import verify
from .github import gh
from .manifest import Release, read_manifest
from .refusal import RefusedError, in_one_line

WORKFLOW = ".github/workflows/release.yml"


def verify_attestation(archive: Path, release: Release, repositories: list[str]) -> None:
    """Refuse an archive that none of ``repositories`` (owner/name) attests.

    Raises:
        RefusedError: what `gh` said of each.
    """
    refused = []
    for repository in repositories:
        options = ["--repo", repository, "--signer-workflow", f"{repository}/{WORKFLOW}"]
        options += ["--source-ref", f"refs/tags/v{release.version}", "--deny-self-hosted-runners"]
        try:
            gh("attestation", "verify", str(archive), *options)
        except RefusedError as error:
            refused.append(str(error))
        else:
            return
    raise RefusedError(f"{archive.name} is not attested as built from v{release.version}: {'; '.join(refused)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True)
    chosen = parser.parse_args()
    with in_one_line("Not verified"):
        this = project()
        repositories = ["/".join(r.split("/")[-2:]) for r in dict.fromkeys((this.repository, this.home))]
        for release in read_manifest():
            archive = chosen.archives / release.archive
            verify(archive, release.sha256)
            verify_attestation(archive, release, repositories)
            print(f"release {release.version} was built from its tag", flush=True)


if __name__ == "__main__":
    main()
