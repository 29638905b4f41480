"""Links from every page to the editions of its own version, in a site that is built with them."""

import shutil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from ..project import GITHUB, Project, project
from .files import FILES, NOTEBOOKS

FOLDER = "editions"  # of the site
BRANCH = "notebooks"  # of the repository, with a folder for each release: Colab opens notebooks from there


def colab(page: str, this: Project) -> str | None:
    """Where Colab opens the notebook of a chapter; drafts between releases are not on the branch."""
    if this.server != GITHUB or not this.is_release:
        return None
    path = f"{this.owner}/{this.name}/blob/{BRANCH}/{this.version}/{page}.ipynb"
    return f"https://colab.research.google.com/github/{path}"


def offer(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Where the editions are; nothing in a site without them."""
    if not app.config.guide_editions:
        return
    context["guide_editions"] = {name: f"{FOLDER}/{file}" for name, file in FILES.items() if file != NOTEBOOKS}
    if page in app.env.guide_current:  # type: ignore[attr-defined]
        context["guide_notebook"] = f"{FOLDER}/{NOTEBOOKS}/{page}.ipynb"
        context["guide_colab"] = colab(page, project())


def tidy(app: Sphinx, exception: Exception | None) -> None:
    """A site without links to editions keeps none: they would be those of an older build."""
    if exception is None and not app.config.guide_editions:
        shutil.rmtree(Path(app.outdir, FOLDER), ignore_errors=True)


def connect(app: Sphinx) -> None:
    app.add_config_value("guide_editions", False, "html", types=(bool,))
    app.connect("html-page-context", offer)
    app.connect("build-finished", tidy)
