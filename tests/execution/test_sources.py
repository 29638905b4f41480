"""What Markdown would swallow without a word is refused, with its line."""

import re

import pytest

from _ext.execution.includes import check_includes
from _ext.execution.sources import read_source

CLAIM = ":::{claim} page-one\n:by: key\n\nOne.\n\nBecause.\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"# A\n\nGr\xfc\xdfe\n", ":3: byte 0xfc is not UTF-8"),
        (b"# A\n\nb\0c\n", ":3: a NUL character"),
        (b"# A\r\rb\r", ":1: a carriage return alone"),
        (b"# A\r\n\r\nb\rc\r\n", ":3: a carriage return alone"),
        (b"", ":1: the file is empty"),
        (b"\xef\xbb\xbf \n", ":1: the file is empty"),
        (b"---\na: 1\n\n# A\n", ":1: the front matter has no end"),
        (b"---\na: [\n---\n# A\n", ":2: the front matter is not valid YAML"),
        (b"---\n- a\n---\n# A\n", ":1: the front matter has to be a mapping"),
        (f"# A\n\n{CLAIM}".encode(), ":3: the block opened here is never closed"),
        (f"# A\n\n{CLAIM}\n{CLAIM}:::\n".encode(), ":3: the block opened here is not closed"),
        (b"# A\n\n```{code-cell}\n1\n````\n", ":5: the block of line 3 opens with ```"),
        (b"# A\n\n````{code-cell}\n1\n```\n", ":3: the block opened here is never closed"),
        (b"# A\n\n::::{note}\n:::{tip}\nb\n::::\n", ":4: the block opened here is never closed"),
        (b"# A\n\n:::\n", ":3: ::: closes nothing"),
        (b"# A\n\n```{code-cell}\n:tags: a\n:load: b.py\n```\n", ":5: :load: hides"),
    ],
)  # fmt: skip
def test_a_text_that_would_be_misread_is_refused(tmp_path, content, says):
    path = tmp_path / "page.md"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=re.escape(f"page.md{says}")):
        read_source(path)


@pytest.mark.parametrize(
    "text",
    [
        "---\na: 1\n---\n# A\n",
        f"# A\n\n{CLAIM}:::\n\n::::{{note}}\n:::{{tip}}\n```python\nx\n```\n:::\n::::\n",
        "# A\n\n````\n```{code-cell}\n````\n\n- b\n  ```\n  c\n  ```\n",
        "# A\n\n```{code-cell}\nprint('''\n:::\n''')\n```\n\nA line with ```code``` in it.\n",
    ],
)
def test_line_ends_and_a_mark_of_bytes_change_nothing(tmp_path, text):
    path = tmp_path / "page.md"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read_source(path) == text


@pytest.mark.parametrize(
    ("page", "part", "says"),
    [
        ("```{include} part.md\n```", "# Part\n\n```{code-cell}\n1\n```", "part.md:3: a code cell in an included file"),
        ("```{include} part.md\n```", "Gr\udcfc\udcdfe", "part.md:1: byte 0xfc is not UTF-8"),
        (
            ":::{note}\n```{include} part.md\n```\n:::",
            "```{include} page.md\n```",
            "part.md:1: the included file 'page",
        ),
        ("a\n\n:::{note}\n\n```{include} none.md\n```\n:::", "", "page.md:5: the included file 'none.md' is not there"),
        ("```{include} ../../none.md\n```", "", "page.md:1: the included file '../../none.md' lies outside"),
    ],
)
def test_a_file_that_cannot_be_included_is_named(tmp_path, page, part, says):
    path = tmp_path / "page.md"
    path.write_text(page)
    (tmp_path / "part.md").write_bytes(part.encode("utf8", "surrogateescape"))
    with pytest.raises(ValueError, match=re.escape(says)):
        check_includes(path, page, tmp_path)


def test_what_can_be_included_is(tmp_path):
    (tmp_path / "part.md").write_text("```{code-cell}\n1\n```")
    shown = "```{include} part.md\n:code: md\n```\n\n```md\n```{include} none.md\n```\n"
    check_includes(tmp_path / "page.md", shown, tmp_path)
