"""A site of one chapter, for tests of what may happen to a build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
from conftest import ROOT, UNCHANGED

CELL = "```{code-cell}\nprint('measured')\n```\n"


class Site:
    """A tiny site of one chapter, in a folder with a name that is hard to quote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.html = folder / "build/html"
        (folder / "chapters").mkdir(parents=True)
        shutil.copy(ROOT / "tests/roots/conf.py", folder)
        (folder / "requirements.lock").touch()
        self.write("index", "# Tiny\n\n```{toctree}\npage\n```\n")
        self.write("page", f"# Page\n\n{CELL}")

    def write(self, name: str, text: str) -> None:
        (self.folder / f"chapters/{name}.md").write_text(text, "utf8")

    def page(self) -> str:
        return (self.html / "page.html").read_text("utf8")

    def start(
        self, environment: dict[str, str] | None = None, arguments: tuple[str, ...] = (), **options
    ) -> subprocess.Popen[str]:
        command = [sys.executable, "-I", "-S", UNCHANGED, "-q", "-W", "--keep-going", "-c", self.folder, *arguments]
        command += ["-d", self.folder / "build/doctrees", self.folder / "chapters", self.html]
        here = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        return subprocess.Popen(
            command, cwd=ROOT, env=here | (environment or {}), text=True, errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
        )  # fmt: skip

    def build(self, environment: dict[str, str] | None = None, **options) -> tuple[int, str]:
        process = self.start(environment, **options)
        told = "".join(process.communicate(timeout=300))
        return process.returncode, told

    def kernels(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if str(self.folder) in process.environ().get("GUIDE_KERNEL", ""):
                    found.append(process)
            except (psutil.Error, OSError):
                pass
        return found
