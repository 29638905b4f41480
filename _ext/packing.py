"""Files packed into a zip whose bytes depend on nothing but them and a moment."""

import zipfile
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path


def write_zip(target: Path, files: Mapping[str, bytes], moment: datetime, *, stored: Collection[str] = ()) -> None:
    """Pack ``files`` in their order, dated ``moment``; those in ``stored`` are not compressed."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
