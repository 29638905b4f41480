"""Three versions of the guide under one address, in a real browser: readers know where they are, and move about."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import Publisher, as_version
from conftest import served

NEWER = "momentum.html"  # a chapter that the first version did not have


@pytest.fixture(scope="module")
def versions(site, tmp_path_factory):
    """Versions 0.1, 0.2 and the draft, composed below /guide/ as on GitHub Pages; the address of /guide/."""
    folder = tmp_path_factory.mktemp("versions")
    publisher = Publisher(folder).draft(site)
    for number, left_out in (("0.1.0", [NEWER]), ("0.2.0", [])):
        publisher.release(as_version(site, folder / number, number, without=left_out), number)
    publisher.deploy()
    with served(folder) as address:
        yield f"{address}/guide"


@pytest.fixture
def page(versions, chromium):
    """A page of a browser that reports everything amiss."""
    context = chromium.new_context()
    opened, problems = context.new_page(), []
    opened.on("console", lambda message: message.type in {"error", "warning"} and problems.append(message.text))
    opened.on("request", lambda request: request.url.startswith(versions) or problems.append(request.url))
    yield opened
    context.close()
    assert problems == []


def switch(page, label):
    page.locator("details.versions summary").click()
    page.locator("details.versions").get_by_role("link", name=label).click()


def test_the_front_door_leads_to_the_current_version(versions, page):
    page.goto(f"{versions}/")
    page.wait_for_url(f"{versions}/stable/")
    assert "Version 0.2.0" in page.locator(".provenance").inner_text()
    assert page.locator(".version-banner").count() == 0


def test_a_reader_switches_from_the_front_page_and_from_a_chapter(versions, page):
    page.goto(f"{versions}/stable/index.html")
    switch(page, "0.1")
    page.wait_for_url(f"{versions}/0.1/index.html")
    assert "You are reading version 0.1. The current version is 0.2.0" in page.locator(".version-banner").inner_text()
    page.goto(f"{versions}/stable/symmetry.html")
    switch(page, "draft")
    page.wait_for_url(f"{versions}/dev/symmetry.html")
    assert "draft of the next version" in page.locator(".version-banner").inner_text()
    page.get_by_role("link", name="read this page there").click()
    page.wait_for_url(f"{versions}/stable/symmetry.html")


def test_a_chapter_that_a_version_lacks_leads_to_its_front_page(versions, page):
    page.goto(f"{versions}/stable/{NEWER}")
    switch(page, "0.1")
    page.wait_for_url(f"{versions}/0.1/index.html")


def test_the_keyboard_is_enough(versions, page):
    page.goto(f"{versions}/0.1/symmetry.html")
    for _ in range(6):  # skip link, name of the guide, versions
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.versions summary')"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "0.2 (current)"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{versions}/stable/symmetry.html")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_open_list_fits_the_screen(versions, page, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{versions}/0.1/symmetry.html")
    page.locator("details.versions summary").click()
    box = page.locator("details.versions ul").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    current = page.locator('details.versions [aria-current="page"]')
    assert current.inner_text() == "0.1"
    for theme in ("light", "dark"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, found.generate_report()


def test_old_and_draft_pages_name_the_current_page_as_theirs(versions, page):
    home = "https://answers.example/guide"
    for at, canonical in (
        ("0.1/symmetry.html", "stable/symmetry.html"),
        ("dev/symmetry.html", "stable/symmetry.html"),
        ("0.2/index.html", "stable/index.html"),
    ):
        page.goto(f"{versions}/{at}")
        assert page.locator('link[rel="canonical"]').get_attribute("href") == f"{home}/{canonical}"


def test_all_works_without_scripts(versions, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{versions}/0.1/symmetry.html")
    switch(page, "0.2")
    page.wait_for_url(f"{versions}/stable/symmetry.html")
    context.close()


def test_a_folder_opened_from_disk_shows_no_versions(site, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"file://{site}/symmetry.html")
    assert page.locator(".versions, .version-banner").count() == 0
    context.close()
