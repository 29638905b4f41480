"""The notebooks: valid, readable, installable from nothing, and of the same verdicts when they run again."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from _ext.execution.forks import kernel_environment
from snippets.lab.mime import EVIDENCE

CHAPTERS = [path.stem for path in sorted((ROOT / "chapters").glob("*.md")) if "{claim}" in path.read_text("utf8")]
CHAPTERS = [stem for stem in CHAPTERS if not stem.startswith("_")]


@pytest.fixture(scope="module")
def folder(edition):
    return edition("notebooks")


@pytest.fixture(scope="module")
def claims(site):
    return json.loads((site / "claims.json").read_text())["claims"]


@pytest.mark.parametrize("stem", CHAPTERS)
def test_run_again_it_gives_the_same_verdicts(folder, claims, stem, tmp_path):
    """Every cell, the installing one included, which finds this very version here; in a folder of its own."""
    notebook = nbformat.read(folder / f"{stem}.ipynb", as_version=4)
    nbformat.validate(notebook)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    environment = kernel_environment(ROOT, tmp_path)
    with client.setup_kernel(env=environment, cwd=str(tmp_path)):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    found = [output.data[EVIDENCE] for cell in notebook.cells for output in cell.get("outputs", [])
             if EVIDENCE in output.get("data", {})]  # fmt: skip
    published = [(claim["id"], item) for claim in claims if claim["chapter"] == stem for item in claim["evidence"]]
    assert {(item["claim"], item["stance"], item["what"]) for item in found} == {
        (claim, item["stance"], item["what"]) for claim, item in published
    }
    for item in found:  # CPU times depend on what else the machine does at the moment
        assert item["met"] or item["timed"], item
        if not item["timed"]:
            assert (item["claim"], item["text"]) in {(claim, item["text"]) for claim, item in published}


@pytest.mark.parametrize("stem", CHAPTERS)
def test_it_can_be_read_where_it_lies(folder, stem):
    notebook = nbformat.read(folder / f"{stem}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert not [
        mark for mark in (":::", "{value}", "{guide:claim}", "{cite", "<math", "<div", "Mark it first") if mark in prose
    ]
    assert "**wrong**" in prose or "**partly**" in prose
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    kinds = [set(output.data) for output in outputs if "data" in output]
    assert {"text/markdown", "text/plain"} in kinds
    drawings = [output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert drawings and all('aria-label="' in svg and "currentColor" not in svg for svg in drawings)
    assert set(re.findall(r"\]\(#([^)]+)\)", prose)) <= set(re.findall(r'<a id="([^"]+)">', prose))


def test_the_first_cell_installs_this_version(folder, site):
    ledger = json.loads((site / "claims.json").read_text())
    first = nbformat.read(folder / "symmetry.ipynb", as_version=4).cells[0]
    assert first.cell_type == "code" and f'"{ledger["version"]}"' in first.source
    assert "--torch-backend cpu" in first.source  # a plain install would fetch gigabytes for graphics cards
    assert f"@{ledger['commit']}" in first.source or f"@v{ledger['version']}" in first.source


def test_the_package_that_it_installs_is_whole(tmp_path):
    """A wheel, unpacked into an empty folder, draws: its style sheet is with it."""
    source = tmp_path / "source"  # building leaves files behind
    for name in ("snippets", "_ext"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path]
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run([*command, source], check=True, cwd=tmp_path, env=environment)
    [wheel] = tmp_path.glob("marked_answers-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "package")
    code = (
        "from snippets.lab import figures; from snippets import symmetry; print(figures.__file__); "
        "figures.draw('line', lambda axes: axes.plot([1, 2]), data={'x': [1.0, 2.0]})"
    )
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "package")}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert str(tmp_path) in run.stdout and "Drawing: line" in run.stdout
