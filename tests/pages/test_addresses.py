"""What moved or was withdrawn is still found at its address."""

import pytest
from conftest import served, sphinx, tiny_settings

SETTINGS = tiny_settings("_ext.pages.redirects", "_ext.pages.retired")
RETIRED = ":::{retired} page-old\nWithdrawn in version 0.3: its bound was too wide.\n:::\n"
CLAIM = """
```{code-cell}
from snippets.lab.estimates import exactly
from snippets.lab.evidence import supports
supports("page-old", "one:", exactly(1), equals=1)
```

:::{claim} page-old
:by: key
:verdict: right
:title: One

One.

It is.
:::
"""


def build(folder, *, redirects="{}", more=""):
    (folder / "chapters").mkdir(exist_ok=True)
    (folder / "conf.py").write_text(f"{SETTINGS}\nguide_redirects = {redirects}\nhtml_baseurl = 'https://a.example/'\n")
    (folder / "requirements.lock").touch()
    (folder / "chapters/index.md").write_text("# Tiny\n\n```{toctree}\npage\n```\n")
    (folder / "chapters/page.md").write_text(f"---\nfile_format: mystnb\n---\n# Page\n\n{RETIRED}{more}")
    return sphinx(folder, folder / "chapters", folder / "html")


def test_a_moved_page_and_a_withdrawn_claim_keep_their_addresses(tmp_path):
    run = build(tmp_path, redirects='{"old": "page#claim-page-old"}')
    assert run.returncode == 0, run.stderr
    assert 'id="claim-page-old"' in (tmp_path / "html/page.html").read_text()
    html = (tmp_path / "html/old.html").read_text()
    assert 'content="0; url=page.html#claim-page-old"' in html
    assert '<link rel="canonical" href="https://a.example/page.html#claim-page-old" />' in html


def test_parts_of_pages_are_found_under_their_old_names(tmp_path, chromium):
    moved = {
        "old": "page", "old#claim-old-first": "page#claim-page-old",
        "page#figure-page-before": "page#claim-page-old", "page#claim-page-gone": "index#tiny",
    }  # fmt: skip
    run = build(tmp_path, redirects=repr(moved))
    assert run.returncode == 0, run.stderr
    context = chromium.new_context()
    page = context.new_page()
    with served(tmp_path / "html") as address:
        for old, new in (
            ("old.html", "page.html"),
            ("old.html#claim-old-first", "page.html#claim-page-old"),
            ("old.html#claim-page-old", "page.html#claim-page-old"),
        ):
            page.goto(f"{address}/{old}")
            page.wait_for_url(f"{address}/{new}")
        page.goto(f"{address}/page.html#figure-page-before")
        assert page.evaluate("document.querySelector(':target').nextSibling !== null")
        page.goto(f"{address}/page.html#claim-page-gone")
        page.locator(":target a").click()
        page.wait_for_url(f"{address}/index.html#tiny")
    context.close()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"redirects": '{"old": "nowhere"}'}, "'old' leads to 'nowhere', which is no page"),
        ({"redirects": '{"page": "index"}'}, "the page 'page' still exists"),
        ({"redirects": '{"old": "page#nothing"}'}, "'old' leads to 'page#nothing', and that page has no such part"),
        ({"redirects": '{"old#a": "page"}'}, "'old' is no page, and leads to none; say where the page went, too"),
        ({"redirects": '{"page#claim-page-old": "index"}'}, "the part 'page#claim-page-old' still exists; take it out"),
        ({"more": CLAIM}, "claim ID 'page-old' was retired at"),
        ({"more": RETIRED}, "claim ID 'page-old' was retired at"),
    ],
)
def test_addresses_that_contradict_each_other_stop_the_build(tmp_path, changes, says):
    run = build(tmp_path, **changes)
    assert run.returncode != 0 and says in run.stderr and "Traceback" not in run.stderr
