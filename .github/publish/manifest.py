"""Which releases the site shows, and the checksum of each one's archive: releases.toml."""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .refusal import RefusedError

MANIFEST = Path(__file__).with_name("releases.toml")
FIELDS = {"version": str, "sha256": str, "preferred": bool}
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


@dataclass(frozen=True)
class Release:
    """A published version and the SHA-256 of its archive; ``preferred`` is what /stable/ shows."""

    version: str
    sha256: str
    preferred: bool = False

    @property
    def folder(self) -> str:
        """Its address within the site: X.Y, which a patch takes over."""
        return self.version.rpartition(".")[0]

    @property
    def archive(self) -> str:
        return f"{self.version}.tar.gz"

    @property
    def order(self) -> tuple[int, ...]:
        return numbers(self.version)


def numbers(version: str) -> tuple[int, ...]:
    """X.Y.Z for comparing; a draft of it, X.Y.Z.dev0, counts as X.Y.Z."""
    return tuple(map(int, version.split(".")[:3]))


def read_table(path: Path = MANIFEST) -> dict[str, Any]:
    """What the file holds.

    Raises:
        RefusedError: it is not of the form.
    """
    try:
        data = tomllib.loads(path.read_text("utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RefusedError(f"{path.name}: cannot be read: {' '.join(str(error).split())}") from error
    if data.keys() - {"release", "new_site"} or not isinstance(data.get("release", []), list):
        raise RefusedError(f"{path.name}: holds [[release]] tables, new_site, and nothing else")
    return data


def new_site(path: Path = MANIFEST) -> object:
    """The address at which the releases were never published so far, if the file names one."""
    return read_table(path).get("new_site")


def read_manifest(path: Path = MANIFEST) -> list[Release]:
    """The releases, newest first, exactly one of them preferred (if there is any).

    Raises:
        RefusedError: the file is not of the form, or two releases claim one address or to be preferred.
    """
    entries = read_table(path).get("release", [])
    return settled(path.name, [checked(path.name, entry) for entry in entries])


def settled(name: str, releases: list[Release]) -> list[Release]:
    """``releases`` newest first, the newest preferred if none is; ``name`` is that of the manifest.

    Raises:
        RefusedError: two of them claim one address or to be preferred.
    """
    releases = sorted(releases, key=lambda release: release.order, reverse=True)
    folders = [release.folder for release in releases]
    twice = next((folder for folder in folders if folders.count(folder) > 1), None)
    if twice:
        raise RefusedError(f"{name}: two releases claim the address /{twice}/; keep the newer patch")
    preferred = [release.version for release in releases if release.preferred]
    if len(preferred) > 1:
        raise RefusedError(f"{name}: {' and '.join(preferred)} both claim to be preferred; keep one")
    if releases and not preferred:
        releases[0] = Release(releases[0].version, releases[0].sha256, preferred=True)
    return releases


def with_candidate(releases: list[Release], candidate: Release) -> list[Release]:
    """The releases as they will be with ``candidate``, which takes over the address of an older patch."""
    held = next((release for release in releases[1:] if release.preferred), None)
    others = [release for release in releases if release.folder != candidate.folder]
    candidate = replace(candidate, preferred=held is not None and held.folder == candidate.folder)
    kept = [replace(release, preferred=release is held) for release in others]
    return settled("releases.toml", [*kept, candidate])


def older(version: str, releases: list[Release]) -> Release | None:
    """The newest release before ``version``: what the next build is compared with."""
    return next((release for release in releases if release.order < numbers(version)), None)


def checked(name: str, entry: object) -> Release:
    """A release from a table of the manifest, or a refusal."""
    if not isinstance(entry, dict) or not {"version", "sha256"} <= entry.keys() <= FIELDS.keys():
        raise RefusedError(f"{name}: a release needs version and sha256, and may have preferred: {entry}")
    if not all(isinstance(value, FIELDS[key]) for key, value in entry.items()):
        raise RefusedError(f"{name}: version and sha256 are strings, preferred is true or false: {entry}")
    if not VERSION.fullmatch(entry["version"]):
        raise RefusedError(f"{name}: a version is X.Y.Z, not {entry['version']!r}")
    if not re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]):
        raise RefusedError(f"{name}: the sha256 of {entry['version']} is not 64 hexadecimal digits")
    return Release(**entry)
