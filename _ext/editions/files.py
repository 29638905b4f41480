"""What the editions are called, as files and on pages: without a version, so that /stable/ keeps its addresses."""

NOTEBOOKS = "notebooks"  # a folder, with one for each chapter
ARCHIVE = "offline archive"
RECORD = "PDF with all code and data"
FILES = {
    "PDF": "marked-answers.pdf",
    RECORD: "marked-answers-record.pdf",
    "EPUB": "marked-answers.epub",
    "Anki cards": "marked-answers.apkg",
    ARCHIVE: "marked-answers.zip",
    "notebooks": NOTEBOOKS,
}


def wheel_name(version: str) -> str:
    """The experiments as a package, beside the notebooks."""
    return f"marked_answers-{version}-py3-none-any.whl"
