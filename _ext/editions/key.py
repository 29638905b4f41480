"""The answer key: every statement of every answer sheet, with its mark."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

from bs4 import Tag

from .pages import EditionError, Page, expect, text_of


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
