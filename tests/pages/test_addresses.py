"""What moved or was withdrawn is still found at its address."""

import pytest
from conftest import sphinx, tiny_settings

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


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"redirects": '{"old": "nowhere"}'}, "'old' leads to 'nowhere', which is no page"),
        ({"redirects": '{"page": "index"}'}, "the page 'page' still exists"),
        ({"more": CLAIM}, "claim ID 'page-old' was retired at"),
        ({"more": RETIRED}, "claim ID 'page-old' was retired at"),
    ],
)
def test_addresses_that_contradict_each_other_stop_the_build(tmp_path, changes, says):
    run = build(tmp_path, **changes)
    assert run.returncode != 0 and says in run.stderr and "Traceback" not in run.stderr
