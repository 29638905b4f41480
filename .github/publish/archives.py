"""A built site as one archive: written with the same bytes each time, read with distrust.

python -m publish.archives _build/html _build/site.tar.gz
"""

import gzip
import hashlib
import shutil
import sys
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .refusal import RefusedError

LEFT_OUT = {".buildinfo", ".buildinfo.bak", ".doctrees"}  # what Sphinx keeps for itself


@dataclass(frozen=True)
class Limits:
    """How much may be published: of one archive, unpacked, and of the whole site."""

    archive_bytes: int = 200_000_000
    archive_files: int = 5_000
    site_bytes: int = 900_000_000  # GitHub Pages takes 1 GB


class Bounded:
    """A stream that ends with a refusal when more than ``limit`` bytes come out of it."""

    def __init__(self, stream: gzip.GzipFile, limit: int, name: str) -> None:
        self.stream, self.left, self.name = stream, limit, name

    def read(self, size: int) -> bytes:
        data = self.stream.read(min(size, self.left + 1))
        self.left -= len(data)
        if self.left < 0:
            raise RefusedError(f"{self.name}: unpacks to more than its limit; is it a bomb?")
        return data


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
    """Write the files of ``folder`` as a .tar.gz that depends on their names and contents alone."""
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    partial = archive.with_name(f"{archive.name}.partial")
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as zipped, tarfile.open(
        fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT
    ) as tar:  # fmt: skip
        for path in files:
            if set(path.parts) & LEFT_OUT:
                continue
            member = tarfile.TarInfo(path.as_posix())
            member.size = (folder / path).stat().st_size
            with (folder / path).open("rb") as content:
                tar.addfile(member, content)
    partial.replace(archive)


def checked_name(archive: str, member: tarfile.TarInfo) -> PurePosixPath:
    """Where ``member`` goes within the folder.

    Raises:
        RefusedError: it would lie outside, or is not a plain file or folder.
    """
    name = PurePosixPath(member.name)
    if name.is_absolute() or ".." in name.parts or "\\" in member.name or not member.name.isprintable():
        raise RefusedError(f"{archive}: a path that leads elsewhere: {member.name!r}")
    if not (member.isfile() or member.isdir()):
        raise RefusedError(f"{archive}: neither a file nor a folder, but a link or a device: {member.name!r}")
    return name


def unpack(archive: Path, folder: Path, limits: Limits) -> None:
    """Write the files of ``archive`` into the new ``folder``.

    Raises:
        RefusedError: the archive is broken, too large, or holds anything but files below ``folder``.
    """
    folder.mkdir(parents=True)
    count = 0
    # a header of 512 bytes for each file, rounded-up contents, and long names come on top of the contents
    bound = limits.archive_bytes + 3 * tarfile.BLOCKSIZE * limits.archive_files + tarfile.RECORDSIZE
    try:
        with gzip.open(archive) as stream, tarfile.open(
            fileobj=Bounded(stream, bound, archive.name), mode="r|"  # type: ignore[call-overload]
        ) as tar:  # fmt: skip
            for member in tar:
                name = checked_name(archive.name, member)
                count += 1
                if count > limits.archive_files:
                    raise RefusedError(f"{archive.name}: more than {limits.archive_files} files; is it a bomb?")
                if member.size > limits.archive_bytes:
                    raise RefusedError(f"{archive.name}: {member.name!r} alone is over the limit; is it a bomb?")
                target = folder / name
                if member.isdir():
                    target.mkdir(parents=True, exist_ok=True)
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                content = tar.extractfile(member)
                assert content is not None  # it is a file
                with target.open("xb") as file:
                    shutil.copyfileobj(content, file)
    except FileExistsError as error:
        raise RefusedError(f"{archive.name}: two files of one name: {error.filename}") from error
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise RefusedError(f"{archive.name}: not a whole .tar.gz: {error}") from error


if __name__ == "__main__":
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"{sha256(Path(sys.argv[2]))}  {sys.argv[2]}")
