"""What readers mark themselves: the answer sheet of a chapter, and the review page with every statement."""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from .claims import VERDICTS, domain_of, marks
from .folds import fold
from .rules import Claim

CHOICES = ("right", "partly", "wrong")  # what a reader can mark a statement as
BOXES = "☐ right  ☐ partly  ☐ wrong     ☐ sure  ☐ unsure"  # on paper and without scripts
TOOLS = """<details class="tools"><summary>Your marks stay in this browser</summary>
<p>Nothing is sent anywhere. Take your marks along in a file, or wipe them.</p>
<p><button type="button" data-do="export">Export my marks</button>
<label class="button">Import marks <input type="file" accept="application/json" /></label>
<button type="button" data-do="wipe">Wipe my marks</button></p>
<p role="status"></p></details>
"""
WAYS = """<div class="ways"><p class="summary" role="status"></p>
<p><button type="button" data-do="reveal">Show me the answers</button>
<a href="#correction">Correct answer first</a></p>
"""
REVIEW = """<div class="review"><p class="due" role="status"></p>
<div class="asked" tabindex="-1"></div>
<section class="calibration" aria-labelledby="calibration"><h2 id="calibration">Are you right when you are sure?</h2>
<div class="picture"></div></section>
"""


def form(claim: str, verdict: str, of: str) -> nodes.raw:
    """Choices for one statement; the verdict opens only when the reader says how sure they are."""
    choices = "".join(
        f'<label><input type="radio" name="verdict" value="{word}" required /> {VERDICTS[word]} {word}</label>\n'
        for word in CHOICES
    )
    return nodes.raw(
        "",
        f'<form class="choices" data-claim="{claim}" data-verdict="{verdict}">\n'
        f'<fieldset><legend class="visually-hidden">Your mark for {of}</legend>\n{choices}</fieldset>\n'
        '<span class="commit"><button name="sure" value="sure">I am sure</button>\n'
        '<button name="sure" value="unsure">I am not sure</button></span>\n'
        '<p class="outcome" role="status"></p></form>\n',
        format="html",
    )


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
    tools = nodes.raw("", WAYS + TOOLS + "</div>", format="html")
    return nodes.container("", nodes.enumerated_list("", *items, classes=["answer-sheet"]), tools, classes=["sheet"])


def review(app: Sphinx, doctree: nodes.document, here: str) -> nodes.Node:
    """Every statement of the guide, its answer folded under it; a script asks for them one by one."""
    claims = {claim.id: claim for claim in domain_of(app.env).claims}
    items = []
    for page in dict.fromkeys(claim.page for claim in claims.values()):
        chapter = app.env.get_and_resolve_doctree(page, app.builder)
        boxes = (node for node in chapter.findall(nodes.container) if "claim" in node["classes"])
        items += [item(app, here, claims[box["claim"]], box) for box in boxes]
    frame = nodes.raw("", REVIEW + TOOLS + "</div>", format="html")
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


SCRIPTS = {"sheet": ("marks.js", "marking.js"), "review-page": ("marks.js", "review.js")}


def add_scripts(app: Sphinx, page: str, template: str, context: object, doctree: nodes.document | None) -> None:
    for part, scripts in SCRIPTS.items():
        if doctree and any(part in node["classes"] for node in doctree.findall(nodes.container)):
            for script in scripts:
                app.add_js_file(script, defer="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
