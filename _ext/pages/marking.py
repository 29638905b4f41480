"""What readers mark themselves: the answer sheet of a chapter, and the review page with every statement."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from ..blocks import fold
from ..claims.domain import domain_of
from ..claims.rules import VERDICTS, Claim
from ..claims.statements import marks
from ..markup import raw

CHOICES = ("right", "partly", "wrong")  # what a reader can mark a statement as
BOXES = "☐ right  ☐ partly  ☐ wrong     ☐ sure  ☐ unsure"  # on paper and without scripts


class marking(nodes.General, nodes.Element):  # noqa: N801
    """Stands for one of PARTS until all pages are read."""


class MarkingDirective(SphinxDirective):
    """What readers mark: one of PARTS."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        part = self.arguments[0]
        if part not in PARTS:
            raise self.error(f"readers mark one of {', '.join(PARTS)}")
        if part == "review":
            domain_of(self.env).data["summaries"][self.env.docname] = True
        return [marking(part=part)]


def form(claim: str, verdict: str, of: str) -> nodes.raw:
    """Choices for one statement; the verdict opens only when the reader says how sure they are."""
    choices = {word: VERDICTS[word] for word in CHOICES}
    return raw("marking/form.html", claim=claim, verdict=verdict, of=of, choices=choices)


def sheet(app: Sphinx, doctree: nodes.document, here: str) -> nodes.Node:
    """The learner's statements of this chapter, to be marked on the screen or, with boxes, on paper."""
    verdicts = {claim.id: claim.verdict for claim in domain_of(app.env).claims}
    statements = (node for node in doctree.findall(nodes.container) if node.get("by") == "learner")
    items = [
        nodes.list_item(
            "",
            statement.children[0].deepcopy(),
            nodes.paragraph("", BOXES, classes=["boxes"]),
            form(statement["claim"], verdicts[statement["claim"]], f"statement {number}"),
            ids=[f"sheet-{statement['claim']}"],
        )
        for number, statement in enumerate(statements, 1)
    ]
    tools = raw("marking/ways.html")
    return nodes.container("", nodes.enumerated_list("", *items, classes=["answer-sheet"]), tools, classes=["sheet"])


def review(app: Sphinx, doctree: nodes.document, here: str) -> nodes.Node:
    """Every statement of the guide, its answer folded under it; a script asks for them one by one."""
    claims = {claim.id: claim for claim in domain_of(app.env).claims}
    items = []
    for page in dict.fromkeys(claim.page for claim in claims.values()):
        chapter = app.env.get_and_resolve_doctree(page, app.builder)
        boxes = (node for node in chapter.findall(nodes.container) if "claim" in node["classes"])
        items += [item(app, here, claims[box["claim"]], box) for box in boxes]
    frame = raw("marking/review.html")
    return nodes.container("", frame, nodes.bullet_list("", *items, classes=["statements"]), classes=["review-page"])


def item(app: Sphinx, here: str, claim: Claim, box: nodes.container) -> nodes.list_item:
    """One claim as the review page asks for it."""
    parts = {name: part for part in box.findall(nodes.container) for name in part["classes"]}
    verdict = "right" if claim.verdict == "missing" else claim.verdict
    address = f"{app.builder.get_relative_uri(here, claim.page)}#{claim.anchor}"
    link = nodes.paragraph("", "", nodes.reference("", "The experiment", refuri=address, internal=True))
    reason = elsewhere(parts["reason"], app, here, claim.page)
    return nodes.list_item(
        "",
        *elsewhere(parts["statement"], app, here, claim.page),
        form(claim.id, verdict, claim.title.lower()),
        fold("", *marks(verdict), *reason, link, summary="The verdict, and why"),
        classes=[f"verdict-{verdict}"],
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


PARTS = {"sheet": sheet, "review": review}


def resolve(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    for node in list(doctree.findall(marking)):
        node.replace_self(PARTS[node["part"]](app, doctree, docname))


SCRIPTS = {"sheet": ("marks/store.js", "marks/sheet.js"), "review-page": ("marks/store.js", "marks/review.js")}


def add_scripts(app: Sphinx, page: str, template: str, context: object, doctree: nodes.document | None) -> None:
    for part, scripts in SCRIPTS.items():
        if doctree and any(part in node["classes"] for node in doctree.findall(nodes.container)):
            for script in scripts:
                app.add_js_file(script, defer="defer")


def connect(app: Sphinx) -> None:
    app.add_node(marking)
    app.add_directive("marking", MarkingDirective)
    app.connect("doctree-resolved", resolve)
    app.connect("html-page-context", add_scripts, priority=400)  # marking comes before what figures add
