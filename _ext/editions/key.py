"""The answer key: every statement of every answer sheet, with its mark."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from bs4 import Tag
from markupsafe import Markup

from ..markup import render
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
            said = Markup(statement.decode_contents())
            rows.append({"claim": marks[id], "statement": said, "address": address(page.stem, f"claim-{id}")})
        parts.append({"page": page, "rows": rows})
    article = expect(parse(render("editions/answer-key.html", parts=parts)), "article", KEY)
    return Page(KEY, "Answer key", article)


def point_to_key(site: Site, address: Address) -> None:
    """Under each answer sheet stands where its marks are."""
    for page in site.chapters:
        words = render("editions/to-key.html", address=address(KEY, page.stem))
        expect(page.article, ".answer-sheet", page.stem).insert_after(expect(parse(words), "p", KEY))
