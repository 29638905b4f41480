"""Puts the notebooks of a release where Colab can open them: on the branch `notebooks`, in a folder for each version.

Nothing on that branch is ever built or run by a workflow.
"""

import zipfile
from pathlib import Path

from .branches import commit_files
from .refusal import RefusedError

BRANCH = "notebooks"


def add_notebooks(version: str, archive: Path) -> None:
    """Commit every notebook of ``archive`` as ``version``/name on the branch, beside those of earlier versions.

    Raises:
        RefusedError: GitHub refuses, or the archive is missing or broken.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            names = sorted(name for name in opened.namelist() if name.endswith(".ipynb"))
            texts = {f"{version}/{Path(name).name}": opened.read(name).decode() for name in names}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise RefusedError(f"{archive} is missing or broken; `make editions assets` makes it") from error
    commit_files(BRANCH, texts, f"Notebooks of {version}")
