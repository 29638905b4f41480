"""What readers of a notebook change: settings above each experiment, and the functions that a chapter shows."""

from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from _ext.editions.experiments import imported, runnable, with_settings
from _ext.editions.notebooks import narrative
from _ext.editions.pages import EditionError, read_site
from _ext.execution.forks import kernel_environment
from snippets.initialization import thirty_layers
from snippets.symmetry.untie import TieBreakers

IMPORTS = "from snippets import initialization as init, symmetry\nfrom snippets.lab.figures import draw"


@pytest.mark.parametrize(
    ("cell", "settings", "call"),
    [
        ("a = symmetry.break_ties()", f"config = {TieBreakers()!r}", "symmetry.break_ties(config=config)"),
        ("π = [init.thirty_layers(steps=s) for s in (1, 2)]", None, "init.thirty_layers(steps=s, **config)"),
        ("a = symmetry.break_ties(symmetry.TieBreakers())", "", "symmetry.break_ties(symmetry.TieBreakers())"),
        ("draw('name', print)", "", "draw('name', print)"),  # no experiment
        ("a, b = init.thirty_layers(), symmetry.long_run()", None, "symmetry.long_run(**config_of_long_run)"),
    ],
)
def test_settings_stand_above_the_experiment_that_they_are_of(cell, settings, call):
    names = imported([IMPORTS])
    changed = with_settings(cell, names)
    assert call in changed
    if settings == "":
        assert changed == cell
    else:
        compile(changed, "cell", "exec")
        assert changed.startswith("# Settings: change a number") and (settings or "config") in changed


def test_settings_are_those_that_the_experiment_has_anyway():
    line = with_settings("init.thirty_layers()", imported([IMPORTS])).splitlines()[1]
    names = {}
    exec(line, names)
    assert names["config"] | {"seed": None} == thirty_layers.__kwdefaults__ | {"seed": None}


def test_a_definition_brings_all_it_needs_and_counts_everywhere():
    import snippets.biases
    import snippets.biases.starts

    before = snippets.biases.torch_defaults
    _, source = runnable(Path("snippets/biases/starts.py"), "torch_defaults")
    try:
        exec(source.replace("5000", "50"), {})
        assert snippets.biases.torch_defaults is snippets.biases.starts.torch_defaults is not before
        assert snippets.biases.torch_defaults()["zeros in Linear"].center == before()["zeros in Linear"].center == 0
    finally:
        snippets.biases.torch_defaults = snippets.biases.starts.torch_defaults = before


def test_a_definition_that_the_page_shows_otherwise_is_named(site):
    page = next(page for page in read_site(site).chapters if page.stem == "optimizers")
    with pytest.raises(EditionError, match=r"optimizers: the page shows 'def other\(\):' otherwise"):
        narrative(page, {"def other():\n    pass": "cell"})


def run(notebook, folder):
    """What the cells of ``notebook`` say of its verdicts."""
    client = NotebookClient(notebook, timeout=120, kernel_name="python3")
    with client.setup_kernel(env=kernel_environment(ROOT, folder), cwd=str(folder)):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(output.data["text/markdown"] for output in outputs if "text/markdown" in output.get("data", {}))


@pytest.mark.parametrize(
    ("old", "new", "falls"),
    [
        ("config = dict(steps=1000)", "config = dict(steps=10)", "optimizers-nesterov"),
        ("lengths.append(before - weight.item())", "lengths.append(1.0)", "optimizers-keras"),
    ],
)
def test_a_verdict_falls_with_what_a_reader_changes(edition, tmp_path, old, new, falls):
    notebook = nbformat.read(edition("notebooks") / "optimizers.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if old in cell.source)
    cell.source = cell.source.replace(old, new)
    said = run(notebook, tmp_path)
    assert f"`{falls}`, by what was just run" in said
    assert [line for line in said.splitlines() if line.startswith("**No longer") and falls in line]
