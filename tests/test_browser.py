"""A real browser opens every page in both themes."""

import functools
import http.server
import threading

import pytest
from browser import browser
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.xdist_group("site")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(site):
    handler = functools.partial(Quiet, directory=site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_opens_in_both_themes_without_an_error(site, address, chromium, theme):
    context = chromium.new_context(color_scheme=theme)
    page = context.new_page()
    problems = []
    page.on("console", lambda message: message.type in {"error", "warning"} and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(request.url))
    page.on("request", lambda request: request.url.startswith(address) or problems.append(request.url))
    for path in sorted(site.glob("*.html")):
        page.goto(f"{address}/{path.name}", wait_until="networkidle")
        assert page.locator("html").get_attribute("data-theme") == theme, path.name
        assert problems == [], path.name
    context.close()


@pytest.fixture
def chapter(address, chromium):
    """The symmetry chapter in a browser that has never seen it."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/symmetry.html")
    yield page
    context.close()


def mark(page, statement, verdict, sure):
    item = page.locator(f"#sheet-{statement}")
    item.get_by_label(verdict, exact=True).check()
    item.get_by_label(sure, exact=True).check()


def test_a_claim_opens_when_the_reader_has_marked_it(chapter):
    reason = chapter.locator("#claim-symmetry-same-as-zero .reason")
    assert not reason.is_visible()
    assert chapter.locator("#claim-symmetry-one-neuron .reason").is_visible()  # the key's, not the learner's
    mark(chapter, "symmetry-same-as-zero", "right", "sure")
    assert reason.is_visible()
    assert "You said right, sure" in chapter.locator("#sheet-symmetry-same-as-zero .outcome").inner_text()
    assert "(you were sure)" in chapter.locator(".summary").inner_text()
    chapter.reload()
    assert reason.is_visible()
    chapter.locator("summary", has_text="Your marks").click()
    chapter.get_by_role("button", name="Forget all my marks").click()
    chapter.wait_for_load_state()
    assert not reason.is_visible()


def test_confident_misses_come_first(chapter):
    mark(chapter, "symmetry-no", "wrong", "unsure")
    mark(chapter, "symmetry-same-as-zero", "right", "sure")
    links = chapter.locator(".summary a")
    assert [link.get_attribute("href") for link in links.all()] == [
        "#claim-symmetry-same-as-zero",
        "#claim-symmetry-no",
    ]


def test_answers_open_at_once_and_by_address(chapter, address):
    chapter.get_by_role("button", name="Show me the answers").click()
    assert chapter.locator(".sealed").count() == 0
    chapter.goto(f"{address}/index.html")
    chapter.goto(f"{address}/symmetry.html#claim-symmetry-no")
    assert chapter.locator("#claim-symmetry-no .reason").is_visible()


def test_exported_marks_come_back(chapter, tmp_path):
    mark(chapter, "symmetry-no", "right", "sure")
    chapter.locator("summary", has_text="Your marks").click()
    with chapter.expect_download() as download:
        chapter.get_by_role("button", name="Export my marks").click()
    download.value.save_as(tmp_path / "marks.json")
    chapter.get_by_role("button", name="Forget all my marks").click()
    chapter.wait_for_load_state()
    chapter.locator("summary", has_text="Your marks").click()
    chapter.get_by_label("Import:").set_input_files(tmp_path / "marks.json")
    chapter.locator("#sheet-symmetry-no .outcome", has_text="As you said").wait_for()


def test_all_is_readable_without_scripts(address, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/symmetry.html")
    assert page.locator("#claim-symmetry-same-as-zero .reason").is_visible()
    assert "☐ right" in page.locator("#sheet-symmetry-no").inner_text()
    context.close()
