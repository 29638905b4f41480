"""Every page as readers with other needs have it: a phone, large text, their own colours, less motion."""

import pytest

OPEN = "for (const fold of document.querySelectorAll('details')) fold.open = true"
SMALL_TEXT = """() => {
  for (const canvas of document.querySelectorAll('.canvas[hidden]')) canvas.hidden = false;
  const size = (text) => {
    const { a, b } = text.getScreenCTM();
    return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
  };
  const texts = [...document.querySelectorAll('figure svg text')].filter((text) => text.textContent.trim());
  return texts.filter((text) => size(text) < 10.95).map((text) => `${size(text)} px: ${text.textContent}`);
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, summary, input, select, label:has(input), nav a')]
  .filter((target) => target.checkVisibility())
  .filter((target) => {
    const { width, height } = target.getBoundingClientRect();
    return Math.min(width, height) < 24;
  })
  .map((target) => target.outerHTML)"""
BROKEN = """() => [...document.querySelectorAll('article math')].filter((formula) => {
  const text = formula.nextSibling;
  if (!formula.checkVisibility() || text?.nodeType !== Node.TEXT_NODE || !/^[,.;:!?)’]/.test(text.data)) return false;
  const mark = document.createRange();
  mark.setStart(text, 0);
  mark.setEnd(text, 1);
  return mark.getBoundingClientRect().left < formula.getBoundingClientRect().right - 2;
}).map((formula) => formula.closest('p, li, td').textContent)"""
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def another(chromium):
    """Opens a tab of a browser that has never been here, with a setting."""
    contexts = []

    def tab(**options):
        contexts.append(chromium.new_context(**options))
        return contexts[-1].new_page()

    yield tab
    for context in contexts:
        context.close()


@pytest.fixture
def each(site, another):
    """Opens every page of the unpacked folder, one after the other, at a setting."""

    def pages(**options):
        tab = another(**options)
        for path in sorted(site.glob("*.html")):
            tab.goto(path.as_uri())
            tab.evaluate(OPEN)
            yield path.name, tab

    return pages


def test_on_a_phone_figures_can_be_read_and_controls_be_hit(each):
    for name, tab in each(viewport={"width": 360, "height": 800}):
        assert tab.evaluate(SMALL_TARGETS) == [], name
        assert tab.evaluate(SMALL_TEXT) == [], name  # every frame of every figure
        assert not tab.evaluate(SIDEWAYS), name
        wide = "[...document.querySelectorAll('figure')].filter((one) => one.scrollWidth > one.clientWidth)"
        assert tab.evaluate(f"{wide}.map((one) => one.id)") == [], name


@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_no_table_and_no_formula_scrolls_but_data_in_a_fold(each, width):
    wide = """[...document.querySelectorAll('article :is(table, math, .math)')]
      .map((one) => one.closest('.pst-scrollable-table-container') ?? one)
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth && !one.closest('details'))
      .map((one) => one.textContent)"""
    for name, tab in each(viewport={"width": width, "height": 800}):
        assert tab.evaluate(wide) == [], name


@pytest.mark.parametrize("width", [360, 412, 1280])
def test_no_line_begins_with_the_mark_that_ends_a_formula(each, width):
    for name, tab in each(viewport={"width": width, "height": 800}):
        assert tab.evaluate(BROKEN) == [], name


@pytest.fixture
def slow(another):
    """Opens a tab of a slow phone on a slow line."""

    def tab(width):
        opened = another(viewport={"width": width, "height": 823})
        opened.add_init_script(
            "window.shifts = [];"
            "new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))"
            ".observe({ type: 'layout-shift', buffered: true })"
        )
        session = opened.context.new_cdp_session(opened)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        session.send("Network.enable")
        network = {"offline": False, "latency": 50, "downloadThroughput": 400_000, "uploadThroughput": 100_000}
        session.send("Network.emulateNetworkConditions", network)
        return opened

    return tab


def shifts(tab, address):
    tab.goto(address)
    tab.wait_for_timeout(200)
    return tab.evaluate("shifts")


@pytest.mark.parametrize("width, names", [(412, "*"), (1280, "symmetry ledger review")])
def test_nothing_shifts_while_a_page_loads_slowly(site, address, slow, width, names):
    """As Lighthouse counts it, median of three loads: what was seen once stays where it is, also while scripts fill
    the page and typefaces arrive. (In one load of a thousand the parser rests within a line, which is painted so.)
    """
    tab = slow(width)
    for page in [f"{address}/{path.name}" for name in names.split() for path in sorted(site.glob(f"{name}.html"))]:
        again = (shifts(slow(width), page) for _ in range(2))
        assert not shifts(tab, page) or not any(again), page


def test_text_of_twice_the_size_fits_a_phone(each):
    for name, tab in each(viewport={"width": 360, "height": 800}):
        tab.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not tab.evaluate(SIDEWAYS), name


def test_nothing_moves_for_readers_who_asked_for_stillness(each):
    moving = (
        "document.getAnimations().length + (getComputedStyle(document.documentElement).scrollBehavior === 'smooth')"
    )
    for name, tab in each(reduced_motion="reduce"):
        assert tab.evaluate(moving) == 0, name
        durations = "[...document.querySelectorAll('*')].map((one) => getComputedStyle(one).transitionDuration)"
        assert set(tab.evaluate(durations)) <= {"0s"}, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_every_state_can_be_told(visit, site, scheme):
    tab = visit("symmetry.html", base=site.as_uri(), forced_colors="active", color_scheme=scheme)
    form = tab.locator('.answer-sheet form[data-claim="symmetry-no"]')
    chosen, other = (form.locator("label", has_text=verdict) for verdict in ("wrong", "right"))
    looks = "(one) => { const { color, backgroundColor } = getComputedStyle(one); return color + backgroundColor; }"
    assert chosen.evaluate(looks) == other.evaluate(looks)
    form.get_by_label("wrong").check(force=True)
    assert chosen.evaluate(looks) != other.evaluate(looks)
    assert tab.locator(".said[aria-current]").evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"
    canvas = tab.locator("#figure-symmetry-stripes .canvas:visible")
    ground = canvas.evaluate("(one) => getComputedStyle(one).backgroundColor")
    assert ground != "rgba(0, 0, 0, 0)"  # drawings keep the ground that their colours were chosen for
