"""Code on paper: three kinds of tokens, and long lines that keep their indent where they go on."""

from collections.abc import Iterator
from itertools import groupby

from bs4 import Tag
from bs4.element import NavigableString

WIDTH = 104  # columns that fit on a page
LONG = 16  # lines from which a listing may be divided
KINDS = {"c": "comment", "k": "keyword", "s": "string"}  # Pygments' classes, by their first letter

Token = tuple[str, str]  # kind and text


def kind_of(text: NavigableString) -> str:
    """The kind of a token: that of the span around it."""
    span = text.parent
    name = span.get_attribute_list("class")[0] if span and span.name == "span" else None
    return KINDS.get((name or "")[:1], "")


def tokens(pre: Tag) -> Iterator[Token]:
    """The code in ``pre``; none goes over the end of a line."""
    for text in pre.find_all(string=True):
        for part in str(text).splitlines(keepends=True):
            yield kind_of(text), part


def lines(pre: Tag) -> Iterator[list[Token]]:
    """Neighbours of one kind are one token: each costs a box, and an element that a screen reader stops at."""
    line: list[Token] = []
    for (kind, ended), parts in groupby(tokens(pre), key=lambda token: (token[0], token[1].endswith("\n"))):
        text = [text for _, text in parts]
        for whole in text if ended else ["".join(text)]:
            line.append((kind, whole))
            if ended:
                yield line
                line = []
    yield line


def spans(line: list[Token]) -> list[Tag | NavigableString]:
    made: list[Tag | NavigableString] = []
    for kind, text in line:
        if kind:
            made.append(Tag(name="span", attrs={"class": kind}))
            made[-1].append(NavigableString(text))  # type: ignore[union-attr]
        else:
            made.append(NavigableString(text))
    return made


def set_listing(pre: Tag) -> None:
    """Set the code in ``pre`` for paper."""
    found = list(lines(pre))
    pre.clear()
    if len(found) > LONG:
        pre["class"] = "long"
    for line in found:
        text = "".join(text for _, text in line)
        if len(text) > WIDTH:
            indent = len(text) - len(text.lstrip()) + 4
            block = Tag(name="span", attrs={"class": "long-line", "style": f"--indent: {indent}"})
            block.extend(spans([*line[:-1], (line[-1][0], line[-1][1].removesuffix("\n"))]))
            pre.append(block)
        else:
            pre.extend(spans(line))
