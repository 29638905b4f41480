"""A disk that is full or read-only: one line, and the right site once it is mended."""

import shlex
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from tiny import Site

MOUNT = ["unshare", "--map-root-user", "--user", "--mount", "sh", "-c"]
BUILD = f"{shlex.quote(sys.executable)} -m sphinx -q -W --keep-going -c . -d build/doctrees chapters build/html"
CELL = "```{code-cell}\nprint('measured' * 20_000)\n```\n"


@pytest.fixture
def site(tmp_path):
    """A tiny site, and a way to run commands in it that may mount disks of their own."""
    if not shutil.which("unshare") or subprocess.run([*MOUNT, "mount -t tmpfs none /mnt"], check=False).returncode:
        pytest.skip("this machine lets no user mount a disk")
    tiny = Site(tmp_path / "site")
    tiny.write("page", f"# Page\n\n{CELL}")
    (tiny.folder / "build").mkdir()

    def run(*commands: str) -> str:
        """All that the commands wrote; each line ``code N`` is an exit code."""
        script = f"PYTHONPATH={shlex.quote(str(ROOT))}; export PYTHONPATH\n" + "\n".join(commands)
        return subprocess.run(
            [*MOUNT, script], cwd=tiny.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
            check=False,
        ).stdout  # fmt: skip

    return run


@pytest.mark.parametrize("size", ["16k", "200k", "500k", "900k"])
def test_a_full_disk_is_one_line_and_then_no_more(site, size):
    """Each size runs out elsewhere: before the cells, while they run, as their result is kept, as pages are written."""
    told = site(
        f"mount -t tmpfs -o size={size} none build", f"{BUILD}; echo code $?",
        "mount -o remount,size=50m build", f"{BUILD}; echo code $?", "grep -c measuredmeasured build/html/page.html",
    )  # fmt: skip
    full, _, mended = told.partition("code ")
    assert mended.startswith(("1", "2")), told
    assert "free some space, then build again" in full and "Traceback" not in told, told
    assert mended.rstrip().endswith("code 0\n1"), told


@pytest.mark.parametrize("folder", ["build/html", "build/executed", "build/doctrees"])
def test_a_read_only_folder_is_one_line_and_then_no_more(site, folder):
    told = site(
        f"mkdir -p {folder}", f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}",
        f"{BUILD}; echo code $?", f"umount {folder}", f"{BUILD}; echo code $?",
        "grep -c measuredmeasured build/html/page.html",
    )  # fmt: skip
    refused, _, mended = told.partition("code ")
    assert mended.startswith(("1", "2")), told
    assert "mend the permissions, then build again" in refused and "Traceback" not in told, told
    assert mended.rstrip().endswith("code 0\n1"), told


def test_a_read_only_checkout_is_one_line(site):
    root = shlex.quote(str(ROOT))
    told = site(f"cd {root}", "mkdir -p _build", "mount -t tmpfs -o ro none _build", "make -s html; echo code $?")
    assert "mend the permissions of _build, then build again" in told and "Traceback" not in told, told
    assert not told.rstrip().endswith("code 0"), told


def test_chapters_that_cannot_be_written_to_are_built_as_ever(site):
    told = site("mount --bind chapters chapters && mount -o remount,bind,ro chapters", f"{BUILD}; echo code $?")
    assert told.rstrip().endswith("code 0"), told
