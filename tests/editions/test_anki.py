"""The cards, imported by Anki itself, and shown by a browser without a network."""

import json
import re
import runpy
import shutil
import zipfile

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from bs4 import BeautifulSoup
from conftest import ROOT, make_edition
from genanki import guid_for

SAME = "symmetry-same-as-zero"
GONE = "symmetry-needs-the-bias"


@pytest.fixture(scope="module")
def path(edition):
    return edition("anki")


@pytest.fixture
def collection(tmp_path):
    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def import_deck(collection, path):
    options = ImportAnkiPackageOptions(merge_notetypes=True)  # as Anki's window has it at first
    return collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log


def note_of(collection, identifier):
    found = collection.find_notes(f"ID:{identifier}")
    return collection.get_note(found[0])


@pytest.fixture
def claims(site):
    return {claim["id"]: claim for claim in json.loads((site / "claims.json").read_text())["claims"]}


def shown(html):
    """A side of a card as its learner sees it: MathML has the TeX of a formula beside it, unseen."""
    side = BeautifulSoup(html, "html5lib")
    for unseen in side.select("style, annotation"):
        unseen.decompose()
    return side


def test_every_claim_and_every_question_has_a_card(collection, path, claims):
    import_deck(collection, path)
    pages = "".join(page.read_text("utf8") for page in (ROOT / "chapters").glob("[!_]*.md"))
    withdrawn = re.findall(r"^:::\{retired\} (\S+)", pages, re.MULTILINE)
    chapters = {claim["chapter"] for claim in claims.values()}
    identifiers = {collection.get_note(note)["ID"] for note in collection.find_notes("")}
    assert identifiers == claims.keys() | {f"question-{chapter}" for chapter in chapters} | set(withdrawn)
    assert collection.card_count() == len(identifiers)
    for claim in claims.values():
        note = note_of(collection, claim["id"])
        assert note["Verdict"] == claim["verdict"]
        assert set(note.tags) == {claim["chapter"], f"verdict::{claim['verdict']}"}
        assert collection.decks.name(note.cards()[0].did) == f"Marked Answers::{claim['chapter'].capitalize()}"
    assert len(withdrawn) > 2
    for name in withdrawn:
        note = note_of(collection, name)
        assert "withdrawn" in note.tags and "This claim was withdrawn" in note.cards()[0].question()


def test_no_front_betrays_its_back(collection, path, claims):
    """Fronts differ by chapter and statement alone; who says it would tell: the guide is nearly always right."""
    import_deck(collection, path)
    fronts = set()
    for name in claims:
        front = shown(note_of(collection, name).cards()[0].question())
        for own in front.select(".context, .statement"):
            own.string = ""
        fronts.add(str(front))
        assert not re.search("[✓◐✗]|learner|answer key|guide", front.get_text())
    [front] = fronts
    assert "Right, partly right or wrong?" in front


def test_a_back_is_a_verdict_and_a_sentence(collection, path, claims):
    """What follows is folded; no card points to where it does not lead; figures are those that claims name."""
    import_deck(collection, path)
    for card in map(collection.get_card, collection.find_cards("")):
        name, back = card.note()["ID"], shown(card.answer())
        [fold] = back.select("details")
        assert fold.get("open") is None and not fold.find_next_sibling()
        elsewhere = r"\b([Ss]ee (the|below|above)|(shown|as|see) (below|above)|Figure \d|below\)|slider)"
        assert not re.search(elsewhere, back.get_text()), name
        images = fold.select("img")
        assert len(images) == bool(claims.get(name, {}).get("figure")), name
        for image in images:
            assert collection.media.have(image["src"]) and image["alt"]
        fold.decompose()
        before = " ".join(part.get_text() for part in back.select_one("hr").find_next_siblings())
        assert 3 < len(before.split()) <= 40, (name, before)
        assert before.rstrip().endswith((".", "?", "!", ".)")), (name, before)
        assert "{{" not in card.question() + card.answer()


def test_front_and_back(collection, path):
    import_deck(collection, path)
    card = note_of(collection, SAME).cards()[0]
    front, back = card.question(), card.answer()
    assert "Starting all weights at one value is equivalent" in front and "gradient" not in front
    assert "◐" in back and "only the output biases learn" in back and "symmetry.html#claim-symmetry-same" in back
    assert "The learner said it." in back
    assert (re.search(r'<img[^>]*alt="([^"]+)"', back)[1]).startswith("Bars of training accuracy")


def test_a_claim_that_moved_keeps_the_history_of_its_first_name(collection, path):
    import_deck(collection, path)
    moved = runpy.run_path(str(ROOT / "conf.py"))["guide_redirects"]
    assert len(moved) > 10
    for old, new in moved.items():
        before, after = (name.partition("#claim-")[2] for name in (old, new))
        assert note_of(collection, after).guid == guid_for(before)


def test_a_newer_deck_renews_words_and_keeps_what_was_learned(collection, path, site, tmp_path):
    import_deck(collection, path)
    notes = collection.note_count()
    card = note_of(collection, SAME).cards()[0]
    card.start_timer()
    collection.sched.answerCard(card, 3)
    before = note_of(collection, SAME).cards()[0]
    newer = tmp_path / "html"
    shutil.copytree(site, newer, ignore=shutil.ignore_patterns("_static", "editions"))
    ledger = json.loads((newer / "claims.json").read_text()) | {"date": "2099-01-01T00:00:00+00:00", "version": "9.9"}
    (newer / "claims.json").write_text(json.dumps(ledger))
    chapter = newer / "symmetry.html"
    text = chapter.read_text().replace("is equivalent to starting them at zero", "is just like starting them at zero")
    text = text.replace(f'id="claim-{GONE}"', 'id="claim-symmetry-quite-new"').replace(f"#claim-{GONE}", "#")
    chapter.write_text(text.replace(f'id="sheet-{GONE}"', ""))
    log = import_deck(collection, make_edition("anki", newer))
    assert len(log.new) == 1 and len(log.updated) == notes - 1
    assert collection.note_count() == notes + 1  # one is new, and none went
    assert "is just like starting them at zero" in note_of(collection, SAME)["Statement"]
    assert note_of(collection, GONE)["Verdict"] == "wrong"
    after = note_of(collection, SAME).cards()[0]
    assert (after.id, after.reps, after.due, after.queue) == (before.id, before.reps, before.due, before.queue)
    assert after.reps == 1 and collection.db.scalar("select count() from revlog") == 1


def test_it_says_under_which_terms_it_may_be_passed_on(path):
    with zipfile.ZipFile(path) as packed:
        assert packed.read("LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_the_same_site_gives_the_same_bytes(path, site):
    first = path.read_bytes()
    assert make_edition("anki", site).read_bytes() == first


def test_formulas_show_without_a_network(collection, path, chromium):
    import_deck(collection, path)
    context = chromium.new_context(offline=True)
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    for identifier in ("symmetry-normal-or-uniform", "question-momentum"):
        card = note_of(collection, identifier).cards()[0]
        page.set_content(f'<style>{card.render_output().css}</style><div class="card">{card.answer()}</div>')
        page.locator("summary").click()
        formulas = page.locator(".reason math, .reason + details > p math").all()
        assert formulas
        for formula in formulas:
            box = formula.bounding_box()
            assert box["width"] > 3 and box["height"] > 3
    assert [url for url in asked if url.startswith("http")] == []
    context.close()
