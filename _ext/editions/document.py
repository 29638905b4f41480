"""All pages joined into one document for print: one title page, one contents, links that stay inside."""

from copy import copy
from html import escape
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag

from snippets.lab.paper import on_paper

from .formulas import draw_formula
from .key import answer_key, point_to_key
from .links import relink
from .pages import MARKS, EditionError, Page, Site, expect, figures, parse, tex_of, text_of

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
        svg.replace_with(image(on_paper(str(svg)), alt))


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


def contents(chapters: list[Tag]) -> str:
    """Every chapter with its sections, each with the page it stands on."""
    lines = []
    for section in chapters:
        title = text_of(expect(section, "h1", "a chapter"))
        sections = [
            f'<a href="#{part["id"]}">{escape(text_of(expect(part, "h2", "a chapter")))}</a>'
            for part in section.select("section:has(> h2)")
        ]
        inner = f'<p class="sections">{" ".join(sections)}</p>' if sections else ""
        lines.append(f'<li><a class="title" href="#{section["id"]}">{escape(title)}</a>{inner}</li>')
    return f'<nav class="contents" id="contents"><h1>Contents</h1><ol>{"".join(lines)}</ol></nav>'


def title_page(site: Site) -> str:
    return (
        '<header class="title-page">'
        f'<p class="marks" aria-hidden="true">{MARKS}</p><p class="title">{escape(site.title)}</p>'
        f'<p class="subtitle">{escape(site.subtitle)}</p>'
        f'<p class="version">Version {escape(site.version)}<br>{escape(site.date)}</p>'
        f'<p class="address"><a href="{escape(site.address)}">{escape(site.address)}</a></p>'
        "<p>Text CC BY 4.0, code MIT</p></header>"
    )


def join(site: Site, style: str) -> BeautifulSoup:
    """The whole guide as one HTML document.

    Raises:
        EditionError: a link, a figure or a formula that cannot be printed; names the page.
    """
    soup = parse(
        f'<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>{escape(site.title)}</title>'
        f'<meta name="author" content="the authors of {escape(site.title)}">'
        f'<meta name="description" content="{escape(site.subtitle)}">'
        f'<meta name="dcterms.created" content="{site.date}">'
        f"<style>{style}</style></head><body></body></html>"
    )
    front = title_page(site)
    relink(site, address)
    for page in site.pages:
        draw_vectors(page)
        open_folds(page.article)
        mark_sizes(page.article)
    key = answer_key(site, address)
    point_to_key(site, address)
    chapters = [chapter(soup, page) for page in (*site.pages, key)]
    body = expect(soup, "body", "document")
    for part in (front, contents(chapters)):
        body.extend(list(expect(parse(part), "body", "document").children))
    body.extend(chapters)
    found = {str(tag["id"]) for tag in soup.select("[id]")}
    for link in soup.select("a[href^='#']"):
        if str(link["href"])[1:] not in found:
            raise EditionError(f"a link to {link['href']} leads nowhere: '{text_of(link)}'")
    return soup
