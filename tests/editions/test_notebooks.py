"""The notebooks: valid, readable, installable from nothing, and of the same verdicts when they run again."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, once
from nbclient import NotebookClient
from PIL import Image

from _ext.editions.cells.judge import judged
from _ext.editions.notebooks import place
from _ext.execution.forks import kernel_environment
from _ext.execution.memory import made_by
from _ext.project import project
from snippets.lab.mime import EVIDENCE

JUDGED = re.compile(r'^judge\("(.+)", "(.+)"\)$', re.MULTILINE)

CHAPTERS = [path.stem for path in sorted((ROOT / "chapters").glob("*.md")) if "{claim}" in path.read_text("utf8")]
CHAPTERS = [stem for stem in CHAPTERS if not stem.startswith("_")]


@pytest.fixture(scope="module")
def folder(edition):
    return edition("notebooks")


@pytest.fixture(scope="module")
def claims(site):
    return json.loads((site / "claims.json").read_text())["claims"]


def state(notebook, wheel, published):
    """Digest of all that a run of ``notebook`` and what is asked of it depend on."""
    with zipfile.ZipFile(wheel) as archive:
        members = [(member.filename, member.CRC) for member in archive.infolist()]
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    files = [path.read_bytes() for path in (Path(__file__), ROOT / "requirements.lock")]
    return hashlib.sha256(repr([code, members, published, made_by(), *files]).encode()).hexdigest()


@pytest.mark.parametrize("stem", CHAPTERS)
def test_run_again_it_gives_the_same_verdicts(folder, claims, stem, tmp_path):
    """What has passed and is as it was then is not run once more, as chapters are not by `make html`."""
    notebook, [wheel] = nbformat.read(folder / f"{stem}.ipynb", as_version=4), folder.glob("*.whl")
    nbformat.validate(notebook)
    published = [(claim["id"], item) for claim in claims if claim["chapter"] == stem for item in claim["evidence"]]
    once(f"run-{stem}", state(notebook, wheel, published), lambda: run_again(notebook, published, tmp_path))


def run_again(notebook, published, tmp_path):
    """Every cell, the installing one included, which finds this very version here; in a folder of its own."""
    client = NotebookClient(notebook, timeout=300, kernel_name="python3")
    environment = kernel_environment(ROOT, tmp_path)
    with client.setup_kernel(env=environment, cwd=str(tmp_path)):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    found = [output.data[EVIDENCE] for cell in notebook.cells for output in cell.get("outputs", [])
             if EVIDENCE in output.get("data", {})]  # fmt: skip
    assert {(item["claim"], item["stance"], item["what"]) for item in found} == {
        (claim, item["stance"], item["what"]) for claim, item in published
    }
    said = [
        output.data["text/markdown"] for cell in notebook.cells if JUDGED.match(cell.source) for output in cell.outputs
    ]
    assert len(said) == len({claim for claim, _ in published}) and all(text.startswith("**Still ") for text in said)
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


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_verdict_is_judged_anew_after_its_box_and_its_evidence(folder, claims, stem):
    notebook, boxes, measured, judged = nbformat.read(folder / f"{stem}.ipynb", as_version=4), "", "", {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            boxes += cell.source
            continue
        measured += "".join(output.data.get("text/plain", "") for output in cell.outputs if "data" in output)
        for (claim, verdict), output in zip(JUDGED.findall(cell.source), cell.outputs, strict=False):
            judged[claim] = verdict
            assert output.data["text/markdown"].startswith(f"**Still {verdict}**: `{claim}`")
            [published] = [c for c in claims if c["id"] == claim]
            assert all(item["what"] in measured for item in published["evidence"])
            assert f"**{verdict}**" in boxes
    assert judged == {claim["id"]: claim["verdict"] for claim in claims if claim["chapter"] == stem}


def test_a_verdict_falls_with_its_evidence_but_not_by_the_clock():
    item = {"claim": "page-one", "what": "gain", "text": "3", "met": True, "timed": False}
    assert judged("page-one", "right", [item]).startswith("**Still right**")
    missed = judged("page-one", "right", [item, item | {"met": False, "text": "1"}])
    assert missed == "**No longer right**: `page-one`, by what was just run: gain 1."
    assert judged("page-one", "right", [item | {"met": False, "timed": True}]).startswith("**Still right**")
    assert "run the cells above" in judged("page-two", "right", [item])


@pytest.mark.parametrize("stem", CHAPTERS)
def test_drawings_show_where_svg_is_not_trusted(folder, stem):
    notebook = nbformat.read(folder / f"{stem}.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    drawings = [output for output in outputs if "image/svg+xml" in output.data]
    assert drawings
    for output in drawings:
        picture, about = Image.open(io.BytesIO(b64decode(output.data["image/png"]))), output.metadata["image/png"]
        assert picture.width == pytest.approx(2 * about["width"], abs=2)
        assert picture.height / picture.width == pytest.approx(about["height"] / about["width"], rel=0.01)
        assert len(picture.convert("L").getcolors()) > 20 and about["alt"] == output.data["text/plain"]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A Python that has what the experiments need, but not the guide."""
    home = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    [packages] = home.glob("lib/*/site-packages")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if "marked_answers" not in path.name and not (packages / path.name).exists():
            (packages / path.name).symlink_to(path)
    return home / "bin/python"


def run_first_cell(python, notebook, folder, before=""):
    """What its reader sees, and what can be imported then, where no network can be reached."""
    source = nbformat.read(notebook, as_version=4).cells[0].source
    program = (
        "import sys\nfrom IPython.core.interactiveshell import InteractiveShell\n"
        f"InteractiveShell.colors = 'nocolor'\nshell = InteractiveShell()\n{before}\n"
        f"done = shell.run_cell({source!r})\n"
        "print('threads', sys.modules['torch'].get_num_threads()) if done.success else None\n"
        "from importlib.util import find_spec\nprint(bool(find_spec('snippets')), bool(find_spec('_ext')))\n"
    )
    away = {
        "https_proxy": "http://127.0.0.1:9",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "IPYTHONDIR": str(folder / "own"),
    }
    run = subprocess.run(
        [python, "-c", program], cwd=folder, env=os.environ | away, capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()


def test_the_first_cell_installs_the_experiments_without_a_network_or_says_what_is_missing(folder, fresh, tmp_path):
    """Of the guide it installs `snippets` alone, from the file beside the notebook; torch stays as it is."""
    notebook, [wheel] = folder / "symmetry.ipynb", folder.glob("*.whl")
    *told, imported = run_first_cell(fresh, notebook, tmp_path)
    assert len(told) == 1 and told[0].startswith("Not installed: ") and wheel.name in told[0]
    assert imported == "False False"
    *told, imported = run_first_cell(fresh, notebook, tmp_path, "sys.version_info = (3, 10, 1)")
    assert told == ["This notebook needs Python 3.11 to 3.14; this is Python 3.10."] and imported == "False False"
    shutil.copy(wheel, tmp_path)
    assert run_first_cell(fresh, notebook, tmp_path) == ["threads 1", "True False"]
    code = (
        "from snippets.lab import figures; from snippets import symmetry; print(figures.__file__); "
        "figures.draw('line', lambda axes: axes.plot([1, 2]), data={'x': [1.0, 2.0]})"
    )
    run = subprocess.run([fresh, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(fresh.parent.parent) in run.stdout and "Drawing: line" in run.stdout


def test_the_wheel_asks_for_what_the_experiments_import_and_pins_nothing(folder):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    needed = {re.split(r"[^a-z-]", requirement)[0] for requirement in project["dependencies"]}
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA")]
        tops = {name.split("/")[0] for name in archive.namelist()}
    requirements = re.findall(r"^Requires-Dist: ([a-z-]+)>=[\d.]+$", metadata, re.MULTILINE)
    assert set(requirements) == needed and metadata.count("Requires-Dist") == len(needed)
    assert tops == {"snippets", f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info"}


def test_notebooks_of_a_release_find_their_package_on_its_own_site(folder, site):
    """The first cell names the folder that the archive of this site will have there; the archive holds the package."""
    first = nbformat.read(folder / "symmetry.ipynb", as_version=4).cells[0].source
    assert f'"{project().site}dev/editions/notebooks/"' in first
    release = replace(project(), version="1.2.3")
    assert place(release) == f"{release.site}1.2/editions/notebooks/"
