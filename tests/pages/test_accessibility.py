"""Every page by the rules of axe (WCAG 2.2 AA), at three widths, every fold open; of colours, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe

OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}  # all else is the same
RULES = {"light": {}, "dark": OF_COLOURS}


@pytest.mark.parametrize("width", [1280, 900, 320])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(site, visit, address, theme, width):
    page = visit("index.html", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for path in sorted(site.glob("*.html")):
        page.goto(f"{address}/{path.name}")
        for button in page.locator("[data-do=reveal]").all():
            button.click()
        page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
        found = Axe().run(page, options={"resultTypes": ["violations"]} | RULES[theme])
        assert found.violations_count == 0, f"{path.name}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path.name} scrolls sideways"
