"""The error that stops a build: one clear message with file, line and mend."""

from sphinx.errors import SphinxError


class GuideError(SphinxError):
    """Something an author has to mend."""

    category = "The guide cannot be built"
