"""What the editions are called, as files and on pages."""

FILES = {
    "PDF": "marked-answers-{version}.pdf",
    "EPUB": "marked-answers-{version}.epub",
    "notebooks": "notebooks",
    "Anki cards": "marked-answers-{version}.apkg",
    "offline archive": "marked-answers-{version}.zip",
}
