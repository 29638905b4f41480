"""Files that are there as a whole or not at all."""

import os
from pathlib import Path
from threading import get_ident


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there as a whole or not at all, whatever happens to the machine."""
    partial = path.with_suffix(f".{os.getpid()}-{get_ident()}.partial")  # two chapters may have the same cells
    try:
        with partial.open("w", encoding="utf8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
