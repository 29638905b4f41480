"""All pages joined into one document for print: one title page, one contents, links that stay inside."""

from copy import copy
from dataclasses import replace
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from ..citation import LICENCES, citation
from ..markup import render
from .formulas import draw_formula, presentation
from .key import answer_key, point_to_key
from .links import relink
from .listings import set_listing
from .outline import outline
from .pages import MARKS, EditionError, Page, Site, expect, figures, on_white, parse, text_of
from .reader import abridge
from .spoken import as_text, is_simple, spoken, typed

ROWS = 40  # up to which a table stays whole on its page
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


def set_formula(math: Tag, where: str) -> Tag:
    """A formula as text; else as an image that says it, under a line that can be searched and copied."""
    content = presentation(math)
    if is_simple(content):
        return fragment(Markup('<span class="letters">{}</span>').format(as_text(content)))
    formula, line = draw_formula(math, where), typed(content)
    whole = fragment(render("editions/print-formula.html", line=line, size=min(1, 1.8 * formula.width / len(line))))
    measures = f"width: {formula.width:.4f}em; height: {formula.height:.4f}em; "
    whole.append(image(formula.svg, spoken(content), style=measures + f"vertical-align: {-formula.depth:.4f}em"))
    return whole


def draw_vectors(page: Page) -> None:
    """Formulas become text or images, drawings become images; alt text describes them."""
    for math in page.article.select("math"):
        math.replace_with(set_formula(math, page.stem))
    for _, svg, alt in figures(page.article, page.stem):
        svg.replace_with(image(on_white(svg), alt))


def fragment(markup: str) -> Tag:
    """The element that ``markup`` writes."""
    return expect(BeautifulSoup(markup, "html.parser"), "*", "a template")


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
        set_listing(listing)
    for link in article.select("p.evidence > a, .evidence-list a"):
        link.insert_before("\u200b")  # else WeasyPrint may break the line after the first word


def set_boxes(page: Page) -> None:
    """The boxes of an answer sheet can be ticked on the screen, too."""
    for item in page.article.select("li[id^=sheet-]"):
        boxes = expect(item, ".boxes", page.stem)
        statement = text_of(expect(item, "p", page.stem))
        words = text_of(boxes).replace("☐", "").split()
        boxes.replace_with(
            fragment(render("editions/print-boxes.html", id=item["id"], words=words, statement=statement))
        )


def chapter(soup: BeautifulSoup, page: Page) -> Tag:
    """A page as a chapter of the document."""
    for tag in page.article.select("[id]"):
        tag["id"] = place(page.stem, str(tag["id"]))
    section = soup.new_tag("section", id=place(page.stem), attrs={"class": "chapter"})
    expect(page.article, "h1", page.stem)["data-running"] = page.short
    section.extend(list(page.article.children))
    return section


def join(site: Site, style: str, *, whole: bool = True) -> BeautifulSoup:
    """The guide as one HTML document: the whole record, or the reader's part of it.

    Raises:
        EditionError: a link, a figure or a formula that cannot be printed; names the page.
    """
    said = citation()
    soup = parse(render("editions/print.html", site=site, said=said, whole=whole, style=Markup(style)))
    front = render("editions/print-title.html", site=site, said=said, marks=MARKS, whole=whole)
    licences = [LICENCES[licence] for licence in said.licences]
    terms = render("editions/print-terms.html", site=site, said=said, licences=licences, whole=whole)
    site = replace(site, pages=[replace(page, article=copy(page.article)) for page in site.pages])
    if not whole:
        abridge(site)
    relink(site, address)
    for page in site.pages:
        draw_vectors(page)
        set_boxes(page)
        open_folds(page.article)
        mark_sizes(page.article)
    key = answer_key(site, address)
    point_to_key(site, address)
    entries = outline((*site.pages, key), address)
    chapters = [chapter(soup, page) for page in (*site.pages, key)]
    body = expect(soup, "body", "document")
    body["class"] = "record" if whole else "reader"
    for part in (front, terms, render("editions/print-contents.html", entries=entries)):
        body.extend(list(expect(parse(part), "body", "document").children))
    body.extend(chapters)
    found = {str(tag["id"]) for tag in soup.select("[id]")}
    for link in soup.select("a[href^='#']"):
        if str(link["href"])[1:] not in found:
            raise EditionError(f"a link to {link['href']} leads nowhere: '{text_of(link)}'")
    return soup
