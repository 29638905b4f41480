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
