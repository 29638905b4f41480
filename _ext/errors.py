"""The error that stops a build: one clear message with file, line and mend, and no traceback."""


class GuideError(SystemExit):
    """Something an author has to mend.

    Python prints the message and exits with 1. (Sphinx prints its own exceptions as crashes, with a request to report
    them to Sphinx.)
    """

    def __init__(self, message: str) -> None:
        super().__init__(f"The guide cannot be built:\n{message}")
