"""What stands on cards: a claim or a question in front, one sentence behind it, and the rest in a fold."""

import re
from collections.abc import Iterator, Mapping
from copy import copy

from bs4 import Tag
from bs4.element import NavigableString

from .key import Claim, claims_of
from .pages import EditionError, Page, Site, expect, figures, text_of

ASKED = "Right, partly right or wrong?"
MARKS = {  # as an answer to what is asked; what the learner left out is right
    "right": "✓ right",
    "partly": "◐ partly right",
    "wrong": "✗ wrong",
    "missing": "+ right, and the learner left it out",
}
END = re.compile(r"(?<! al)[.!?][”’)]*(?=\s)")  # of a sentence; "et al." is no end
CLAIM_FIELDS = [
    "ID", "Question", "Statement", "Asked", "Verdict", "Mark", "Reason", "More", "Figure", "Evidence", "Speaker", "Link"
]  # fmt: skip
QUESTION_FIELDS = ["ID", "Question", "Answer", "More", "Link"]
Fields = dict[str, str]


def inner(tag: Tag) -> str:
    """What is in ``tag``, for a field of a note: on one line, but for listings."""
    return tag.decode_contents().strip()


def divided(prose: Tag) -> tuple[str, str]:
    """The first sentence of ``prose``, without the intervals that only auditors read, and all that follows."""
    rest = copy(prose)
    paragraph = expect(rest, "p", "a card")
    sentence = Tag(name="p")
    for part in list(paragraph.children):
        end = END.search(part) if isinstance(part, NavigableString) else None
        if isinstance(part, NavigableString) and end:
            sentence.append(part[: end.end()])
            part.replace_with(part[end.end() :].lstrip())
            break
        sentence.append(part.extract())
    if not text_of(paragraph):
        paragraph.decompose()
    for interval in sentence.select(".audit"):
        interval.decompose()
    return str(sentence), inner(rest)


def first_name(address: str, redirects: Mapping[str, str]) -> str:
    """What a page or a part of one was called at first, by which its card is known for ever."""
    while older := next((old for old, new in redirects.items() if new == address), None):
        address = older
    return address


def media_name(address: str) -> str:
    """The file that shows the figure at ``address``."""
    return f"marked-answers-{address.partition('#')[2]}.svg"


def figure_of(site: Site, page: Page, claim: Claim) -> str:
    """The figure that a claim names, with its caption.

    Raises:
        EditionError: its page does not have it.
    """
    address = site.claims[claim.id]["figure"] if claim.id in site.claims else None
    if not address:
        return ""
    for figure, _, alt in figures(page.article, page.stem):
        if address == f"{page.stem}.html#{figure['id']}":
            source = {"src": media_name(address), "alt": alt}
            image = Tag(name="img", attrs=source, can_be_empty_element=True)
            caption = copy(expect(figure, "figcaption > p", page.stem))
            expect(caption, ".caption-number", page.stem).decompose()
            return f"<figure>{image}<figcaption>{inner(caption)}</figcaption></figure>"
    raise EditionError(f"{page.stem}: claim '{claim.id}' names the figure {address}, which is not there")


def claim_cards(site: Site, page: Page) -> Iterator[Fields]:
    """A card for each claim of a page."""
    for claim in claims_of(page):
        sentence, rest = divided(claim.part(".reason"))
        yield {
            "ID": claim.id,
            "Question": text_of(expect(page.article, "h1", page.stem)),
            "Statement": inner(claim.part(".statement")),
            "Asked": ASKED,
            "Verdict": claim.verdict,
            "Mark": MARKS[claim.verdict],
            "Reason": sentence,
            "More": rest,
            "Figure": figure_of(site, page, claim),
            "Evidence": inner(claim.part(".evidence-of-claim")),
            "Speaker": text_of(claim.part(".speaker")).rstrip(":") + " it.",
            "Link": f"{site.address}{page.stem}.html#claim-{claim.id}",
        }


def withdrawn_cards(site: Site, page: Page) -> Iterator[Fields]:
    """A card for each claim that a page once had: it tells who has learned it that it does not hold."""
    for box in page.article.select(".retired"):
        reason = copy(box)
        expect(reason, "p", page.stem).decompose()  # its head
        sentence, rest = divided(reason)
        yield dict.fromkeys(CLAIM_FIELDS, "") | {
            "ID": str(box["id"]).removeprefix("claim-"),
            "Statement": "This claim was withdrawn. Suspend the card, or delete it.",
            "Verdict": "withdrawn",
            "Mark": "withdrawn",
            "Reason": sentence,
            "More": rest,
            "Link": f"{site.address}{page.stem}.html#{box['id']}",
        }


def question_card(site: Site, page: Page) -> Fields:
    """A card for the question of a chapter: the answer is its correction."""
    correction = copy(expect(page.article, "section#correction", page.stem))
    expect(correction, "h2", page.stem).decompose()
    sentence, rest = divided(correction)
    return {
        "ID": f"question-{page.stem}",
        "Question": text_of(expect(page.article, "h1", page.stem)),
        "Answer": sentence,
        "More": rest,
        "Link": f"{site.address}{page.stem}.html#correction",
    }
