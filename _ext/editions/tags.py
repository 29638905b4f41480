"""What PDF/UA and PDF/A want of a document, where WeasyPrint writes another thing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

from ..markup import render


class Structure:
    """The objects of a PDF, which refer to one another by the bytes that stand in the file, and its tree of tags."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.elements: list[Any] = [
            item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == "/StructElem"
        ]
        tree = self.at(self.at(pdf.catalog["StructTreeRoot"])["ParentTree"])["Nums"]
        self.owners = dict(zip(tree[::2], tree[1::2], strict=True))  # of each page's content, then of annotations

    def at(self, reference: bytes) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def kids(self, element: Any) -> list[tuple[Any, Any]]:
        """What is in ``element``: as it stands there, and as an object; marked content is a number, and no object."""
        return [(kid, self.at(kid) if isinstance(kid, bytes) else {}) for kid in element["K"]]

    def element_of(self, annotation: Any) -> Any:
        return self.at(self.owners[annotation["StructParent"]])

    def give(self, kids: list[Any], element: Any) -> None:
        """Put ``kids`` at the end of ``element``."""
        element["K"].extend(kids)
        for kid in kids:
            if isinstance(kid, bytes) and "S" in self.at(kid):
                self.at(kid)["P"] = element.reference

    def remove(self, annotation: Any) -> None:
        """Leave an empty object of ``annotation``."""
        element = self.element_of(annotation)
        element["K"][:] = [kid for kid, item in self.kids(element) if item.get("Obj") != annotation.reference]
        annotation.clear()


@dataclass
class Link:
    """A link on a page, with its annotations there: of its lines, and of what stands in them."""

    words: str
    lines: list[Any] = field(default_factory=list)
    nested: list[Any] = field(default_factory=list)


def links_of(page: Any) -> Iterator[Link]:
    found: dict[Any, Link] = {}

    def visit(box: Any, link: Link | None) -> None:
        here = link
        if here is None and box.element is not None and box.element_tag == "a" and box.link_annotation:
            here = found.setdefault(box.element, Link(" ".join("".join(box.element.itertext()).split())))
        if here and box.link_annotation:
            (here.nested if link else here.lines).append(box.link_annotation)
        for child in box.all_children():
            visit(child, here)

    visit(page._page_box, None)
    yield from found.values()


def corners(rectangle: list[float]) -> list[float]:
    left, top, right, bottom = rectangle
    return [left, top, right, top, left, bottom, right, bottom]


def unite_lines(link: Link, structure: Structure) -> dict[bytes, bytes]:
    """One annotation for all lines of a link, in one element; returns which elements have gone into which.

    A line that lies in another element than the first, such as the next cell, stays a link of its own.
    """
    first = link.lines[0]
    home = structure.element_of(first)
    beside = [line for line in link.lines[1:] if structure.element_of(line)["P"] == home["P"]]
    areas = [first["Rect"], *(line["Rect"] for line in beside)]
    gone = {}
    for line in beside:
        element = structure.element_of(line)
        structure.remove(line)
        structure.give(element["K"], home)
        structure.at(home["P"])["K"].remove(element.reference)
        gone[element.reference] = home.reference
    if beside:
        left, top, right, bottom = zip(*areas, strict=True)
        first["Rect"] = pydyf.Array([min(left), max(top), max(right), min(bottom)])
        first["QuadPoints"] = pydyf.Array(number for area in areas for number in corners(area))
    return gone


def unite_links(document: Any, structure: Structure) -> None:
    """A link is one annotation on its page and says its own words."""
    for number, page in enumerate(document.pages):
        gone = {}
        for link in links_of(page):
            for annotation in link.nested:
                structure.remove(annotation)
            for line in link.lines:
                line["Contents"] = pydyf.String(link.words)
            gone.update(unite_lines(link, structure))
        content = structure.owners[number]
        content[:] = [gone.get(element, element) for element in content]
        sheet = structure.at(structure.pdf.page_references[number])
        if "Annots" in sheet:
            kept = [annotation for annotation in sheet["Annots"] if structure.at(annotation)]
            # the last one wins where viewers take the area around all lines for the link
            sheet["Annots"][:] = sorted(kept, key=lambda annotation: "QuadPoints" not in structure.at(annotation))
    for element in structure.elements:
        if element["S"] == "/Link" and not any("Obj" in item for _, item in structure.kids(element)):
            element["S"] = "/Span"


def fill_lists(structure: Structure) -> None:
    """What stands in an item beside its mark is its body."""
    for item in structure.elements:
        loose = [kid for kid, part in structure.kids(item) if part.get("S") not in {"/Lbl", "/LBody"}]
        if item["S"] == "/LI" and loose:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(), "P": item.reference})
            structure.pdf.add_object(body)
            item["K"][:] = [kid for kid in item["K"] if kid not in loose] + [body.reference]
            structure.give(loose, body)


def name_roles(structure: Structure, formulas: set[str]) -> None:
    """A picture that is said by one of ``formulas`` and the text on it are one formula; heads are those of columns."""
    for element in structure.elements:
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column"
        elif element["S"] == "/Figure" and element["Alt"].string in formulas:
            whole = structure.at(element["P"])
            whole["S"], element["S"] = "/Formula", "/Span"
            whole["Alt"], whole["A"] = element.pop("Alt"), element.pop("A")


def prepare_forms(pdf: Any) -> None:
    """Boxes to tick have a look for both states, so that no viewer needs to make one."""
    boxes = [item for item in pdf.objects if isinstance(item, dict) and item.get("Subtype") == "/Widget"]
    if boxes:
        del pdf.catalog["AcroForm"]["NeedAppearances"]
        empty = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, 1, 1])})
        pdf.add_object(empty)
        for box in boxes:
            box["AP"]["N"]["Off"] = empty.reference


def declare(structure: Structure) -> None:
    """Beside PDF/A, which WeasyPrint names, the document says that it is PDF/UA; images stay as sharp as they are."""
    [metadata] = structure.at(structure.pdf.catalog["Metadata"]).stream
    end = b"</rdf:RDF>"
    structure.at(structure.pdf.catalog["Metadata"]).stream = [
        metadata.replace(end, render("editions/pdfua.xml").encode() + end)
    ]
    for item in structure.pdf.objects:
        if isinstance(item, pydyf.Stream) and "Interpolate" in item.extra:
            item.extra["Interpolate"] = "false"


def finish(document: Any, pdf: Any, formulas: set[str]) -> None:
    """Make ``pdf``, as WeasyPrint has made it of ``document``, what PDF/UA-1 and PDF/A-3a ask for."""
    structure = Structure(pdf)
    unite_links(document, structure)
    fill_lists(structure)
    name_roles(structure, formulas)
    prepare_forms(pdf)
    declare(structure)
