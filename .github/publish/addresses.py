"""What readers may keep the address of, and the list of it that each published site carries.

Promised are the pages of releases, at /X.Y/ and at /stable/, and in them the anchors of claims and figures. The draft
at /dev/, what pages fetch, and the editions promise nothing: each release keeps its own files.
"""

import itertools
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from .manifest import Release
from .refusal import RefusedError

LIST = "addresses.txt"  # at the root of a site
HEAD = re.compile(r"# (\d+) addresses that this site keeps")
ASSETS = {"_static", "_images", "_sources", "_downloads", "editions"}  # of a version: no pages that readers keep
ANCHOR = re.compile(r'id="((?:claim|figure)-[\w.-]+)"')
LEADS = re.compile(r'http-equiv="refresh" content="0; url=([^"]*)"')
STEPS = 5  # of redirects, one after the other


@dataclass(frozen=True)
class Page:
    """What a page at ``address`` promises: its anchors, and the address within the site that it leads on to, if any."""

    address: str
    anchors: frozenset[str]
    leads_to: str | None


def page_at(address: str, html: str) -> Page:
    found = LEADS.search(html)
    leads_to = None
    if found:
        target = unescape(found[1]).partition("#")[0]
        leads_to = posixpath.normpath(posixpath.join(posixpath.dirname(address), target))
    return Page(address, frozenset(ANCHOR.findall(html)), leads_to)


def promises(pages: Mapping[str, Page], previous: frozenset[str], releases: list[Release]) -> list[str]:
    """The addresses of ``pages`` that their site promises, after one that promised ``previous``.

    While a release is held back, /stable/ promises nothing new: what only an older one has is gone again when the
    newer is let go.
    """
    is_held_back = bool(releases) and not releases[0].preferred
    found = {f"{page.address}{mark}" for page in pages.values() for mark in ("", *(f"#{a}" for a in page.anchors))}
    return sorted(a for a in found if not is_held_back or a in previous or not a.startswith("stable/"))


def write_list(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((f"# {len(lines)} addresses that this site keeps", *lines)) + "\n", "utf8")


def read_list(path: Path) -> frozenset[str]:
    """The addresses of a list.

    Raises:
        RefusedError: the file is missing, cut, or no such list.
    """
    try:
        text = path.read_text("utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"{path}: the addresses of the published site are missing; `make archives`") from error
    head, *lines = text.splitlines() or [""]
    counted = HEAD.fullmatch(head)
    if counted is None or int(counted[1]) != len(lines) or not text.endswith("\n"):
        raise RefusedError(
            f"{path}: not the whole list of the addresses of a published site; run `make archives` again"
        )
    return frozenset(lines)


def promised(pages: Mapping[str, Page], releases: list[Release]) -> set[str]:
    """What /stable/ has shown for certain: the addresses of every X.Y.0 before the release that it shows now."""
    past = itertools.dropwhile(lambda release: not release.preferred, releases)
    folders = {release.folder for release in past if release.version.endswith(".0") and not release.preferred}
    found = set()
    for page in pages.values():
        folder, _, place = page.address.partition("/")
        if folder in folders:
            found |= {f"stable/{place}{mark}" for mark in ("", *(f"#{anchor}" for anchor in page.anchors))}
    return found


def check_addresses(pages: Mapping[str, Page], previous: Iterable[str], releases: list[Release]) -> None:
    """Refuse a site without an address that one before had; ``releases`` are its own, newest first.

    Raises:
        RefusedError: which would vanish, and what mends it.
    """
    newer = list(itertools.takewhile(lambda release: not release.preferred, releases))  # held back, not gone

    def is_kept(address: str, steps: int = STEPS) -> bool:
        place, _, anchor = address.partition("#")
        page = pages.get(place)
        if page is None:
            return False
        if not anchor or anchor in page.anchors:
            return True
        if page.leads_to and steps:
            return is_kept(f"{page.leads_to}#{anchor}", steps - 1)
        folder, _, name = place.partition("/")
        versions = (pages.get(f"{release.folder}/{name}") for release in newer if folder == "stable")
        return any(anchor in version.anchors for version in versions if version)

    lost = sorted(address for address in {*previous, *promised(pages, releases)} if not is_kept(address))
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        raise RefusedError(
            f"addresses that readers may have kept would vanish: {', '.join(lost[:3])}{more}; "
            "name where each went among guide_redirects in conf.py, or keep a {retired} claim"
        )
