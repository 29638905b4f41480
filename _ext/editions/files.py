"""What the editions are called, as files and on pages."""

NOTEBOOKS = "notebooks"  # a folder, with one for each chapter
ARCHIVE = "offline archive"
FILES = {
    "PDF": "marked-answers-{version}.pdf",
    "EPUB": "marked-answers-{version}.epub",
    "Anki cards": "marked-answers-{version}.apkg",
    ARCHIVE: "marked-answers-{version}.zip",
    "notebooks": NOTEBOOKS,
}
