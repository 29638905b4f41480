"""Readers mark statements themselves, on a chapter's sheet and on the review page, and keep their marks."""

import json

import pytest

DAY = 24 * 3600 * 1000  # milliseconds


@pytest.fixture
def chapter(visit):
    return visit("symmetry.html")


def mark(page, statement, verdict, sure, place=".answer-sheet"):
    """Mark a statement in its panel under the script, or where its claim stands."""
    if place == ".answer-sheet":
        page.locator(f'.said[href="#claim-{statement}"]').press("Enter")
    form = page.locator(f'{place} form[data-claim="{statement}"]:visible')
    form.get_by_text(verdict, exact=False).first.click()
    form.get_by_role("button", name="I am sure" if sure else "I am not sure").click()


def outcome(page, statement, place=".answer-sheet"):
    return page.locator(f'{place} form[data-claim="{statement}"] .outcome')


@pytest.mark.parametrize("place", [".answer-sheet", ".claim"])
def test_a_claim_opens_when_the_reader_has_marked_it(chapter, place):
    reason = chapter.locator("#claim-symmetry-same-as-zero .reason")
    evidence = chapter.locator("#claim-symmetry-same-as-zero .evidence-list")
    assert reason.is_hidden() and evidence.is_hidden()
    assert chapter.locator("#claim-symmetry-one-neuron .reason").is_visible()  # the key's, not the learner's
    mark(chapter, "symmetry-same-as-zero", "right", sure=True, place=place)
    assert reason.is_visible() and evidence.is_visible()
    assert (
        "You missed it, and were sure: you said right." in outcome(chapter, "symmetry-same-as-zero", place).inner_text()
    )
    assert chapter.evaluate("document.activeElement.className").startswith("outcome")
    said = chapter.locator('.said[href="#claim-symmetry-same-as-zero"]')
    assert "verdict-" in said.get_attribute("class") and "(marked: " in said.text_content()
    chapter.reload()
    assert reason.is_visible()


def test_confidence_is_never_guessed(chapter):
    form = chapter.locator('.answer-sheet form[data-claim="symmetry-no"]')
    form.get_by_role("button", name="I am sure").click()  # no verdict chosen yet
    assert "Choose right, partly or wrong first" in form.locator(".outcome").inner_text()
    form.get_by_label("wrong").check(force=True)
    chapter.keyboard.press("Enter")  # no default
    assert chapter.locator("#claim-symmetry-no .reason").is_hidden()


def test_confident_misses_come_first(chapter):
    mark(chapter, "symmetry-no", "wrong", sure=False)
    mark(chapter, "symmetry-same-as-zero", "right", sure=True)
    links = [link.get_attribute("href") for link in chapter.locator(".summary a").all()]
    assert links == ["#claim-symmetry-same-as-zero"]


def test_a_script_is_marked_by_keyboard_alone(chapter):
    chapter.locator('.said[href="#claim-symmetry-no"]').focus()
    for key in ("Enter", "Space", "ArrowRight", "ArrowRight"):
        chapter.keyboard.press(key)
    assert chapter.locator("#claim-symmetry-no .reason").is_hidden()  # choosing is not answering
    chapter.keyboard.press("Tab")
    chapter.keyboard.press("Enter")
    assert "You missed it, and were sure" in outcome(chapter, "symmetry-no").inner_text()


def test_answers_open_at_once_and_by_address(chapter, visit):
    chapter.get_by_role("button", name="Show me the answers").click()
    assert chapter.locator(".by-learner:not(.open)").count() == 0
    assert "All answers are shown" in chapter.locator(".summary").inner_text()
    assert chapter.locator("#correction details.veil").get_attribute("open") is not None
    mark(chapter, "symmetry-no", "wrong", sure=True)  # after that a mark says nothing
    assert chapter.evaluate("marks.all()['symmetry-no'][0].shown") is True
    by_address = visit("symmetry.html#claim-symmetry-no")
    assert by_address.locator("#claim-symmetry-no .reason").is_visible()
    assert by_address.locator("#claim-symmetry-same-as-zero .reason").is_hidden()


def test_exported_marks_come_back_and_junk_does_not(chapter, tmp_path):
    mark(chapter, "symmetry-no", "right", sure=True)
    chapter.locator(".tools summary").click()
    with chapter.expect_download() as download:
        chapter.get_by_role("button", name="Export my marks").click()
    download.value.save_as(tmp_path / "marks.json")
    chapter.on("dialog", lambda dialog: dialog.accept())
    chapter.get_by_role("button", name="Wipe my marks").click()
    assert chapter.locator("#claim-symmetry-no .reason").is_hidden()
    (tmp_path / "wrong.json").write_text('{"symmetry-no": [{"verdict": "maybe"}]}')
    chapter.get_by_label("Import marks").set_input_files(tmp_path / "wrong.json")
    chapter.locator(".tools [role=status]", has_text="That file holds no marks").wait_for()
    mixed = json.loads((tmp_path / "marks.json").read_text())
    mixed["symmetry-no"].append({"verdict": "right", "sure": "sure", "at": 7})
    (tmp_path / "mixed.json").write_text(json.dumps(mixed | {"constructor": [1], "x": []}))
    chapter.get_by_label("Import marks").set_input_files(tmp_path / "mixed.json")
    chapter.locator(".tools [role=status]", has_text="1 taken, 3 left out").wait_for()
    assert "You had it, and were sure" in outcome(chapter, "symmetry-no").inner_text()


@pytest.mark.parametrize(
    "junk",
    ["", "7", "null", "[1]", '{"x": []}', '{"constructor": [{}]}', '{"symmetry-no": 3}', '{"symmetry-no": [null, {}]}'],
)
def test_what_others_left_in_the_storage_harms_no_page(visit, junk):
    page = visit("symmetry.html")
    good = '{"symmetry-same-as-zero": [{"verdict": "right", "sure": "sure", "at": "2026-01-01T00:00:00Z"}, {"at": 1}]}'
    for text in (junk, good):
        page.evaluate("text => localStorage.setItem('marked-answers:marks', text)", text)
        page.goto(page.url.replace("symmetry", "review"))
        page.goto(page.url.replace("review", "symmetry"))
    assert page.locator("#claim-symmetry-same-as-zero .reason").is_visible()  # what is good is kept


def test_a_storage_that_takes_nothing_is_said(visit):
    page = visit("symmetry.html")
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    mark(page, "symmetry-no", "right", sure=True)
    assert page.locator("#claim-symmetry-no .reason").is_visible()
    assert "keeps no marks" in page.locator(".tools [role=status]").inner_text()


def test_two_tabs_share_their_marks(chapter):
    other = chapter.context.new_page()
    other.goto(chapter.url)
    mark(chapter, "symmetry-no", "right", sure=True)
    other.locator("#claim-symmetry-no .reason").wait_for()
    assert outcome(other, "symmetry-no").inner_text().startswith("You had it")


def answers(*verdicts, sure="sure", days):
    """Answers in a row, the last of them ``days`` ago."""
    return [{"verdict": v, "sure": sure, "at": f"@{days}"} for v in verdicts]


def review_after(visit, store):
    """The review page of a reader who has answered ``store``."""
    page = visit("review.html")
    page.evaluate(
        """([text, day]) => {
          const at = (days) => new Date(Date.now() - days * day).toISOString();
          const store = text.replace(/"@([\\d.]+)"/g, (_, days) => JSON.stringify(at(Number(days))));
          localStorage.setItem("marked-answers:marks", store);
        }""",
        [json.dumps(store), DAY],
    )
    page.reload()
    return page


@pytest.mark.parametrize(
    ("given", "due"),
    [
        (answers("wrong", days=0.9), 0),  # right for the first time: after a day
        (answers("wrong", days=1.1), 1),
        (answers("wrong", "wrong", days=6.9), 0),  # twice in a row: after seven
        (answers("wrong", "wrong", days=7.1), 1),
        (answers("wrong", "wrong", "wrong", "wrong", days=20.9), 0),  # and then always after twenty-one
        (answers("wrong", "wrong", "wrong", "wrong", days=21.1), 1),
        (answers("wrong", "wrong", "right", days=1.1), 1),  # missed: after a day
    ],
)
def test_statements_are_due_after_fixed_gaps(visit, given, due):
    page = review_after(visit, {"symmetry-needs-the-bias": given})
    assert page.locator(".due").inner_text().startswith(f"{due} due now")


def test_the_review_asks_confident_misses_first_and_shows_calibration(visit):
    page = review_after(
        visit,
        {
            "symmetry-no": answers("wrong", sure="unsure", days=30),
            "dropout-inference-free": answers("right", days=30),
            "symmetry-needs-the-bias": answers("right", days=2),
        },
    )
    assert "3 due now, 1 of them missed when you were sure" in page.locator(".due").inner_text()
    card = page.locator(".asked")
    assert card.locator("form").get_attribute("data-claim") == "symmetry-needs-the-bias"
    assert card.locator("details").is_hidden()
    mark(page, "symmetry-needs-the-bias", "wrong", sure=True, place=".asked")
    assert card.locator(".reason, details p").first.is_visible()
    assert "2 due now" in page.locator(".due").inner_text()
    assert "2 of 3 right (67 %)" in page.locator(".calibration").inner_text()
    card.get_by_role("button", name="Next statement").click()
    assert card.locator("form").get_attribute("data-claim") != "symmetry-needs-the-bias"


def test_the_review_asks_every_claim_of_the_guide(visit, site):
    page = visit("review.html", java_script_enabled=False)
    claims = json.loads((site / "claims.json").read_text())["claims"]
    listed = page.locator(".statements form").evaluate_all("forms => forms.map(form => form.dataset.claim)")
    assert sorted(listed) == sorted(claim["id"] for claim in claims)
