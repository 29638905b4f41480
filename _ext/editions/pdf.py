"""`make pdf`: the guide as tagged PDFs, one to read and one with everything, set by WeasyPrint from the built pages."""

import gc
import logging
import os
import shutil
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib
from bs4 import BeautifulSoup

from ..pages.assets import joined
from .document import join
from .files import RECORD
from .formulas import MATH_FONT
from .making import make_all, step
from .pages import EditionError, Site
from .tags import finish

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
FACES = [
    *(("STIX Two Text", FONTS / f"stix-two-text-latin-{weight}-{style}.woff2", weight, style)
      for weight in (400, 700) for style in ("normal", "italic")),
    ("STIX Two Math", MATH_FONT, 400, "normal"),
    ("DejaVu Sans", DEJAVU / "DejaVuSans.ttf", 400, "normal"),
    ("DejaVu Sans", DEJAVU / "DejaVuSans-Bold.ttf", 700, "normal"),
    ("DejaVu Sans Mono", DEJAVU / "DejaVuSansMono.ttf", 400, "normal"),
    ("DejaVu Sans Mono", DEJAVU / "DejaVuSansMono-Bold.ttf", 700, "normal"),
]  # fmt: skip
NO_OTHER_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}</dir><cachedir>{0}</cachedir></fontconfig>
"""


PAPERS = ("A4", "letter")


def style(paper: str) -> str:
    faces = [
        f'@font-face {{ font-family: "{family}"; src: url("{path.as_uri()}"); '
        f"font-weight: {weight}; font-style: {style} }}"
        for family, path, weight, style in FACES
    ]
    return "\n".join([*faces, joined(HERE / "print" / "guide.css"), f"@page {{ size: {paper} }}"])


class Complaints(logging.Handler):
    """What WeasyPrint could not set."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


def set_pages(guide: BeautifulSoup, site: Site, target: Path) -> int:
    """Write the PDF; return its number of pages.

    Raises:
        EditionError: a glyph, a link or an image is missing.
    """
    import weasyprint  # not before main has named the fonts

    complaints = Complaints()
    weasyprint.LOGGER.handlers, weasyprint.LOGGER.propagate = [complaints], False
    formulas = {str(image["alt"]) for image in guide.select(".formula > img")}
    options = {"pdf_variant": "pdf/a-3a", "pdf_forms": True}
    document = weasyprint.HTML(string=str(guide), base_url=str(site.folder)).render(**options)
    document.write_pdf(target, finisher=lambda document, pdf: finish(document, pdf, formulas), **options)
    if complaints.found:
        raise EditionError("; ".join(dict.fromkeys(complaints.found)))
    return len(document.pages)


def build(site: Site, target: Path, *, whole: bool, paper: str) -> None:
    gc.collect()  # what the edition before has left; else a gigabyte would not do
    with step("joining the pages, drawing formulas"):
        guide = join(site, style(paper), whole=whole)
    with step("setting the document"):
        pages = set_pages(guide, site, target)
    print(f"  {pages} pages")


def main() -> int:
    paper = sys.argv[2] if sys.argv[2:] else PAPERS[0]
    if paper not in PAPERS:
        print(f"There is no paper '{paper}' here; take PAPER={' or PAPER='.join(PAPERS)}", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:  # the machine's own fonts would change the result
        settings = Path(folder) / "fonts.conf"
        shutil.copy(DEJAVU / "DejaVuSans.ttf", folder)
        settings.write_text(NO_OTHER_FONTS.format(folder), "utf8")
        os.environ["FONTCONFIG_FILE"] = str(settings)
        made = partial(build, paper=paper)
        return make_all({"PDF": partial(made, whole=False), RECORD: partial(made, whole=True)})


if __name__ == "__main__":
    sys.exit(main())
