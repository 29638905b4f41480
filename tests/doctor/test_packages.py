"""What to type is right for each distribution, and nothing but plain Python 3.8 says it."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doctor import packages

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "doctor").glob("*.py"))


@pytest.mark.parametrize(
    ("system", "release", "root", "expected"),
    [
        ("linux", {"ID": "debian"}, True, "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, False, "sudo apt-get install -y libpango-1.0-0"),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, False, "sudo dnf install -y pango"),
        ("linux", {"ID": "arch"}, True, "pacman -S --noconfirm pango"),
        ("linux", {"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"}, True, "zypper install -y libpango-1_0-0"),
        ("linux", {"ID": "alpine"}, True, "apk add pango"),
        ("linux", {}, True, "install what your system has in place of Debian's libpango-1.0-0"),
        ("darwin", {}, False, "brew install pango"),
    ],
)
def test_each_distribution_has_its_command(system, release, root, expected):
    assert packages.command("pango", system, release, root).startswith(expected)


def test_every_need_is_named_for_every_distribution():
    assert packages.PACKAGES.keys() == packages.INSTALL.keys()
    own = packages.PACKAGES["macos"].keys()
    assert all(needs.keys() - {"libstdc++"} == own for needs in packages.PACKAGES.values())
    assert [system for system, needs in packages.PACKAGES.items() if "libstdc++" not in needs] == ["macos"]


def test_a_browser_for_ubuntu_is_no_snap():
    ubuntu = {"ID": "ubuntu", "ID_LIKE": "debian"}
    assert "playwright install" in packages.command("browser", "linux", ubuntu, False)
    assert "chromium" in packages.command("browser", "linux", {"ID": "debian"}, False)


def test_the_browser_without_windows_goes_first_and_any_other_will_do(monkeypatch, tmp_path):
    monkeypatch.setattr(packages.shutil, "which", lambda name: name if name in here else None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    names = ["chromium-headless-shell", "chromium"]
    for name, folder in (("chrome-headless-shell", "chromium_headless_shell-7"), ("chrome", "chromium-7")):
        path = tmp_path / folder / "chrome-linux64" / name
        path.parent.mkdir(parents=True)
        path.touch()
        names.append(str(path))
    here = set(names)
    for name in names:
        assert packages.browser() == name
        here.remove(name)
    assert packages.browser() is None


def test_debians_packages_hold_the_libraries_that_are_looked_for():
    """On a machine with dpkg: what `pango` loads comes from the packages that the table names."""
    named = packages.PACKAGES["debian"]["pango"].split()
    if not shutil.which("dpkg-query") or not packages.pango():
        pytest.skip("no Debian here, or not these packages")
    files = subprocess.run(["dpkg-query", "-L", *named], capture_output=True, text=True, check=True).stdout
    assert all(f"/{names[0]}\n" in files for names in packages.PANGO)


def test_what_cannot_be_had_is_said_in_one_line(monkeypatch, capsys):
    monkeypatch.setitem(packages.HAS, "pango", lambda: False)
    monkeypatch.setattr(packages, "ways", lambda need: [["/nowhere/to/be/found"], ["false"]])
    assert packages.main("pango", "The PDF needs") == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert said.err.startswith("The PDF needs Pango.") and packages.advice("pango") in said.err


def test_a_way_that_fails_leads_to_the_next(monkeypatch, tmp_path):
    here = tmp_path / "here"
    monkeypatch.setitem(packages.HAS, "browser", here.exists)
    monkeypatch.setattr(packages, "ways", lambda need: [["/nowhere/to/be/found"], ["false"], ["touch", str(here)]])
    assert packages.main("browser", "The tests need") == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_old_python_can_read_it(path):
    tree = ast.parse(path.read_text("utf8"), feature_version=(3, 8))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert "__future__" in names or path.name == "__init__.py"  # annotations of today, not evaluated


def test_the_doctor_needs_no_package_and_says_what_is_missing(tmp_path):
    """An empty PATH has no git and no browser: it says so, with what to type, and exits with 1."""
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-I", "-S", "-c", f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); "]
    command[-1] += "runpy.run_module('doctor', run_name='__main__')"
    run = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, "")
    lines = run.stdout.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) == 11
    missing = [lines[at + 1] for at, line in enumerate(lines) if line.startswith("missing") and "git" in line]
    assert missing == [f"{'':18}→ {packages.advice('git')}"]


def test_a_home_that_is_a_file_is_named(tmp_path):
    environment = os.environ | {"HOME": "/dev/null", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        [sys.executable, "-m", "doctor"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "home      none that can be written to: caches go into .venv" in run.stdout
