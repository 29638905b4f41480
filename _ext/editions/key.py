"""The answer key: every statement of every answer sheet, with its mark."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from html import escape

from bs4 import Tag

from .links import Address
from .pages import EditionError, Page, Site, expect, parse, text_of

KEY = "answer-key"


@dataclass(frozen=True)
class Claim:
    """A claim as its page shows it."""

    id: str
    verdict: str
    box: Tag  # all of it
    where: str

    def part(self, selector: str) -> Tag:
        return expect(self.box, selector, f"{self.where}, claim {self.id}")

    @property
    def mark(self) -> str:
        """Symbol and word of the verdict."""
        return f"{text_of(self.part('.given .symbol'))} {self.verdict}"


def claims_of(page: Page) -> Iterator[Claim]:
    """The claims of a page, in its order.

    Raises:
        EditionError: a claim lacks its address or its verdict.
    """
    for box in page.article.select(".claim"):
        anchor = str(box.get("id", ""))
        if not anchor.startswith("claim-"):
            raise EditionError(f"{page.stem}: a claim has no address")
        verdict = text_of(expect(box, ".given .verdict", f"{page.stem}, {anchor}"))
        yield Claim(anchor.removeprefix("claim-"), verdict, box, page.stem)


def sheet_of(page: Page) -> Iterator[tuple[str, Tag]]:
    """Claim ID and statement (a copy) of each line of a chapter's answer sheet."""
    for item in expect(page.article, ".answer-sheet", page.stem).select("li[id^=sheet-]"):
        yield str(item["id"]).removeprefix("sheet-"), copy(expect(item, "p", page.stem))


def answer_key(site: Site, address: Address) -> Page:
    """The appendix: each statement of each answer sheet, its mark, and the way to the reason.

    Raises:
        EditionError: a statement has no claim.
    """
    parts = []
    for page in site.chapters:
        marks = {claim.id: claim for claim in claims_of(page)}
        rows = []
        for id, statement in sheet_of(page):
            if id not in marks:
                raise EditionError(f"{page.stem}: statement '{id}' of the answer sheet has no claim")
            mark = f'<strong class="verdict-{marks[id].verdict} verdict">{marks[id].mark}</strong>'
            why = f'<a class="why" href="{address(page.stem, f"claim-{id}")}">why?</a>'
            rows.append(f"<li><p>{mark} {statement.decode_contents()} {why}</p></li>")
        heading = f"<h2>{escape(page.short)}</h2>"
        parts.append(f'<section class="key" id="{page.stem}">{heading}<ol>{"".join(rows)}</ol></section>')
    words = "<h1>Appendix: answer key</h1><p>The marks of every answer sheet, statement by statement.</p>"
    article = expect(parse(f"<article>{words}{''.join(parts)}</article>"), "article", KEY)
    return Page(KEY, "Answer key", article)


def point_to_key(site: Site, address: Address) -> None:
    """Under each answer sheet stands where its marks are."""
    for page in site.chapters:
        link = f'<a href="{address(KEY, page.stem)}">answer key</a>'
        words = f'<p class="to-key">The marks are in the {link}, and with their reasons on the pages that follow.</p>'
        expect(page.article, ".answer-sheet", page.stem).insert_after(expect(parse(words), "p", KEY))
