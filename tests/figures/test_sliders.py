"""Figures of recorded runs move by their sliders in a real browser, from the unpacked folder (file://)."""

import gzip
import re

import pytest

SLIDERS = {  # figures of recorded runs: the page and the setting
    "stripes": ("symmetry", "noise"),
    "map": ("initialization", "scale"),
    "course": ("momentum", "beta"),
    "pruning": ("sparsity", "removed"),
    "samples": ("dropout", "samples"),
}


def visible(figure):
    """The drawings of a figure that can be seen."""
    return [canvas for canvas in figure.locator(".canvas").all() if canvas.is_visible()]


@pytest.mark.parametrize("name", SLIDERS)
def test_a_slider_shows_one_recorded_frame_after_the_other(look, name):
    page, setting = SLIDERS[name]
    tab = look(page)
    figure = tab.locator(f"#figure-{page}-{name}")
    slider, output = figure.locator("input[type=range]"), figure.locator("output")
    at_start = [visible(figure)[0].inner_html(), figure.locator(".said").inner_text(), output.inner_text()]
    seen = {}
    slider.press("Home")
    for _ in range(int(slider.get_attribute("max")) + 1):
        value, [canvas] = output.inner_text(), visible(figure)
        assert (canvas.get_attribute("data-frame") or at_start[2]) == value == slider.get_attribute("aria-valuetext")
        seen[value] = canvas.inner_html()
        if value != at_start[2]:
            recorded = canvas.get_attribute("aria-label")
            figure.locator(".said", has_text=recorded).wait_for()
            assert f"{name}.{setting}=" in tab.url
        slider.press("ArrowRight")
    assert len(set(seen.values())) == len(seen) > 3
    figure.get_by_role("button", name="Reset").press("Enter")
    figure.locator(".said", has_text=at_start[1]).wait_for()
    assert [visible(figure)[0].inner_html(), figure.locator(".said").inner_text(), output.inner_text()] == at_start
    assert "?" not in tab.url


def test_frames_say_what_the_data_of_the_figure_says(look):
    tab = look("symmetry", "?stripes.noise=0.001#claim-symmetry-no")
    assert tab.url.endswith("?stripes.noise=0.001#claim-symmetry-no")
    figure = tab.locator("#figure-symmetry-stripes")
    row = figure.locator("table tr", has_text="noise 0.001").text_content()
    accuracy = re.search(r"[\d.]+ % ± [\d.]+", row)[0]
    assert accuracy in figure.locator(".said").inner_text()


def test_an_address_with_an_unknown_setting_shows_the_start(look):
    tab = look("symmetry", "?stripes.noise=7&stripes.other=1")
    assert tab.locator("#figure-symmetry-stripes output").inner_text() == "0"


def test_without_scripts_every_figure_stands_alone(site, chromium):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    for path in sorted(site.glob("*.html")):
        tab.goto(path.as_uri())
        for veil in tab.locator("details.veil > summary").all():
            veil.click()
        for figure in tab.locator("figure.drawing").all():
            assert len(visible(figure)) == 1, path.name
            assert not figure.locator("form").is_visible(), path.name
    context.close()


def test_paper_shows_the_figure_of_the_caption(look):
    tab = look("symmetry", "?stripes.noise=0.1")
    frame = "#figure-symmetry-stripes .canvas:not([hidden])"
    assert tab.locator(frame).get_attribute("data-frame") == "0.1"
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    tab.emulate_media(media="print")
    assert tab.locator(frame).get_attribute("data-frame") is None  # the start
    assert not tab.locator("#figure-symmetry-stripes form").is_visible()
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator(frame).get_attribute("data-frame") == "0.1"


@pytest.mark.parametrize("page", sorted({page for page, _ in SLIDERS.values()} | {"activations"}))
def test_controls_are_large_named_and_stay_in_place(look, page):
    tab = look(page, width=320)
    shifts = "new PerformanceObserver(l => window.shifted.push(...l.getEntries())).observe"
    tab.evaluate(f"window.shifted = []; {shifts}({{type: 'layout-shift', buffered: true}})")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    for form in tab.locator("form.explorer").all():
        form.scroll_into_view_if_needed()
        place = form.bounding_box()
        for control in form.locator("input, select, button").all():
            box = control.bounding_box()
            assert box["width"] >= 24 and box["height"] >= 24
            name = control.evaluate("c => c.labels.length ? c.labels[0].textContent : c.textContent")
            assert name.strip()
        sliders = form.locator("input[type=range]")
        for key in ("End", "Home"):
            for slider in sliders.all():
                slider.press(key)
        tab.wait_for_timeout(250)  # until its sentence has changed
        assert form.bounding_box()["height"] == place["height"]
    assert tab.evaluate("window.shifted.length") == 0


def test_an_explorer_and_what_it_needs_is_small(site):
    for script in site.glob("_static/explorers/*.js"):
        parts = {"signal": ["functions"], "activation": ["functions"]}.get(script.stem, [])
        whole = [script, *(script.with_stem(part) for part in parts)]
        assert len(gzip.compress(b"".join(path.read_bytes() for path in whole))) <= 4096, script.name


def test_pages_without_explorers_load_none(site):
    for page in site.glob("*.html"):
        html = page.read_text()
        assert ("explorers/explorer.js" in html) == ('<form class="explorer"' in html), page.name
