"""Figures are numbered as Sphinx numbers them, also where a page before them was edited."""

import re

import pytest
from conftest import ROOT, sphinx

FIGURE = "```{figure} dot.png\n:name: %s\nA caption.\n```\n"
PLAIN = "extensions = ['myst_nb']\nnb_execution_mode = 'off'\nhtml_theme = 'basic'\nnumfig = True\n"
MATH = "$$\nx\n$$ (eq-%s)\n"


def write(folder, first=1):
    (folder / "index.md").write_text(
        "# Tiny\n\n" + FIGURE % "zero" + "\n```{toctree}\ntwo\none\n```\n\n" + FIGURE % "nine"
    )
    (folder / "one.md").write_text(
        "# One\n\n## Part\n\n" + "\n".join(FIGURE % f"one-{k}" for k in range(first)) + MATH % 1
    )
    (folder / "two.md").write_text("# Two\n\n{numref}`one-0`\n\n```{toctree}\nthree\n```\n\n" + FIGURE % "two")
    (folder / "three.md").write_text("# Three\n\n| a |\n|---|\n| b |\n\n" + FIGURE % "three" + FIGURE % "last")
    (folder / "dot.png").write_bytes((ROOT / ".github/picture.png").read_bytes())


def numbers(settings, folder, target, *options):
    run = sphinx(settings, folder / "chapters", target, *options)
    assert run.returncode == 0, run.stdout + run.stderr
    found = {page.name: re.findall(r"Fig\. [\d.]+", page.read_text()) for page in target.glob("*.html")}
    return {name: seen for name, seen in found.items() if seen}


@pytest.mark.parametrize("first", [2, 3])
def test_numbers_are_sphinxs_own(tmp_path, first):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain/conf.py").write_text(PLAIN)
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "conf.py").write_text((ROOT / "tests/roots/conf.py").read_text())
    write(tmp_path / "chapters")
    numbers(tmp_path, tmp_path, tmp_path / "build/html")
    write(tmp_path / "chapters", first)
    ours = numbers(tmp_path, tmp_path, tmp_path / "build/html")
    assert ours == numbers(tmp_path / "plain", tmp_path, tmp_path / "other/html")
    assert f"Fig. {first + 5}" in ours["index.html"] and "Fig. 5" in ours["two.html"]
