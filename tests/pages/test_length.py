"""A chapter can be read to its end: how long it is, what of it is plumbing, and that nothing in the margin collides."""

import pytest

HEIGHT = "document.documentElement.scrollHeight"
PLUMBING = "[...document.querySelectorAll('details.cells')].reduce((sum, fold) => sum + fold.offsetHeight, 0)"
COLLISIONS = """() => {
  const beside = [...document.querySelectorAll('details.cells > summary, .evidence-of-claim')];
  const within = 'main :is(p, pre, table, .statement, form, figcaption, .canvas:not([hidden]))';
  const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 1;
  const others = [...document.querySelectorAll(within)]
    .filter((one) => seen(one) && !one.closest('.evidence-of-claim'));
  const cut = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return beside.filter(seen).flatMap((one) =>
    [...beside.filter(seen), ...others].filter((other) => other !== one && !one.contains(other) && !other.contains(one)
      && cut(one.getBoundingClientRect(), other.getBoundingClientRect()))
      .map((other) => `${one.textContent} on ${other.textContent}`.slice(0, 200)));
}"""


@pytest.fixture
def chapters(site):
    found = [page for page in sorted(site.glob("*.html")) if 'class="sheet' in page.read_text()]
    assert len(found) >= 7
    return found


@pytest.mark.parametrize(("width", "longest"), [(1280, 9_000), (360, 13_000)])
def test_no_chapter_is_too_long_and_little_of_it_is_plumbing(chapters, look, width, longest):
    tab = look(chapters[0].stem, width=width)
    for page in chapters:
        tab.goto(page.as_uri())
        height = tab.evaluate(HEIGHT)
        assert height <= longest, page.name
        assert tab.evaluate(PLUMBING) <= 0.03 * height, page.name


@pytest.mark.parametrize("layer", ["read", "audit"])
@pytest.mark.parametrize("width", [1200, 1280])
def test_what_stands_in_the_margin_covers_nothing(chapters, look, width, layer):
    tab = look(chapters[0].stem, width=width)
    for page in chapters:
        tab.goto(page.as_uri())
        tab.get_by_role("button", name="Show me the answers").click()
        if layer == "audit" and tab.locator("html").get_attribute("data-layer") != "audit":
            tab.get_by_role("button", name="Audit").click()
        assert tab.evaluate(COLLISIONS) == [], page.name
