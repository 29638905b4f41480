"""Links of pages, as they are written within an edition."""

import re
from collections.abc import Callable

from .pages import Site

Address = Callable[[str, str], str]  # of a page and an identifier on it ("" for the page itself), within an edition
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")


def relink(site: Site, address: Address) -> None:
    """Links between the pages lead to their ``address``; those to other parts of the site, to where it is published."""
    stems = {page.stem for page in site.pages}
    for page in site.pages:
        for link in page.article.select("a[href]"):
            href = str(link["href"])
            link.attrs.pop("title", None)  # a bubble for the mouse
            if not ELSEWHERE.match(href):
                path, _, anchor = href.partition("#")
                stem = path.removesuffix(".html") or page.stem
                link["href"] = address(stem, anchor) if stem in stems else site.address + href
