"""`make anki`: a card for every claim and every question, as a package that Anki imports.

Notes keep their identifiers from version to version: they derive from claim IDs and chapter stems, so that importing
a newer deck renews the words of a card and leaves the learner's history with it. The identifiers of the deck and of
the two kinds of notes, and the order of their fields, must never change.
"""

import sys
import zipfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from tempfile import TemporaryDirectory

import genanki
from bs4 import Tag

from ..markup import render
from ..packing import write_zip
from ..project import ROOT
from .key import Claim, claims_of
from .links import relink
from .making import make, step
from .pages import Page, Site, expect, figures, on_white, text_of

HERE = Path(__file__).parent
DECK, CLAIM, QUESTION = 1760411872, 1760411873, 1760411874
ASKED = "Right, partly right or wrong?"


def model(identifier: int, name: str, fields: list[str], front: str, back: str) -> genanki.Model:
    return genanki.Model(
        identifier,
        f"Marked Answers: {name}",
        fields=[{"name": field} for field in fields],
        templates=[{"name": name, "qfmt": front, "afmt": back}],
        css=(HERE / "anki.css").read_text("utf8"),
    )


CLAIM_FIELDS = ["ID", "Speaker", "Statement", "Asked", "Verdict", "Symbol", "Reason", "Evidence", "Figure", "Link"]


def inner(tag: Tag) -> str:
    """What is in ``tag``, for a field of a note: on one line, but for listings."""
    return tag.decode_contents().strip()


def drawing_of(claim: Claim) -> Tag | None:
    """The figure that stands nearest to a claim within its section."""
    section = claim.box.find_parent("section")
    found = [claim.box.find_previous("figure"), claim.box.find_next("figure")]
    return next((figure for figure in found if figure and section and section in figure.parents), None)


def media_name(page: Page, figure: Tag) -> str:
    return f"marked-answers-{figure['id']}.svg"


def claim_notes(site: Site, page: Page) -> Iterator[list[str]]:
    """The fields of a note for each claim of a page."""
    alts = {str(figure["id"]): alt for figure, _, alt in figures(page.article, page.stem)}
    for claim in claims_of(page):
        figure = drawing_of(claim)
        shown = ""
        if figure is not None:
            image = Tag(
                name="img",
                attrs={"src": media_name(page, figure), "alt": alts[str(figure["id"])]},
                can_be_empty_element=True,
            )
            shown = (
                f"<figure>{image}<figcaption>{inner(expect(figure, 'figcaption > p', page.stem))}</figcaption></figure>"
            )
        yield [
            claim.id,
            text_of(claim.part(".speaker")),
            inner(claim.part(".statement")),
            "What is the verdict?" if claim.verdict == "missing" else ASKED,
            claim.verdict,
            text_of(claim.part(".given .symbol")),
            inner(claim.part(".reason")),
            inner(claim.part(".evidence-of-claim")),
            shown,
            f"{site.address}{page.stem}.html#claim-{claim.id}",
        ]


def correction(page: Page) -> str:
    """The correction of a chapter without its heading."""
    section = copy(expect(page.article, "section#correction", page.stem))
    expect(section, "h2", page.stem).decompose()
    return inner(section)


def notes(site: Site) -> Iterator[genanki.Note]:
    claim_model = model(
        CLAIM, "claim", CLAIM_FIELDS, render("editions/card-front.html"), render("editions/card-back.html")
    )
    question_model = model(
        QUESTION,
        "question",
        ["ID", "Question", "Answer", "Link"],
        render("editions/card-question.html"),
        render("editions/card-answer.html"),
    )
    for page in site.chapters:
        link = f"{site.address}{page.stem}.html#correction"
        fields = [f"question-{page.stem}", text_of(expect(page.article, "h1", page.stem)), correction(page), link]
        yield genanki.Note(question_model, fields, guid=genanki.guid_for(fields[0]), tags=[page.stem])
        for fields in claim_notes(site, page):
            yield genanki.Note(claim_model, fields, guid=genanki.guid_for(fields[0]), tags=[page.stem])


def write_media(site: Site, folder: Path) -> list[Path]:
    """Every drawing as a file."""
    paths = []
    for page in site.chapters:
        for figure, svg, _ in figures(page.article, page.stem):
            path = folder / media_name(page, figure)
            path.write_text(on_white(svg), "utf8")
            paths.append(path)
    return paths


def build(site: Site, target: Path) -> None:
    relink(site, lambda stem, anchor: f"{site.address}{stem}.html" + (f"#{anchor}" if anchor else ""))
    deck = genanki.Deck(DECK, site.title, f"{site.subtitle}. Version {site.version}, {site.date}.")
    with step("writing cards"), TemporaryDirectory() as folder:
        for note in notes(site):
            deck.add_note(note)
        made = Path(folder, "deck.apkg")
        package = genanki.Package(deck, media_files=write_media(site, Path(folder)))
        package.write_to_file(made, timestamp=site.moment.timestamp())
        with zipfile.ZipFile(made) as dated:  # by the hour of its making
            files = {name: dated.read(name) for name in dated.namelist()}
        write_zip(target, files | {"LICENSE": (ROOT / "LICENSE").read_bytes()}, site.moment)
    print(f"  {len(deck.notes)} cards")


def main() -> int:
    return make("Anki cards", build)


if __name__ == "__main__":
    sys.exit(main())
