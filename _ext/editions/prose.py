"""Pages as markdown that any notebook shows: TeX in dollars, claims as quotations, folds as details."""

import re
from typing import Any

from bs4 import Tag
from markdownify import MarkdownConverter

from .pages import expect

ANCHOR = "anchor"


def quote(markdown: str) -> str:
    lines = re.sub(r"\n{3,}", "\n\n", markdown.strip()).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


class Prose(MarkdownConverter):
    """Converts the parts of an article; one method for each kind of element that markdown does not know."""

    def convert_math(self, tag: Tag, text: str, parent_tags: Any) -> str:
        tex = expect(tag, "annotation", "a formula").get_text().strip()
        return f"\n\n$${tex}$$\n\n" if tag.get("display") == "block" else f"${tex}$"

    def convert_div(self, tag: Tag, text: str, parent_tags: Any) -> str:
        classes = tag.get_attribute_list("class")
        if ANCHOR in classes:
            text = f'<a id="{tag["id"]}"></a>'
        elif "claim" in classes:
            text = quote(text)
        elif "statement" in classes:
            text = f"*{text.strip()}*"
        return f"\n\n{text.strip()}\n\n"

    def convert_details(self, tag: Tag, text: str, parent_tags: Any) -> str:
        return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

    def convert_summary(self, tag: Tag, text: str, parent_tags: Any) -> str:
        return f"<summary>{text.strip()}</summary>\n\n"

    def convert_figcaption(self, tag: Tag, text: str, parent_tags: Any) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_span(self, tag: Tag, text: str, parent_tags: Any) -> str:
        return f"**{text.strip()}.** " if "caption-number" in tag.get_attribute_list("class") else text

    def convert_svg(self, tag: Tag, text: str, parent_tags: Any) -> str:
        return ""  # it is an output of the cell that draws it


def set_anchors(article: Tag) -> None:
    """Whatever a link of the page itself leads to gets an anchor that survives as markdown."""
    targets = {str(link["href"])[1:] for link in article.select("a[href^='#']")}
    for tag in article.select("[id]"):
        if tag["id"] in targets:
            anchor = Tag(name="div", attrs={"class": ANCHOR, "id": str(tag["id"])})
            if tag.name == "section":
                tag.insert(0, anchor)
            else:
                tag.insert_before(anchor)


def language_of(pre: Tag) -> str:
    return "python" if pre.find_parent(class_="highlight-python") else ""


def markdown(parts: list[Tag]) -> str:
    """The markdown of ``parts``, which follow one another."""
    prose = Prose(heading_style="atx", bullets="-", code_language_callback=language_of)
    texts = (prose.convert_soup(part).strip() for part in parts)
    return "\n\n".join(text for text in texts if text)
