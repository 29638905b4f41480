"""The built site: no warning, every claim at its address, every figure described, nothing from elsewhere."""

import json
import re


def test_every_claim_of_the_ledger_stands_at_its_address(site):
    claims = json.loads((site / "claims.json").read_text())["claims"]
    assert claims
    for claim in claims:
        page, _, anchor = claim["address"].partition("#")
        assert f'id="{anchor}"' in (site / page).read_text()
        assert claim["evidence"] and all(item["met"] for item in claim["evidence"])


def test_cpu_times_are_marked_as_such_and_decide_nothing(site):
    """They are all that a second run changes."""
    claims = json.loads((site / "claims.json").read_text())["claims"]
    assert not [item for claim in claims for item in claim["evidence"] if item["timed"]]
    assert 'title="CPU time of this run"' in (site / "dropout.html").read_text()
    assert 'title="CPU time of this run"' not in (site / "momentum.html").read_text()


def test_the_front_page_shows_a_chapters_drawing_with_its_description(site):
    drawing = re.compile(
        r'<div class="canvas" role="img" aria-label="Bars of training accuracy[^>]*>.*?</div>', re.DOTALL
    )
    shown, original = (drawing.search((site / page).read_text()) for page in ("index.html", "symmetry.html"))
    assert shown and original and shown[0] == original[0]


def test_the_picture_of_a_link_says_the_unmarked_answer_in_plain_characters(site):
    page = (site / "symmetry.html").read_text()
    [said] = re.findall(r'property="og:image:alt" content="An answer to mark: ([^"]*)"', page)
    claims = json.loads((site / "claims.json").read_text())["claims"]
    answers = [claim["text"] for claim in claims if claim["id"].startswith("symmetry-") and claim["by"] == "learner"]
    assert said == " ".join(answers) and "±√(3σ²)" in said


def test_pages_are_whole(site):
    for page in site.glob("*.html"):
        html = page.read_text()
        assert "Traceback" not in html
        fetched = re.sub(r'<link rel="canonical"[^>]*>', "", html)  # an address that is named, not asked for
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', fetched), page
        for canvas in re.findall(r'<div class="canvas"[^>]*>', html):
            label = re.search(r'aria-label="([^"]+)"', canvas)
            assert label and re.search(r"\d", label[1]) and "{" not in label[1], page


def test_every_link_within_the_site_finds_its_anchor(site):
    identifiers = {page.name: set(re.findall(r'\bid="([^"]+)"', page.read_text())) for page in site.glob("*.html")}
    for page in site.glob("*.html"):
        for target, anchor in re.findall(r'href="([\w.-]*)#([^"]+)"', page.read_text()):
            assert anchor in identifiers[target or page.name], f"{page.name}: {target}#{anchor}"
