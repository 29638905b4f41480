"""A chapter brings text and drawings: what browsers run, or fetch from elsewhere, does not build."""

import re

import pytest
from conftest import sphinx, tiny_settings

from _ext.pages.content import faults_of, is_foreign, leads_astray
from _ext.pages.policy import scripts_of_templates

HARMLESS = [
    '<a href="claims.json">data</a>, <b class="x">bold</b> and <kbd>Ctrl</kbd> &lt;script&gt;',
    "<table><tr><td colspan=2>1</td></tr></table>",
    "<!-- a note -->",
]
HARMFUL = [
    "<script>alert(1)</script>",
    "<SCRIPT src=x.js></SCRIPT>",
    "<b onclick='x()'>b</b>",
    "<b/onmouseover=x()>b</b>",
    "<details ontoggle=x() open>",
    '<a href="javascript:x()">a</a>',
    '<a href=" java&#10;script:x()">a</a>',
    '<a href="data:text/html,x">a</a>',
    '<img src="x.png" onerror="x()">',
    '<img src="https://elsewhere.example/x.png">',
    '<iframe srcdoc="x"></iframe>',
    "<svg><animate attributeName=href to=javascript:x()></svg>",
    "<svg><foreignObject></foreignObject></svg>",
    '<form action="https://elsewhere.example"><button>x</button></form>',
    '<meta http-equiv="refresh" content="0; url=https://elsewhere.example">',
    '<base href="https://elsewhere.example">',
    '<link rel="stylesheet" href="https://elsewhere.example/x.css">',
    "<style>@import url(https://elsewhere.example)</style>",
    '<p style="background: url(https://elsewhere.example)">p</p>',
    "<math><mtext><script>x()</script></mtext></math>",
    "<b onclick=x() ",
    "<img src=x onerror=x()",
    "<!DOCTYPE html>",
    "<?xml version='1.0'?>",
    "<noscript><p title='</noscript><script>x()</script>'>",
]


@pytest.mark.parametrize("html", HARMLESS)
def test_plain_tags_are_taken(html):
    assert faults_of(html, "text") == []


@pytest.mark.parametrize("html", HARMFUL)
def test_what_runs_or_fetches_is_named(html):
    assert faults_of(html, "text")
    assert faults_of(html, "drawing")


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><use xlink:href='https://elsewhere.example/x.svg#a'/></svg>",
        "<svg><image href='//elsewhere.example/x.png'/></svg>",
        "<svg><rect fill='url(https://elsewhere.example/x.svg)'/></svg>",
        "<svg onload='x()'/>",
    ],
)
def test_a_drawing_draws_alone(svg):
    assert faults_of(svg, "drawing")
    assert (
        faults_of("<svg><use xlink:href='#a'/><rect fill='url(#b)'/><text x='1'>a &lt; b</text></svg>", "drawing") == []
    )


def test_addresses():
    assert not any(map(leads_astray, ["page.html", "#part", "https://a.example", "mailto:a@b.example", "a/b:c"]))
    assert all(
        map(leads_astray, ["javascript:x", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "file:///x", "blob:x"])
    )
    assert all(
        map(is_foreign, ["https://a.example/x.png", "//a.example/x.png", "data:image/svg+xml,x", "\\\\a.example"])
    )
    assert not any(map(is_foreign, ["x.png", "/images/x.png", "data:image/png;base64,AAAA"]))


def test_only_scripts_of_templates_are_let_in():
    html = "<head><script>mine</script></head><body><p><script>theirs</script></p></body>"
    assert scripts_of_templates(html, {"body": "<p><script>theirs</script></p>", "title": "x"}) == ["mine"]


CHAPTER = """---
file_format: mystnb
myst:
  html_meta:
    "http-equiv=refresh": "0; url=https://elsewhere.example"
---
# Page

Text with <b onclick="x()">a handler</b>.

[a link](javascript:alert(1)) and ![a picture](https://elsewhere.example/x.png)

```{raw} html
<script>alert(1)</script>
```

<iframe src="https://elsewhere.example"></iframe>

```{image} drawn.svg
```

```{image} drawn.svg
:target: "javascript:alert(3)"
```
"""


def test_the_build_names_each_line(tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "conf.py").write_text(tiny_settings("_ext.pages.content"))
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "chapters/index.md").write_text(CHAPTER)
    (tmp_path / "chapters/drawn.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"></svg>')
    for _ in range(2):  # not once and then no more
        run = sphinx(tmp_path, tmp_path / "chapters", tmp_path / "build/html")
        assert run.returncode == 1 and "Traceback" not in run.stderr
        told = re.findall(r"index\.md:(\d+): (.*?); write it in MyST", run.stderr)
        lines = [int(number) for number, _ in told]
        assert min(lines) >= 1 and len(set(lines)) >= 6
        said = "\n".join(what for _, what in told)
        for what in (
            "<b onclick>",
            "<script>",
            "<iframe>",
            "an image from elsewhere",
            "an image with a script",
            "a meta tag",
        ):
            assert what in said
        assert said.count("javascript:") >= 1 and said.count("<script>") == 1
    assert not (tmp_path / "build/html/index.html").exists()
