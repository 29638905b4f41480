"""Shards of the chapters, executed in folders of their own, make the site that one build makes, byte for byte."""

import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, sphinx

NAMES = ("one", "two", "three")


def copy(folder, settings):
    (folder / "chapters").mkdir(parents=True)
    shutil.copy(settings, folder / "conf.py")
    (folder / "requirements.lock").touch()
    (folder / "chapters/index.md").write_text("# Tiny\n\n```{toctree}\n" + "\n".join(NAMES) + "\n```\n")
    for name in NAMES:
        (folder / f"chapters/{name}.md").write_text(f"# {name}\n\n```{{code-cell}}\nprint('by {name}')\n```\n")
    return folder


def shard(part, folder):
    command = [sys.executable, "-m", "_ext.execution.shard", part, folder]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def pages(folder):
    run = sphinx(folder, folder / "chapters", folder / "_build/html")
    assert run.returncode == 0, run.stdout + run.stderr
    files = {p.relative_to(folder): p.read_bytes() for p in (folder / "_build/html").rglob("*") if p.is_file()}
    return run.stdout, files


def test_two_shards_make_the_same_site(tmp_path):
    merged, whole = (copy(tmp_path / name, ROOT / "tests/roots/conf.py") for name in ("merged", "whole"))
    ran = []
    for part in ("1/2", "2/2"):
        folder = copy(tmp_path / part.replace("/", "of"), ROOT / "tests/roots/conf.py")
        run = shard(part, folder)
        assert run.returncode == 0, run.stderr
        ran.append({name for name in NAMES if f"executed {name} in" in run.stdout})
        shutil.copytree(folder / "_build/executed", merged / "_build/executed", dirs_exist_ok=True)
    assert ran == [{"one", "two"}, {"three"}]
    told, files = pages(merged)
    assert "executed" not in told and b"by three" in files[(merged / "_build/html/three.html").relative_to(merged)]
    told, expected = pages(whole)
    assert all(f"executed {name} in" in told for name in NAMES)
    assert files == expected


@pytest.mark.parametrize("part", ["3/2", "0/2", "half", "2"])
def test_a_shard_that_is_none_is_said(tmp_path, part):
    run = shard(part, copy(tmp_path, ROOT / "tests/roots/conf.py"))
    assert (
        run.returncode == 1 and run.stderr == f"'{part}' is no shard; write SHARD=1/4 to SHARD=4/4 on four machines\n"
    )
