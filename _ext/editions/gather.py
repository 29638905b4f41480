"""Puts the editions that are made into the site, where its pages link to them."""

import shutil
import sys
from pathlib import Path

from .files import FILES
from .making import remove, step


def main() -> int:
    built = Path(sys.argv[1])
    with step("putting the editions into the site"):
        folder = built / "editions"
        remove(folder)
        folder.mkdir()
        for name in FILES.values():
            made = built.parent / "editions" / name
            if made.is_dir():
                shutil.copytree(made, folder / made.name)
            elif made.exists():
                shutil.copy(made, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
