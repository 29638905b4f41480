"""`make anki`: a card for every claim and every question, as a package that Anki imports.

Notes keep their identifiers from version to version: they derive from the first names of claims and chapters, so that
importing a newer deck renews the words of a card and leaves the learner's history with it. The identifiers of decks
and of the two kinds of notes, and the order of their fields, must never change. A note's time is that of the guide's
content: Anki renews a note only by one that is newer.
"""

import runpy
import sys
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import genanki

from ..markup import render
from ..packing import write_zip
from ..project import ROOT
from .cards import (
    CLAIM_FIELDS,
    QUESTION_FIELDS,
    Fields,
    claim_cards,
    first_name,
    media_name,
    question_card,
    withdrawn_cards,
)
from .links import relink
from .making import make, step
from .pages import Page, Site, figures, on_white

HERE = Path(__file__).parent
DECK, CLAIM, QUESTION = 1760411872, 1760411873, 1760411874
UPDATES = "A newer deck keeps what you have learned; it replaces the words of its cards, and tags that you gave them."
WITHDRAWN = "Claims of earlier versions that do not hold. Suspend these cards, or delete them."


def model(identifier: int, name: str, fields: list[str], front: str, back: str) -> genanki.Model:
    return genanki.Model(
        identifier,
        f"Marked Answers: {name}",
        fields=[{"name": field} for field in fields],
        templates=[{"name": name, "qfmt": render(f"editions/{front}"), "afmt": render(f"editions/{back}")}],
        css=(HERE / "anki.css").read_text("utf8"),
    )


def note(kind: genanki.Model, card: Fields, known_as: str, tags: list[str]) -> genanki.Note:
    return genanki.Note(kind, list(card.values()), guid=genanki.guid_for(known_as), tags=tags)


def subdeck(site: Site, name: str, words: str = "", known_as: str = "") -> genanki.Deck:
    """A deck below that of the guide; its identifier derives from ``known_as``."""
    identifier = DECK + 1000 + int(sha256((known_as or name).encode()).hexdigest()[:6], 16)
    return genanki.Deck(identifier, f"{site.title}::{name}", words)


def decks(site: Site, redirects: Mapping[str, str]) -> list[genanki.Deck]:
    """The guide's deck, one below it for each chapter, and one for claims that were withdrawn."""
    claim_model = model(CLAIM, "claim", CLAIM_FIELDS, "card-front.html", "card-back.html")
    question_model = model(QUESTION, "question", QUESTION_FIELDS, "card-question.html", "card-answer.html")
    gone = subdeck(site, "Withdrawn", WITHDRAWN)
    whole = genanki.Deck(DECK, site.title, f"{site.subtitle}. Version {site.version}, {site.date}. {UPDATES}")
    found = [whole]

    def claim_note(page: Page, card: Fields, *tags: str) -> genanki.Note:
        first = first_name(f"{page.stem}#claim-{card['ID']}", redirects).partition("#claim-")[2]
        return note(claim_model, card, first, [page.stem, *tags])

    for page in site.chapters:
        stem = first_name(page.stem, redirects)
        chapter = subdeck(site, page.short, known_as=stem)
        chapter.add_note(note(question_model, question_card(site, page), f"question-{stem}", [page.stem, "question"]))
        for card in claim_cards(site, page):
            chapter.add_note(claim_note(page, card, f"verdict::{card['Verdict']}"))
        for card in withdrawn_cards(site, page):
            gone.add_note(claim_note(page, card, "withdrawn"))
        found.append(chapter)
    return [*found, gone]


def write_media(site: Site, folder: Path) -> list[Path]:
    """Every drawing that a claim names, as a file."""
    named = {claim["figure"] for claim in site.claims.values()}
    paths = []
    for page in site.chapters:
        for figure, svg, _ in figures(page.article, page.stem):
            address = f"{page.stem}.html#{figure['id']}"
            if address in named:
                path = folder / media_name(address)
                path.write_text(on_white(svg), "utf8")
                paths.append(path)
    return paths


def build(site: Site, target: Path) -> None:
    relink(site, lambda stem, anchor: f"{site.address}{stem}.html" + (f"#{anchor}" if anchor else ""))
    with step("writing cards"), TemporaryDirectory() as folder:
        found = decks(site, runpy.run_path(str(ROOT / "conf.py"))["guide_redirects"])
        made = Path(folder, "deck.apkg")
        package = genanki.Package(found, media_files=write_media(site, Path(folder)))
        package.write_to_file(made, timestamp=site.moment.timestamp())
        with zipfile.ZipFile(made) as dated:  # by the hour of its making
            files = {name: dated.read(name) for name in dated.namelist()}
        write_zip(target, files | {"LICENSE": (ROOT / "LICENSE").read_bytes()}, site.moment)
    print(f"  {sum(len(deck.notes) for deck in found)} cards")


def main() -> int:
    return make("Anki cards", build)


if __name__ == "__main__":
    sys.exit(main())
