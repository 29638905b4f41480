"""When the packages are installed anew, asked of make itself without running it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def make(folder: Path, *arguments: str, **environment: str) -> str:
    here = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}} | environment
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=folder, env=here, capture_output=True, text=True, check=True).stdout


def steps(folder: Path, **environment: str) -> str:
    """What `make setup` would run in ``folder``."""
    return make(folder, "--dry-run", "setup", **environment)


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose packages are installed, in a folder with a name that shells trip over."""
    folder = tmp_path / "the guide's own"
    (folder / ".venv/bin").mkdir(parents=True)
    for name in ("pyproject.toml", "requirements.lock", "Makefile"):
        shutil.copy(ROOT / name, folder)
    (folder / ".venv/bin/python").symlink_to(sys.executable)
    (folder / ".venv/ready").write_text(f"{(folder / '.venv').resolve()}\n")
    return folder


def test_what_is_installed_is_not_installed_again(checkout):
    assert "install" not in steps(checkout)


def test_a_changed_lock_is_installed(checkout):
    os.utime(checkout / ".venv/ready", (0, 0))
    assert "--require-hashes" in steps(checkout)


def test_a_moved_checkout_is_installed_anew(checkout):
    assert "--require-hashes" in steps(checkout.rename(checkout.with_name("elsewhere")))


def test_a_python_that_is_gone_is_replaced(checkout):
    (checkout / ".venv/bin/python").unlink()
    (checkout / ".venv/bin/python").symlink_to("/nowhere/python3")
    assert "--require-hashes" in steps(checkout)


def test_a_checkout_may_share_the_packages_of_another(checkout, tmp_path):
    """`make reproduce` builds so; it must not remove what it shares."""
    other = tmp_path / "other"
    shutil.copytree(checkout, other, ignore=shutil.ignore_patterns(".venv"))
    (other / ".venv").symlink_to(checkout / ".venv")
    assert "install" not in steps(other)


def test_torch_comes_from_a_folder_only_where_one_is_named(checkout):
    os.utime(checkout / ".venv/ready", (0, 0))
    ways = [line for line in steps(checkout, PIP_FIND_LINKS="/a /b").splitlines() if "UV_" in line and "lock" in line]
    assert [("UV_FIND_LINKS" in line, "UV_TORCH_BACKEND=cpu" in line) for line in ways] == [(True, True)]
    ways = [line for line in steps(checkout, PIP_FIND_LINKS="").splitlines() if "UV_" in line and "lock" in line]
    assert [("UV_FIND_LINKS" in line, "UV_TORCH_BACKEND=cpu" in line) for line in ways] == [(False, True)]


def test_a_home_that_is_a_file_is_replaced_by_a_folder(checkout):
    rules = checkout / "Makefile"
    rules.write_text(rules.read_text("utf8") + "\nhome:\n\t@printenv HOME\n")
    assert make(checkout, "home", HOME="/dev/null").strip() == str(checkout.resolve() / ".venv/home")
    assert make(checkout, "home", HOME=str(checkout)).strip() == str(checkout)


def test_a_locale_that_is_not_installed_stops_nothing(checkout):
    (checkout / "ask.mk").write_text("ask:\n\t@$(BIN)/python -c 'import locale; print(locale.setlocale(0, \"\"))'\n")
    assert make(checkout, "-f", "Makefile", "-f", "ask.mk", "ask", LC_ALL="xx_XX.UTF-8", LANG="xx_XX") == "C\n"
