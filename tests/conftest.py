"""What several tests build: the guide itself, once, and tiny sites."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def sphinx(settings: Path, source: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build ``source`` into ``target`` with the conf.py in ``settings``; warnings are errors."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", settings, *options]
    command += ["-d", target.with_name("doctrees"), source, target]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


@pytest.fixture(scope="session")
def site():
    """The built guide; chapters that `make html` has executed are not executed again."""
    target = ROOT / "_build" / "tests" / "html"
    (ROOT / "_build/executed").mkdir(parents=True, exist_ok=True)
    store = target.with_name("executed")
    target.parent.mkdir(exist_ok=True)
    if not store.is_symlink():
        store.symlink_to(ROOT / "_build/executed")
    run = sphinx(ROOT, ROOT / "chapters", target, "-E", "-a")
    assert run.returncode == 0, run.stdout + run.stderr
    return target
