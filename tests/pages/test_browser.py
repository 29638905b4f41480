"""A real browser opens every page, in both themes, under the site's own policy, from a server and from a folder."""

import re

import pytest


@pytest.mark.parametrize(("theme", "until"), [("light", "networkidle"), ("dark", "load")])
def test_every_page_opens_in_both_themes(site, visit, address, theme, until):
    """What a page may ask for late, it asks for in either theme."""
    page = visit("index.html", color_scheme=theme)
    for path in sorted(site.glob("*.html")):
        page.goto(f"{address}/{path.name}", wait_until=until)
        assert page.locator("html").get_attribute("data-theme") == theme, path.name


def test_readers_choose_the_theme(visit):
    page = visit("index.html", color_scheme="light")
    page.get_by_role("button", name="Dark").click()
    page.goto(page.url.replace("index", "symmetry"))
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"


def test_the_policy_of_each_page_allows_its_own_files_alone(site, visit):
    for path in site.glob("*.html"):
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', path.read_text())
        assert policy and "unsafe" not in policy[1] and "http" not in policy[1], path.name
    page = visit("symmetry.html")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in visit.problems.pop()


def test_pages_work_from_a_folder(site, visit):
    page = visit("symmetry.html", f"file://{site}")
    assert page.evaluate("document.fonts.check('1em \"STIX Two Math\"')")
    assert page.locator("#claim-symmetry-no .reason").is_hidden()
    page.get_by_role("button", name="Show me the answers").click()
    assert page.locator("#claim-symmetry-no .reason").is_visible()


def test_all_is_readable_without_scripts(visit):
    page = visit("symmetry.html", java_script_enabled=False)
    assert page.locator("#claim-symmetry-one-neuron .reason").is_visible()
    fold = page.locator("#claim-symmetry-same-as-zero details.answer")
    assert not fold.locator(".reason").is_visible()
    fold.locator("summary").first.click()
    assert fold.locator(".reason").is_visible()
    assert page.locator(".script .said").count() == page.locator(".claim.by-learner").count() > 2
    assert page.locator("form.choices").first.is_hidden()


def test_paper_has_boxes_and_every_answer(visit):
    page = visit("symmetry.html")
    page.emulate_media(media="print")
    assert page.locator("#sheet-symmetry-no .boxes").is_visible()
    assert page.locator("form.choices").first.is_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("main details:not([open])").count() == 0
    assert page.locator("#claim-symmetry-same-as-zero .reason").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details:not([open])").count() > 0
