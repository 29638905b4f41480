"""A built site as one archive: written with the same bytes each time, read with distrust.

python -m publish.archives _build/html _build/site.tar.gz
"""

import gzip
import hashlib
import re
import shutil
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .refusal import RefusedError

LEFT_OUT = {".buildinfo", ".buildinfo.bak", ".doctrees"}  # what Sphinx keeps for itself
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*")
END = 2 * tarfile.BLOCKSIZE  # of zeros, after the last file of a tar
CHUNK = 1 << 20
EDITIONS = "editions"


@dataclass(frozen=True)
class Limits:
    """How much may be published: of one archive, unpacked, and of the whole site."""

    archive_bytes: int = 200_000_000
    archive_files: int = 5_000  # and folders
    site_bytes: int = 900_000_000  # GitHub Pages takes 1 GB


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(archive: Path, checksum: str) -> None:
    """Refuse an archive that is missing or is not the one that the manifest names."""
    if not archive.is_file():
        raise RefusedError(f"{archive.name}: missing in {archive.parent}; `make archives` downloads it")
    if sha256(archive) != checksum:
        raise RefusedError(f"{archive.name}: its checksum is not the one in releases.toml")


def pack(folder: Path, archive: Path) -> None:
    """Write the files of ``folder`` as a .tar.gz that depends on their names and contents alone.

    Raises:
        RefusedError: a file has a name that ``unpack`` would not take.
    """
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    files = [path for path in files if not set(path.parts) & LEFT_OUT]
    for path in files:
        if not NAME.fullmatch(path.as_posix()):
            raise RefusedError(f"{folder.name}/{path}: a name of the site has letters, digits and _ . + - alone")
    partial = archive.with_name(f"{archive.name}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as zipped, tarfile.open(
        fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT
    ) as tar:  # fmt: skip
        for path in files:
            member = tarfile.TarInfo(path.as_posix())
            member.size = (folder / path).stat().st_size
            with (folder / path).open("rb") as content:
                tar.addfile(member, content)
    partial.replace(archive)


class Room:
    """The folder that an archive is unpacked into: what it takes, and how much of it is left."""

    def __init__(self, folder: Path, archive: str, limits: Limits) -> None:
        self.folder, self.archive, self.limits = folder, archive, limits
        self.bytes_left = limits.archive_bytes
        self.spelled = {"": ""}  # each file and folder by its name in lower case: some file systems know no other

    def place(self, member: tarfile.TarInfo) -> Path:
        """Where ``member`` goes.

        Raises:
            RefusedError: it is not a regular file or folder with a plain name of its own, or one too many.
        """
        if member.type not in {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE} or member.issparse():
            raise RefusedError(f"{self.archive}: neither a file nor a folder, but something else: {member.name!r}")
        if not NAME.fullmatch(member.name):
            raise RefusedError(f"{self.archive}: not a plain name within the site: {member.name!r}")
        if not 0 <= member.size <= self.bytes_left:
            raise RefusedError(f"{self.archive}: unpacks to more than {self.limits.archive_bytes} bytes: a bomb?")
        parts = member.name.split("/")
        for name in ("/".join(parts[: k + 1]) for k in range(len(parts))):
            if self.spelled.setdefault(name.lower(), name) != name:
                raise RefusedError(f"{self.archive}: two names that differ only in case: {name!r}")
        if len(self.spelled) > self.limits.archive_files + 1:
            raise RefusedError(f"{self.archive}: more than {self.limits.archive_files} files and folders: a bomb?")
        return self.folder / member.name

    def fill(self, path: Path, content: IO[bytes]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            while chunk := content.read(CHUNK):
                self.bytes_left -= len(chunk)
                if self.bytes_left < 0:
                    raise RefusedError(f"{self.archive}: unpacks to more than its limit: a bomb?")
                file.write(chunk)


def decompress(archive: Path, into: IO[bytes], limits: Limits) -> None:
    """The tar within ``archive``: its contents, and a few blocks for each file on top of them."""
    left = limits.archive_bytes + 4 * tarfile.BLOCKSIZE * limits.archive_files + tarfile.RECORDSIZE
    with gzip.open(archive) as stream:
        while chunk := stream.read(min(CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise RefusedError(f"{archive.name}: unpacks to more than its limit: a bomb?")
            into.write(chunk)
    into.seek(0)


def unpack(archive: Path, folder: Path, limits: Limits, *, editions: bool = True) -> None:
    """Write the files of ``archive`` into the new ``folder``; all of them, or none and no folder.

    Without ``editions`` those are left in the archive.

    Raises:
        RefusedError: the archive is broken, too large, or holds anything but plain files below ``folder``.
    """
    folder.mkdir(parents=True)
    room = Room(folder, archive.name, limits)
    try:
        with tempfile.TemporaryFile() as plain:
            decompress(archive, plain, limits)
            with tarfile.open(fileobj=plain, mode="r:") as tar:
                for member in tar:
                    path = room.place(member)
                    if not editions and path.parts[len(folder.parts)] == EDITIONS:
                        continue
                    if member.isdir():
                        path.mkdir(parents=True, exist_ok=True)
                    elif content := tar.extractfile(member):
                        room.fill(path, content)
                plain.seek(tar.offset)
            rest = plain.read()
        if len(rest) < END or rest.count(0) < len(rest):
            raise RefusedError(f"{archive.name}: not a whole .tar.gz: its end is missing")
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, FileExistsError | NotADirectoryError | IsADirectoryError):
            raise RefusedError(f"{archive.name}: two files of one name: {Path(error.filename).name!r}") from error
        if isinstance(error, Exception) and not isinstance(error, RefusedError):  # tarfile raises many kinds
            why = " ".join(str(error).split()) or type(error).__name__
            raise RefusedError(f"{archive.name}: not a whole .tar.gz: {why}") from error
        raise


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{sha256(Path(sys.argv[2]))}  {sys.argv[2]}")
