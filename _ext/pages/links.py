"""`make links` asks every external address of the guide, those that answered lately less often.

Sphinx's link check has no memory: addresses that answered within FRESH days are left alone, kept in links.json.
"""

import json
import re
import time
from pathlib import Path

from sphinx.application import Sphinx

FRESH = 14 * 24 * 3600  # seconds


def memory(app: Sphinx) -> Path:
    return Path(app.outdir) / "links.json"


def answered(path: Path) -> dict[str, float]:
    """Addresses with the time of their last answer, where that is not too long ago."""
    known: dict[str, float] = json.loads(path.read_text("utf8")) if path.is_file() else {}
    return {address: when for address, when in known.items() if time.time() - when < FRESH}


def leave_alone(app: Sphinx) -> None:
    if app.builder.name == "linkcheck":
        app.config.linkcheck_ignore += [f"{re.escape(address)}$" for address in answered(memory(app))]


def remember(app: Sphinx, _: Exception | None) -> None:
    """Kept although others failed, so that a second try asks only what is open."""
    output = Path(app.outdir, "output.json")
    if app.builder.name == "linkcheck" and output.is_file():
        asked = [json.loads(line) for line in output.read_text("utf8").splitlines()]
        fresh = {link["uri"]: time.time() for link in asked if link["status"] in {"working", "redirected"}}
        memory(app).write_text(json.dumps(answered(memory(app)) | fresh, indent=1), "utf8")


def connect(app: Sphinx) -> None:
    app.connect("builder-inited", leave_alone)
    app.connect("build-finished", remember)
