"""Every page says what it was built from, where it belongs, and where to mend it."""

import os
from importlib.metadata import version as installed
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from ..project import project


def provenance() -> dict[str, str]:
    """What the foot of every page says beside version and commit."""
    return {"torch": installed("torch").partition("+")[0], "seed": os.environ.get("GUIDE_SEED") or "0"}


def configure(app: Sphinx, config: Config) -> None:
    """Version, addresses and provenance, as Sphinx, the theme and our templates ask for them."""
    this = project()
    config.version = config.release = this.version
    config.html_baseurl = this.stable
    config.html_context |= {
        "guide_project": this,
        "guide_provenance": provenance(),
        "guide_chapters": Path(app.srcdir).name,
    }


def connect(app: Sphinx) -> None:
    os.environ.setdefault("SOURCE_DATE_EPOCH", str(project().seconds or 0))
    app.connect("config-inited", configure)
