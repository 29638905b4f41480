"""What the reader's PDF leaves to the full record."""

from .pages import Site

PAGES = {"ledger", "misconceptions"}  # lists of claims: each stands in its chapter with its evidence
# cells that prepare, run and judge (the decisive code stands in listings of its own); what each run had to meet;
# data of figures; how trials went; ways to the bench and to parts that moved; the questions, which the contents list;
# what others published
PARTS = (
    ".cell, .audit, .legend, .trials, .try, .moved, #the-questions, #what-is-often-said, #published-beside-measured, "
    ".evidence-list a[href^='#evidence-']"
)


def abridge(site: Site) -> None:
    """Leave the script, prose, figures, verdicts, evidence and decisive code."""
    site.pages[:] = [page for page in site.pages if page.stem not in PAGES]
    for page in site.pages:
        for part in page.article.select(PARTS):
            part.decompose()
        for claim in page.article.select(".claim"):
            claim.extend(claim.select(".evidence-of-claim"))  # beside all of it
