"""Pages of chapters that were renamed or taken out do not stay in the site."""

from pathlib import Path

from sphinx.application import Sphinx


def sweep(app: Sphinx, exception: Exception | None) -> None:
    """Remove every page that this guide no longer has."""
    if exception is not None or app.builder.format != "html":
        return
    known = {*app.env.found_docs, *app.config.html_additional_pages, *app.config.guide_redirects, "genindex", "search"}
    for page in Path(app.outdir).glob("*.html"):
        if page.stem not in known:
            page.unlink()


def connect(app: Sphinx) -> None:
    app.connect("build-finished", sweep, priority=300)  # before anything is made of all pages
