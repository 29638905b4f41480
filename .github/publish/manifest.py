"""Which releases the site shows, and the checksum of each one's archive: releases.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

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
        return tuple(map(int, self.version.split(".")))


def read_manifest(path: Path = MANIFEST) -> list[Release]:
    """The releases, newest first, exactly one of them preferred (if there is any).

    Raises:
        RefusedError: the file is not of the form, or two releases claim one address or to be preferred.
    """
    try:
        data = tomllib.loads(path.read_text("utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RefusedError(f"{path.name}: cannot be read: {error}") from error
    if data.keys() - {"release"} or not isinstance(data.get("release", []), list):
        raise RefusedError(f"{path.name}: holds [[release]] tables and nothing else")
    releases = sorted((checked(path.name, entry) for entry in data.get("release", [])), key=lambda r: r.order)[::-1]
    folders = [release.folder for release in releases]
    twice = next((folder for folder in folders if folders.count(folder) > 1), None)
    if twice:
        raise RefusedError(f"{path.name}: two releases claim the address /{twice}/; keep the newer patch")
    preferred = [release.version for release in releases if release.preferred]
    if len(preferred) > 1:
        raise RefusedError(f"{path.name}: {' and '.join(preferred)} both claim to be preferred; keep one")
    if releases and not preferred:
        releases[0] = Release(releases[0].version, releases[0].sha256, preferred=True)
    return releases


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
