"""Where the pages of the PDF begin in the EPUB, so that a page can be named to those who read the other."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf
from bs4 import Tag

from .links import Address
from .pages import EditionError, Page

HOLDERS = {"article", "section", "div", "figure", "li", "p", "h1", "h2", "h3"}  # what a mark may stand in
Places = dict[int, list[tuple[str, str]]]  # by number of a page: page of the site and identifier on it, from the top


def places_in(pdf: Path, site: Path) -> Places:
    """Every place on every page of ``pdf``, an edition of ``site``.

    Raises:
        EditionError: there is no PDF, or a page of the site is newer.
    """
    built = max(page.stat().st_mtime for page in site.glob("*.html"))
    if not pdf.is_file() or pdf.stat().st_mtime < built:
        raise EditionError(f"{pdf}, whose pages it names, is not there or older than the site; run: make pdf")
    found: dict[int, list[tuple[float, str]]] = defaultdict(list)
    with pikepdf.open(pdf) as opened:
        numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(opened.pages, 1)}
        for name, target in pikepdf.NameTree(opened.Root.Names.Dests).items():
            page, _, _, height, *_ = target
            found[numbers[page.objgen]].append((-float(height), name))
    split = {number: [name.partition("--") for _, name in sorted(found[number])] for number in sorted(found)}
    return {number: [(stem, anchor) for stem, _, anchor in places] for number, places in split.items()}


def mark_pages(pages: Iterable[Page], places: Places, address: Address) -> dict[int, str]:
    """Put a mark where the first place of each page stands; the address of each mark, by number."""
    articles = {page.stem: page.article for page in pages}
    marks = {}
    for number, found in places.items():
        for stem, anchor in found:
            article = articles.get(stem)
            place = article.find(id=anchor) if article and anchor else article
            if place and place.name in HOLDERS:
                named = {"id": f"page-{number}", "role": "doc-pagebreak", "aria-label": f"page {number}"}
                place.insert(0, Tag(name="span", attrs={"epub:type": "pagebreak", **named}))
                marks[number] = address(stem, f"page-{number}")
                break
    return marks
