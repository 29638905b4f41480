"""What the site says on each page of a version: where else the page stands, and which version a reader is on."""

import re
from dataclasses import dataclass
from html import escape

from _ext.policy import policy, with_policy

LIST, BANNER = "<!--versions-->", "<!--version-banner-->"  # where our templates leave room for what follows
DEV = "dev"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')
FRONT = "index.html"
TO_EDITION = re.compile(r'href="editions/[^"]*"(?: download)?')
STYLE = """
body { max-width: 36rem; margin: 15vh auto; padding: 0 1.25rem; font: 1.05rem/1.6 system-ui, sans-serif; }
"""


@dataclass(frozen=True)
class Version:
    """A version and the folder that readers are sent to: ``number`` is X.Y.Z or ``dev``, ``label`` what readers see."""

    number: str
    folder: str
    label: str
    pages: frozenset[str]
    release: str  # address of the release with its editions; of the draft, its own front page

    def nearest(self, page: str) -> str:
        """The same page of this version, else its front page, as an address within the site."""
        return f"{self.folder}/{page if page in self.pages else FRONT}"


def relative(page: str, target: str) -> str:
    """``target``, an address within the site, as seen from ``page`` of some version."""
    return "../" * (page.count("/") + 1) + target


def version_list(here: Version, page: str, versions: list[Version]) -> str:
    """A fold that names this version and leads to the same page of the others; nothing if there are no others."""
    if len(versions) == 1:
        return ""
    items = ""
    for version in versions:
        current = ' aria-current="page"' if version == here else ""
        address = escape(relative(page, version.nearest(page)))
        items += f'<li><a href="{address}"{current}>{escape(version.label)}</a></li>'
    return (
        f'<details class="versions"><summary><span class="word">Version </span>{escape(here.label)}'
        f"</summary><ul>{items}</ul></details>"
    )


def banner(here: Version, page: str, preferred: Version) -> str:
    """What tells a reader of an old version or of the draft that this is not what to rely on."""
    if preferred.number == DEV:
        return '<p class="version-banner" role="note">This is a draft: no version has been released yet.</p>'
    if here == preferred:
        return ""
    what = "the draft of the next version" if here.number == DEV else f"version {here.label}"
    address = escape(relative(page, preferred.nearest(page)))
    there = "this page" if page in preferred.pages else "its front page"
    return (
        f'<p class="version-banner" role="note">You are reading {what}. '
        f'The current version is {escape(preferred.number)}: <a href="{address}">read {there} there</a>.</p>'
    )


def compose_page(html: str, here: Version, page: str, versions: list[Version], preferred: Version, site: str) -> str:
    """A page of a version, as the site shows it."""
    html = html.replace(LIST, version_list(here, page, versions), 1).replace(BANNER, banner(here, page, preferred), 1)
    home = preferred if page in preferred.pages else here
    return at_home(html, page, escape(f"{site}{home.folder}/"))


def at_home(html: str, page: str, home: str) -> str:
    """The page with its rightful address in its head, for search engines and previews, under ``home``.

    What was built names /stable/, which need not hold this page, or exist.
    """
    head, end, body = html.partition("</head>")
    named = CANONICAL.search(head)
    if named and named[1].endswith(page):
        head = head.replace(f'"{named[1].removesuffix(page)}', f'"{home}')
    return head + end + body


def without_editions(html: str, release: str) -> str:
    """The page with ``release``, the address of its release, for that of each edition: the site keeps the current."""
    return TO_EDITION.sub(lambda _: f'href="{escape(release)}"', html)


def not_found(root: str, versions: list[Version]) -> str:
    """The page for an address that leads nowhere; it may be asked for at any depth, so its links start at ``root``."""
    items = "".join(f'<li><a href="{escape(root + v.folder)}/">{escape(v.label)}</a></li>' for v in versions)
    html = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8" />
<title>No such page: Marked Answers</title>
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<link rel="icon" href="data:," />
<style>{STYLE}</style>
</head>
<body>
<h1>There is no such page</h1>
<p>The guide has no page at this address. Its front pages, by version:</p>
<ul>{items}</ul>
</body>
</html>
"""
    return with_policy(html, policy(styles=[STYLE]))
