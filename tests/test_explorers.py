"""Explorers and sliders in a real browser, from the unpacked folder (file://), against torch and the recorded runs."""

import re

import pytest
from browser import browser
from playwright.sync_api import sync_playwright

pytestmark = pytest.mark.xdist_group("site")
SLIDERS = {  # figures of recorded runs: the page and the setting
    "stripes": ("symmetry", "noise"),
    "map": ("initialization", "scale"),
    "course": ("momentum", "beta"),
    "pruning": ("sparsity", "removed"),
    "samples": ("dropout", "samples"),
}


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def visit(site, chromium):
    """Opens a page of the site from its folder; any error on it fails the test."""
    context = chromium.new_context()
    page = context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def open_page(name, query=""):
        page.goto(f"{(site / name).as_uri()}.html{query}")
        return page

    yield open_page
    context.close()
    assert problems == []


def visible(figure):
    """The drawings of a figure that can be seen."""
    return [canvas for canvas in figure.locator(".canvas").all() if canvas.is_visible()]


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_shows_one_recorded_frame_after_the_other(visit, name):
    page, setting = SLIDERS[name]
    tab = visit(page)
    figure = tab.locator(f"#figure-{page}-{name}")
    slider, output = figure.locator("input[type=range]"), figure.locator("output")
    at_start = [visible(figure)[0].inner_html(), figure.locator(".said").inner_text(), output.inner_text()]
    seen = {}
    slider.press("Home")
    for _ in range(int(slider.get_attribute("max")) + 1):
        value, [canvas] = output.inner_text(), visible(figure)
        assert canvas.get_attribute("data-frame") == value == slider.get_attribute("aria-valuetext")
        seen[value] = canvas.inner_html()
        if value != at_start[2]:
            recorded = canvas.locator("svg").get_attribute("aria-label")
            figure.locator(".said", has_text=recorded).wait_for()
            assert f"{name}.{setting}=" in tab.url
        slider.press("ArrowRight")
    assert len(set(seen.values())) == len(seen) > 3
    figure.get_by_role("button", name="Reset").press("Enter")
    tab.wait_for_function("!location.search")
    assert [visible(figure)[0].inner_html(), figure.locator(".said").inner_text(), output.inner_text()] == at_start
    assert "?" not in tab.url


def test_frames_say_what_the_data_of_the_figure_says(visit):
    tab = visit("symmetry", "?stripes.noise=0.001#claim-symmetry-no")
    assert tab.url.endswith("?stripes.noise=0.001#claim-symmetry-no")
    figure = tab.locator("#figure-symmetry-stripes")
    row = figure.locator("table tr", has_text="noise 0.001").text_content()
    accuracy = re.search(r"[\d.]+ ± [\d.]+", row)[0]
    assert accuracy in figure.locator(".said").inner_text()


def test_an_address_with_an_unknown_setting_shows_the_start(visit):
    tab = visit("symmetry", "?stripes.noise=7&stripes.other=1")
    assert tab.locator("#figure-symmetry-stripes output").inner_text() == "0"


def test_without_scripts_every_figure_stands_alone(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    for path in sorted(site.glob("*.html")):
        tab.goto(path.as_uri())
        for figure in tab.locator("figure.drawing").all():
            assert len(visible(figure)) == 1, path.name
            assert not figure.locator("form").is_visible(), path.name
    context.close()


def test_paper_shows_the_figure_of_the_caption(visit):
    tab = visit("symmetry", "?stripes.noise=0.1")
    frame = "#figure-symmetry-stripes .canvas:not([hidden])"
    assert tab.locator(frame).get_attribute("data-frame") == "0.1"
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert tab.locator(frame).get_attribute("data-frame") == "0"
    assert not tab.locator("#figure-symmetry-stripes form").is_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator(frame).get_attribute("data-frame") == "0.1"
