"""The contents of a book: every page with its sections, each with its address within the edition."""

from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import Tag

from .links import Address
from .pages import Page, text_of


@dataclass(frozen=True)
class Entry:
    """A line of the contents, with those below it."""

    title: str
    address: str
    sections: tuple["Entry", ...] = ()


def section_of(head: Tag) -> str:
    """Identifier of the section that ``head`` is the heading of."""
    return str(head.parent["id"]) if head.parent else ""


def outline(pages: Iterable[Page], address: Address) -> list[Entry]:
    """Each of ``pages`` and its sections."""
    return [
        Entry(
            page.title,
            address(page.stem, ""),
            tuple(
                Entry(text_of(head), address(page.stem, section_of(head)))
                for head in page.article.select("section[id] > h2")
            ),
        )
        for page in pages
    ]
