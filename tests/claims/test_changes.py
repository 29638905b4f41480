"""What changed between two builds, as data, as a page and as a summary."""

import html
import json
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from conftest import ROOT, sphinx, tiny_settings

from _ext.claims.comparison import Build, as_markdown, compare, read_build, summary
from _ext.claims.history import feed

LINE = '<svg xmlns="x"><path id="p" d="M 0 0"/></svg>'


def item(center=1.0, half=0.1, interval="95 %", what="gain:", **more):
    estimate = {"center": center, "low": center - half, "high": center + half, "interval": interval}
    return {"stance": "supports", "what": what, "estimate": estimate, "text": f"{center:g}", "timed": False, **more}


def claim(id, verdict="right", evidence=None):
    evidence = [item()] if evidence is None else evidence
    return {"id": id, "chapter": "page", "title": id.upper(), "verdict": verdict, "evidence": evidence}


def build(*claims, figures=None):
    return Build({"version": "1.0.0", "commit": None, "claims": list(claims)}, figures or {})


def test_claims_verdicts_and_figures_are_compared():
    found = compare(
        build(claim("a"), claim("b"), figures={"same": "1", "moved": "1", "gone": "1"}),
        build(claim("b", "partly"), claim("c"), figures={"same": "1", "moved": "2", "new": "2"}),
    )
    assert [c["id"] for c in found.added] == ["c"]
    assert [c["id"] for c in found.withdrawn] == ["a"]
    assert [(b["verdict"], a["verdict"]) for b, a in found.verdicts] == [("right", "partly")]
    assert found.figures == [("moved", "1", "2"), ("new", None, "2"), ("gone", "1", None)]
    assert not compare(build(claim("a")), build(claim("a")))


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (item(1.0, 0.1), item(1.09, 0.1), False),
        (item(1.0, 0.1), item(1.11, 0.1), True),
        (item(1.0, 0.1), item(0.89, 0.1), True),
        (item(2, 0, "exact"), item(2, 0, "exact"), False),
        (item(2, 0, "exact"), item(3, 0, "exact"), True),
        (item(1.0, 0.1, timed=True), item(9.0, 0.1, timed=True), False),
        (item(1.0, 0.1), item(1.0, 0.1, what="loss:"), True),
    ],
)
def test_evidence_has_moved_when_it_left_its_interval(before, after, moved):
    found = compare(build(claim("a", evidence=[before])), build(claim("a", evidence=[after])))
    assert bool(found.moved) == moved


def test_several_measurements_of_one_name_are_told_apart():
    found = compare(build(claim("a", evidence=[item(1), item(2)])), build(claim("a", evidence=[item(1), item(3)])))
    (moved,) = found.moved
    assert (moved.before["text"], moved.after["text"]) == ("2", "3")


def test_the_summary_says_verdicts_first_and_means_nothing_by_titles():
    bad = claim("b", "partly") | {"title": "<img src=x> [a](javascript:b) | @everyone `c`\n# D"}
    text = as_markdown(compare(build(claim("a"), claim("b")), build(bad, claim("c"))), build())
    verdict, withdrawn, added = [line for line in text.splitlines() if line.startswith("- ")]
    assert verdict.startswith("- **verdict**") and withdrawn.startswith("- claim withdrawn") and "new claim" in added
    assert not set(verdict.replace("**", "").replace("&#", "")) & set("<>[]|@`*#")
    assert html.unescape(verdict).count("<img src=x> [a](javascript:b) | @everyone `c` # D") == 1


def test_the_summary_says_that_the_base_or_the_proposal_did_not_build(tmp_path):
    (tmp_path / "after").mkdir()
    assert "This proposal did not build" in summary(tmp_path / "before", tmp_path / "after", "failure")
    (tmp_path / "after/claims.json").write_text('{"version": "1.0.0", "claims": []}')
    assert "starts from did not build" in summary(tmp_path / "before", tmp_path / "after", "failure")
    assert "no earlier build" in summary(tmp_path / "before", tmp_path / "after", "success")


def entry(version, since, *verdicts):
    return {"version": version, "date": "2030-01-02T03:04:05+00:00", "since": since, "verdicts": list(verdicts),
            "withdrawn": [], "added": [], "moved": []}  # fmt: skip


def test_readers_hear_of_each_verdict_that_changed_once():
    changed = {"id": "page-a", "title": "A & <b>", "chapter": "page", "verdict": "right", "before": "wrong"}
    entries = [entry("0.3.0", "version 0.2.1"), entry("0.2.1", "version 0.2.0", changed), entry("0.1.0", None)]
    tree = ElementTree.fromstring(feed(entries, "https://a.example/stable/"))
    atom = "{http://www.w3.org/2005/Atom}"
    [item] = tree.findall(f"{atom}entry")
    assert item.findtext(f"{atom}title") == "A & <b>: wrong → right"
    assert item.find(f"{atom}link").get("href") == "https://a.example/stable/page.html#claim-page-a"
    assert item.findtext(f"{atom}updated") == "2030-01-02T03:04:05+00:00"
    assert all(tree.findtext(f"{atom}{name}") for name in ("id", "title", "updated"))  # what Atom requires


PAGE = """---
file_format: mystnb
---
# Page

```{code-cell}
from snippets.lab.estimates import exactly
from snippets.lab.evidence import supports
supports("page-one", "ones:", exactly(1), equals=1)
supports("page-two", "twos:", exactly(2), equals=2)
```

:::{claim} page-one
:by: key
:verdict: right
:title: One

One.

It is.
:::

:::{claim} page-two
:by: key
:verdict: right
:title: Two

Two.

It is.
:::
"""


def test_the_page_shows_what_changed(tmp_path):
    chapters, before = tmp_path / "chapters", tmp_path / "build/before"
    chapters.mkdir()
    before.mkdir(parents=True)
    (tmp_path / "conf.py").write_text(tiny_settings())
    (tmp_path / "requirements.lock").touch()
    (chapters / "index.md").write_text("# Tiny\n\n```{toctree}\npage\nchanges\n```\n")
    (chapters / "page.md").write_text(PAGE)
    shutil.copy(ROOT / "chapters/changes.md", chapters)
    (chapters / "changes.md").write_text((chapters / "changes.md").read_text().replace("orphan: true", "x: y"))
    ledger = {"version": "0.9.0", "claims": [claim("page-two", "wrong", [item(3, 0, "exact", "twos:")]), claim("old")]}
    (before / "claims.json").write_text(json.dumps(ledger))
    drawing = f'<figure class="drawing align-default" id="figure-page-line">\n<div class="canvas">{LINE}</div></figure>'
    (before / "page.html").write_text(drawing + drawing.replace("drawing", "drawing timed").replace("-line", "-time"))
    assert sphinx(tmp_path, chapters, tmp_path / "build/html").returncode == 0
    page = (tmp_path / "build/html/changes.html").read_text()
    assert "Compared with version 0.9.0." in page and 'href="page.html#claim-page-one"' in page
    for title in ("New claims", "Claims withdrawn", "Verdicts changed", "Evidence that moved", "Figures"):
        assert f"<h2>{title}" in page
    assert "page-line, before" in page and 'id="before-p"' in page and "page-time" not in page
    assert "page-line, now" not in page and "the difference" not in page  # the figure is gone
    assert page.index("<h2>Verdicts changed") < page.index("<h2>New claims")
    kept = json.loads((tmp_path / "build/html/changes.json").read_text())
    shutil.rmtree(before)
    assert sphinx(tmp_path, chapters, tmp_path / "build/html").returncode == 0
    assert "There is no earlier version" in (tmp_path / "build/html/changes.html").read_text()
    before.mkdir()
    past = entry(
        "0.8.1", "version 0.8.0", {**claim("page-one"), "before": "wrong"}, {**claim("old"), "before": "right"}
    )
    (before / "claims.json").write_text(json.dumps(ledger))
    (before / "changes.json").write_text(json.dumps({"versions": [past]}))
    assert sphinx(tmp_path, chapters, tmp_path / "build/html").returncode == 0
    page = (tmp_path / "build/html/changes.html").read_text()
    assert "<h2>Version 0.8.1, compared with version 0.8.0" in page and "OLD: right → right" in page
    this, earlier = json.loads((tmp_path / "build/html/changes.json").read_text())["versions"]
    assert earlier == past and this["verdicts"] == kept["versions"][0]["verdicts"] != []
    assert (tmp_path / "build/html/verdicts.xml").read_text().count("<entry>") == 4
    (before / "claims.json").unlink()
    run = sphinx(tmp_path, chapters, tmp_path / "build/html")
    assert run.returncode != 0 and "claims.json: not the claims of a built site" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_built_site_is_its_own_measure(site, tmp_path):
    assert len(read_build(site).figures) > 15
    shutil.copytree(site, tmp_path / "before")
    ledger = json.loads((site / "claims.json").read_text())
    ledger["claims"] = ledger["claims"][1:]
    (tmp_path / "before/claims.json").write_text(json.dumps(ledger))
    command = [sys.executable, "-m", "_ext.claims.comparison", tmp_path / "before", site, tmp_path / "warnings.txt"]
    (tmp_path / "warnings.txt").write_text("page.md:3: WARNING: something\n")
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.endswith("## Warnings\n\n    page.md:3: WARNING: something\n")
    assert run.stdout.count("\n- ") == 1 and "- new claim" in run.stdout
