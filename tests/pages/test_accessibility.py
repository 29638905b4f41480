"""Every page by the rules of axe (WCAG 2.2 AA), at three widths, every fold open; of colours, in both themes.

Looking at colours takes nine tenths of the time: in both themes at every width, test_palettes.py does.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

COLOURS = ["color-contrast", "link-in-text-block"]
ALL = {}
ALL_BUT_COLOURS = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
COLOURS_ALONE = {"runOnly": {"type": "rule", "values": COLOURS}}  # in the dark, all else is the same

OPEN = """async () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const _ of "12") await new Promise(requestAnimationFrame); // what watches sizes has seen them then
}"""


@pytest.mark.parametrize(
    ("theme", "width", "rules"),
    [
        ("light", 1280, ALL),
        ("light", 900, ALL_BUT_COLOURS),
        ("light", 320, ALL_BUT_COLOURS),
        ("dark", 320, COLOURS_ALONE),
    ],
)
def test_axe_finds_nothing(site, visit, address, theme, width, rules):
    page = visit("index.html", color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    for path in sorted(site.glob("*.html")):
        page.goto(f"{address}/{path.name}")
        for button in page.locator("[data-do=reveal]").all():
            button.click()
        page.evaluate(OPEN)
        found = Axe().run(page, options={"resultTypes": ["violations"]} | rules)
        assert found.violations_count == 0, f"{path.name}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path.name} scrolls sideways"
