"""The directive that states a claim, and how a verdict looks."""

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from snippets.lab.circumstances import CIRCUMSTANCES
from snippets.lab.settings import read_settings

from ..blocks import fold
from ..markup import raw
from ..plain import plain
from .choices import choices
from .domain import domain_of, record_path
from .rules import SPEAKERS, VERDICTS, Claim


def marks(verdict: str) -> list[nodes.Node]:
    """A verdict as readers see it: drawn in the margin, and as symbol and word."""
    word = nodes.strong("", verdict, classes=["verdict"])
    symbol = nodes.inline("", VERDICTS[verdict], classes=["symbol"])
    return [
        raw("claims/pen.html", verdict=verdict),
        nodes.paragraph("", "", symbol, nodes.Text(" "), word, classes=["given"]),
    ]


def verdict_mark(verdict: str) -> nodes.inline:
    """Symbol and word; the colour comes from the class."""
    return nodes.inline("", f"{VERDICTS[verdict]} {verdict}", classes=[f"verdict-{verdict}", "verdict"])


def trials(text: str) -> tuple[str, ...]:
    """The circumstances that ``:except:`` names.

    Raises:
        ValueError: there is no such circumstance.
    """
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in CIRCUMSTANCES]
    if unknown:
        raise ValueError(f"{', '.join(CIRCUMSTANCES)} can be excepted, not {', '.join(unknown)}")
    return names


def bench_settings(text: str) -> str:
    """Settings of the bench as an address has them.

    Raises:
        ValueError: the bench has no such setting or value.
    """
    read_settings(text)
    return urlencode(parse_qsl(text))


def wording(statement: nodes.Node, formula: Callable[[str], str]) -> str:
    """A statement on one line, each of its formulas as ``formula`` writes it."""
    text = statement.deepcopy()
    for math in list(text.findall(nodes.math)):
        math.replace_self(nodes.Text(formula(math.astext())))
    return " ".join(text.astext().split())


class ClaimDirective(SphinxDirective):
    """State a claim: its ID, who says it, its verdict, a short title, the statement, and then the reason."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "by": lambda text: directives.choice(text, tuple(SPEAKERS)),
        "verdict": lambda text: directives.choice(text, tuple(VERDICTS)),
        "title": directives.unchanged_required,
        "except": trials,
        "try": bench_settings,
        "figure": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        missing = [name for name in ("by", "verdict", "title") if name not in self.options]
        if missing:
            raise self.error(f"claim '{self.arguments[0]}' lacks :{missing[0]}:")
        parts = self.parse_content_to_nodes()
        if len(parts) < 2:
            raise self.error(
                f"claim '{self.arguments[0]}' needs a statement, an empty line, and the reason for its verdict"
            )
        by, verdict = self.options["by"], self.options["verdict"]
        source, line = self.get_source_info()
        claim = Claim(
            self.arguments[0], self.options["title"], by, verdict,
            wording(parts[0], plain), wording(parts[0], "${}$".format), self.env.docname,
            f"{source}:{line}", "\n".join(self.content), self.options.get("except", ()),
            self.options.get("try", ""), self.options.get("figure", ""),
        )  # fmt: skip
        domain_of(self.env).add(claim)
        self.env.note_dependency(str(record_path(self.env)))
        asked = by == self.env.temp_data.get("guide_marked", "learner")  # by the page's sheet, readers mark these first
        box = nodes.container(classes=["claim", f"by-{by}", *["to-mark"] * asked], ids=[claim.anchor], claim=claim.id)
        box.document = self.state.document
        speaker = nodes.paragraph("", f"{SPEAKERS[by]}:", classes=["speaker"])
        anchor = nodes.reference("", "#", refid=claim.anchor, internal=True, classes=["permalink"])
        speaker += [nodes.Text(" "), anchor]
        statement = nodes.container("", parts[0], classes=["statement"], by=by, claim=claim.id, marked=asked)
        box += [speaker, statement]
        marked: nodes.Element = nodes.container(classes=["answer"])
        if asked:
            box += choices(claim.id, claim.title.lower())
            marked = fold(summary="The verdict, and why", classes=["answer"])
        reason = nodes.container("", *parts[1:], classes=["reason"])
        said = nodes.container("", *marks(verdict), reason, classes=["marked", f"verdict-{verdict}"])
        if claim.settings:
            said += raw("claims/try.html", id=claim.id, settings=claim.settings, title=claim.title)
        shown = fold(classes=["evidence-of-claim"], evidence_of=claim.id)
        marked += nodes.container("", said, shown, classes=["judged"])
        box += marked
        return [box]


def connect(app: Sphinx) -> None:
    app.add_directive("claim", ClaimDirective)
