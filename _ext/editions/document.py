"""All pages joined into one document for print: one title page, one contents, links that stay inside."""

from copy import copy
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from ..markup import render
from .formulas import draw_formula
from .key import answer_key, point_to_key
from .links import relink
from .outline import outline
from .pages import MARKS, EditionError, Page, Site, expect, figures, on_white, parse, tex_of, text_of

ROWS, LINES = 40, 16  # up to which a table stays whole on its page, and a listing
SHORT, WIDE = 12, 6  # rows of a short table, columns that fit beside one another


def place(stem: str, anchor: str = "") -> str:
    """Identifier in the joined document of ``anchor`` on the page ``stem``."""
    return f"{stem}--{anchor}" if anchor else stem


def address(stem: str, anchor: str) -> str:
    return f"#{place(stem, anchor)}"


def image(svg: str, alt: str, **attributes: str) -> Tag:
    return Tag(
        name="img",
        attrs={"src": f"data:image/svg+xml,{quote(svg)}", "alt": alt, **attributes},
        can_be_empty_element=True,
    )


def draw_vectors(page: Page) -> None:
    """Formulas and drawings become images; TeX and alt text describe them."""
    for math in page.article.select("math"):
        tex = tex_of(math, page.stem)
        formula = draw_formula(math, page.stem)
        measures = f"width: {formula.width:.4f}em; height: {formula.height:.4f}em; "
        style = measures + f"vertical-align: {-formula.depth:.4f}em"
        math.replace_with(image(formula.svg, tex, style=style, **{"class": "formula"}))
    for _, svg, alt in figures(page.article, page.stem):
        svg.replace_with(image(on_white(svg), alt))


def open_folds(article: Tag) -> None:
    """What a browser folds stands open, under its own label."""
    for fold in article.select("details"):
        fold.name = "div"
        fold["class"] = "open-fold"
        label = expect(fold, "summary", "a fold")
        label.name = "p"
        label["class"] = "fold-label"


def divide(table: Tag) -> None:
    """A long and narrow table of a figure's data becomes several, side by side."""
    rows = table.select("tbody > tr")
    count = min(len(rows) // SHORT + 1, WIDE // len(table.select("thead th")))
    if count < 2:
        return
    height = -(-len(rows) // count)
    beside = Tag(name="div", attrs={"class": "side-by-side"})
    for start in range(0, len(rows), height):
        part = copy(table)
        for number, row in enumerate(part.select("tbody > tr")):
            if not start <= number < start + height:
                row.decompose()
        beside.append(part)
    table.replace_with(beside)


def mark_sizes(article: Tag) -> None:
    """Tables that fit on a page stay whole; listings that are long may be divided."""
    for table in article.select("table.data"):
        divide(table)
    for table in article.select("table"):
        if len(table.select("tr")) <= ROWS:
            table["class"] = f"{' '.join(table.get_attribute_list('class'))} whole"
    for listing in article.select("pre"):
        if listing.get_text().count("\n") > LINES:
            listing["class"] = "long"
    for link in article.select("p.evidence > a, .evidence-list a"):
        link.insert_before("\u200b")  # else WeasyPrint may break the line after the first word


def chapter(soup: BeautifulSoup, page: Page) -> Tag:
    """A page as a chapter of the document."""
    for tag in page.article.select("[id]"):
        tag["id"] = place(page.stem, str(tag["id"]))
    section = soup.new_tag("section", id=place(page.stem), attrs={"class": "chapter"})
    running = soup.new_tag("p", attrs={"class": "running", "aria-hidden": "true"})
    running.string = page.short
    section.append(running)
    section.extend(list(page.article.children))
    return section


def join(site: Site, style: str) -> BeautifulSoup:
    """The whole guide as one HTML document.

    Raises:
        EditionError: a link, a figure or a formula that cannot be printed; names the page.
    """
    soup = parse(render("editions/print.html", site=site, style=Markup(style)))
    front = render("editions/print-title.html", site=site, marks=MARKS)
    relink(site, address)
    for page in site.pages:
        draw_vectors(page)
        open_folds(page.article)
        mark_sizes(page.article)
    key = answer_key(site, address)
    point_to_key(site, address)
    entries = outline((*site.pages, key), address)
    chapters = [chapter(soup, page) for page in (*site.pages, key)]
    body = expect(soup, "body", "document")
    for part in (front, render("editions/print-contents.html", entries=entries)):
        body.extend(list(expect(parse(part), "body", "document").children))
    body.extend(chapters)
    found = {str(tag["id"]) for tag in soup.select("[id]")}
    for link in soup.select("a[href^='#']"):
        if str(link["href"])[1:] not in found:
            raise EditionError(f"a link to {link['href']} leads nowhere: '{text_of(link)}'")
    return soup
