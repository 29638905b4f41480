"""What readers mark themselves: the answer sheet of a chapter, and the review page with every statement."""

from collections.abc import Callable

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..blocks import fold
from ..claims.choices import choices
from ..claims.domain import domain_of
from ..claims.records import pages
from ..claims.rules import MARKED, Claim
from ..claims.statements import marks
from ..errors import GuideError
from ..markup import raw
from ..trees import tree_of

BOXES = "☐ right  ☐ partly  ☐ wrong     ☐ sure  ☐ unsure"  # on paper and without scripts


class marking(nodes.General, nodes.Element):  # noqa: N801
    """Stands for one of PARTS until all pages are read."""


class MarkingDirective(SphinxDirective):
    """What readers mark: one of PARTS; `try` names a claim, `sheet` and `scripts` may name one of MARKED."""

    required_arguments = 1
    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        part = self.arguments[0]
        if part not in PARTS:
            raise self.error(f"readers mark one of {', '.join(PARTS)}")
        if part in {"sheet", "scripts"} and not set(self.arguments[1:]) <= set(MARKED):
            raise self.error(f"a {part} has what was said by {' or '.join(MARKED)}, not {self.arguments[1]}")
        if part == "sheet":
            self.env.temp_data["guide_marked"] = (self.arguments[1:] or ["learner"])[0]
        else:
            domain_of(self.env).data["summaries"][self.env.docname] = True
        return [marking(part=part, arguments=self.arguments[1:])]


def resolved(app: Sphinx, page: str) -> nodes.document:
    """The claims of a chapter without their evidence, as they are written; once a build, for others to copy from."""
    known: dict[str, nodes.document] = app.__dict__.setdefault("guide_resolved", {})
    if page not in known:
        whole = tree_of(app.env, page)
        known[page] = whole.copy()
        known[page] += [box.deepcopy() for box in whole.findall(nodes.container) if "claim" in box["classes"]]
        for evidence in [box for box in known[page].findall(fold) if "evidence_of" in box]:
            evidence.parent.remove(evidence)
        app.env.resolve_references(known[page], page, app.builder)
    return known[page]


def to_mark(doctree: nodes.document) -> list[nodes.container]:
    """The statements of a page that readers mark first, in order."""
    return [node for node in doctree.findall(nodes.container) if node.get("marked")]


def script(statements: list[nodes.container], address: str = "") -> nodes.container:
    """An answer as one text; each statement leads to its claim on the page ``address``, and has a number."""
    text = nodes.paragraph()
    for number, statement in enumerate(statements, 1):
        claim = statement["claim"]
        said = nodes.reference("", "", refuri=f"{address}#claim-{claim}", internal=True, classes=["said"])
        said += [*(child.deepcopy() for child in statement.children[0].children), nodes.superscript("", str(number))]
        text += [said, nodes.Text(" ")]
    return nodes.container("", text, classes=["script"])


def sheet(app: Sphinx, doctree: nodes.document, here: str, by: str = "learner") -> nodes.Node:
    """The statements of this chapter, to be marked in place on the screen or, with boxes, on paper."""
    statements = to_mark(doctree)
    items = [
        nodes.list_item(
            "",
            statement.children[0].deepcopy(),
            nodes.paragraph("", BOXES, classes=["boxes"]),
            choices(statement["claim"], f"statement {number}"),
            ids=[f"sheet-{statement['claim']}"],
            classes=["current"] if number == 1 else [],  # its room is there before scripts run
        )
        for number, statement in enumerate(statements, 1)
    ]
    sheets = nodes.enumerated_list("", *items, classes=["answer-sheet"])
    return nodes.container("", script(statements), sheets, raw("marking/ways.html"), classes=["sheet"])


def scripts(app: Sphinx, doctree: nodes.document, here: str, by: str = "learner") -> nodes.Node:
    """Every question that ``by`` has answered, with the answer, unmarked; a reader's own marks show on it."""
    cards = []
    for page in pages(app.env, domain_of(app.env).claims):
        chapter = resolved(app, page)
        statements = to_mark(chapter)
        if {statement["by"] for statement in statements} != {by}:
            continue
        address = app.builder.get_relative_uri(here, page)
        link = nodes.reference("", app.env.titles[page].astext(), refuri=address, internal=True)
        title = nodes.paragraph("", "", link, classes=["question"])
        progress = nodes.paragraph("", "", classes=["so-far"])
        cards.append(nodes.list_item("", title, script(statements, address), progress))
    return nodes.container("", nodes.bullet_list("", *cards, classes=["scripts"]))


def attempt(app: Sphinx, doctree: nodes.document, here: str, claim: str) -> nodes.Node:
    """One statement to mark at once, its answer folded under it."""
    found = next((known for known in domain_of(app.env).claims if known.id == claim), None)
    if found is None:
        raise GuideError(f"{here}: there is no claim '{claim}' to try")
    chapter = resolved(app, found.page)
    box = next(node for node in chapter.findall(nodes.container) if node.get("claim") == claim)
    entry = item(app, here, found, box)
    return nodes.container("", *entry.children, classes=["attempt"])


def review(app: Sphinx, doctree: nodes.document, here: str) -> nodes.Node:
    """Every statement of the guide, its answer folded under it; a script asks for them one by one."""
    claims = {claim.id: claim for claim in domain_of(app.env).claims}
    items = []
    for page in dict.fromkeys(claim.page for claim in claims.values()):
        chapter = resolved(app, page)
        boxes = (node for node in chapter.findall(nodes.container) if "claim" in node["classes"])
        items += [item(app, here, claims[box["claim"]], box) for box in boxes]
    frame = raw("marking/review.html")
    return nodes.container("", frame, nodes.bullet_list("", *items, classes=["statements"]), classes=["review-page"])


def item(app: Sphinx, here: str, claim: Claim, box: nodes.container) -> nodes.list_item:
    """One claim as the review page asks for it."""
    parts = {name: part for part in box.findall(nodes.container) for name in part["classes"]}
    verdict = "right" if claim.verdict == "missing" else claim.verdict
    page = app.env.titles[claim.page].astext()
    address = f"{app.builder.get_relative_uri(here, claim.page)}#{claim.anchor}"
    link = nodes.paragraph("", "", nodes.reference("", "The experiment", refuri=address, internal=True))
    reason = elsewhere(parts["reason"], app, here, claim.page)
    marked = nodes.container("", *marks(verdict), *reason, link, classes=["marked", f"verdict-{verdict}"])
    return nodes.list_item(
        "",
        nodes.paragraph("", page, classes=["context"]),
        nodes.container("", *elsewhere(parts["statement"], app, here, claim.page), classes=["statement"]),
        choices(claim.id, claim.title.lower()),
        fold("", marked, summary="The verdict, and why", classes=["answer"]),
    )


def elsewhere(box: nodes.container, app: Sphinx, here: str, page: str) -> list[nodes.Node]:
    """Copies of what stands in ``box`` on ``page``, for another page: no identifiers, links that lead back."""
    copies = box.deepcopy().children
    for copy in copies:
        for node in copy.findall(nodes.Element):
            node["ids"] = []
            if "refid" in node:
                node["refuri"] = f"{app.builder.get_relative_uri(here, page)}#{node.attributes.pop('refid')}"
    return copies


PARTS: dict[str, Callable[..., nodes.Node]] = {"sheet": sheet, "review": review, "scripts": scripts, "try": attempt}


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(marking)):
        node.replace_self(PARTS[node["part"]](app, doctree, docname, *node["arguments"]))


SCRIPTS = {"sheet": "sheet", "review-page": "review", "attempt": "attempt", "scripts": "progress"}


def add_scripts(app: Sphinx, page: str, template: str, context: object, doctree: nodes.document | None) -> None:
    """Scripts for the pages that use them, the shared ones first."""
    classes: set[str] = set()
    for node in doctree.findall(nodes.Element) if doctree else ():
        classes.update(node.get("classes", ()))
    used = [script for part, script in SCRIPTS.items() if part in classes]
    for script in ["store", "choices", *used] if used else []:
        app.add_js_file(f"marks/{script}.js", defer="defer")


def connect(app: Sphinx) -> None:
    app.add_node(marking)
    app.add_directive("marking", MarkingDirective)
    app.connect("doctree-resolved", resolve)
    app.connect("html-page-context", add_scripts, priority=400)  # marking comes before what figures add
