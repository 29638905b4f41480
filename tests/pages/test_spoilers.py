"""Nothing gives a learner's verdict away before it is asked for: not in text, attributes, code, captions or titles."""

import functools
import json

import pytest
from bs4 import BeautifulSoup

OPEN = {"ledger", "misconceptions", "changes", "methods"}  # pages that readers open to see verdicts
WORDS = ("right", "partly", "wrong", "supports", "limits", "refutes")


@functools.cache
def unmarked(path):
    """A page as a reader has it who has opened no fold."""
    page = BeautifulSoup(path.read_text(), "lxml")
    for fold in page.select("details"):
        summary = fold.find("summary", recursive=False)
        fold.clear()
        fold.append(summary)
    return page


@pytest.fixture(scope="module")
def learners(site):
    """The learner's statements, and where a chapter has none, what is often said."""
    claims = json.loads((site / "claims.json").read_text())["claims"]
    answered = {claim["chapter"] for claim in claims if claim["by"] == "learner"}
    return [c for c in claims if c["by"] == ("learner" if c["chapter"] in answered else "often")]


def claims_of(tag):
    """The claims that a tag asks for, is, or leads to."""
    return {tag.get("data-claim"), *(tag.get(name, "").partition("claim-")[2] for name in ("id", "href"))}


def test_no_page_marks_a_learners_statement(site, learners):
    verdicts, told = {claim["id"]: claim["verdict"] for claim in learners}, set()
    for path in sorted(site.glob("*.html")):
        if path.stem in OPEN:
            continue
        page = unmarked(path)
        for tag in page.select("[data-claim], [id^=claim-], [href*=claim-]"):
            for claim in claims_of(tag) & verdicts.keys():
                told.add(claim)
                values = " ".join(str(value) for part in (tag, *tag.find_all(True)) for value in part.attrs.values())
                assert f"verdict-{verdicts[claim]}" not in values and "pen-" not in values, path.name
        assert not page.select(".said[class*=verdict], .to-mark .given, .to-mark .pen"), path.name
    assert told == verdicts.keys()


def test_no_code_judges_in_view(site, learners):
    for path in sorted(site.glob("*.html")):
        for block in unmarked(path).select("pre"):
            assert not any(f"{word}(" in block.get_text() for word in WORDS[3:]), path.name


def test_the_correction_waits(site):
    for path in sorted(site.glob("*.html")):
        section = unmarked(path).select_one("section#correction")
        assert section is None or not section.select("p"), path.name


def test_a_reader_with_scripts_sees_no_verdict_of_the_learner(visit, learners):
    for chapter in dict.fromkeys(claim["chapter"] for claim in learners):
        page = visit(f"{chapter}.html")
        for claim in (c for c in learners if c["chapter"] == chapter):
            assert page.locator(f"#claim-{claim['id']} .given").is_hidden()
        assert page.locator(".script [class*=verdict]").count() == 0
