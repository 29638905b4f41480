"""Composes the site of all versions: archives in, one folder out, the same bytes for the same input.

    python -m publish.compose --archives _build/archives --dev _build/site.tar.gz --into _build/site

Every release of releases.toml gets its address /X.Y/, the preferred one /stable/ too, main /dev/. Nothing in an archive
is run or built. The folder appears, or takes the place of an earlier one, only when everything has been checked.
"""

import argparse
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from _ext.project import project

from . import pages
from .archives import Limits, unpack, verify
from .checks import ADDRESSES, ASSETS, addresses, check_addresses, check_size, check_switcher, is_redirect, read
from .manifest import Release, read_manifest
from .pages import BANNER, DEV, FRONT, LIST, Version
from .refusal import RefusedError, in_one_line


@dataclass(frozen=True)
class Plan:
    """What goes into a site: ``address`` ends with a slash; ``previous`` are the addresses of the site before."""

    address: str
    releases: list[Release]
    archives: Path
    dev: Path
    previous: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)


def compose(plan: Plan, into: Path) -> None:
    """Make the site of ``plan`` in ``into``, in place of what was there.

    Raises:
        RefusedError: something of the input cannot be published; ``into`` is as it was before.
    """
    partial = into.with_name(f"{into.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        fill(plan, partial)
        check_size(partial, plan.limits)
        check_switcher(partial, plan.address)
        check_addresses(partial, plan.previous, plan.releases)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    replace(into, partial)


def replace(folder: Path, by: Path) -> None:
    """Put ``by`` in the place of ``folder``."""
    last = folder.with_name(f"{folder.name}.last")
    shutil.rmtree(last, ignore_errors=True)
    if folder.exists():
        folder.rename(last)
    by.rename(folder)
    shutil.rmtree(last, ignore_errors=True)


def fill(plan: Plan, site: Path) -> None:
    """Unpack every archive, tell each page of the versions, and write what belongs to none."""
    for release in plan.releases:
        archive = plan.archives / release.archive
        verify(archive, release.sha256)
        unpack(archive, site / release.folder, plan.limits)
        check_version(site / release.folder, release)
    if not plan.dev.is_file():
        raise RefusedError(f"{plan.dev}: missing; `make html archive` makes it")
    unpack(plan.dev, site / DEV, plan.limits)
    versions = [version_in(site, release) for release in plan.releases] + [draft_in(site)]
    current = next((r for r in plan.releases if r.preferred), None)
    preferred = next((v for v in versions if current and v.number == current.version), versions[-1])
    for version in versions:
        folder = site / (current.folder if current and version == preferred else version.folder)
        for page in sorted(version.pages):
            html = pages.compose_page(read(folder / page), version, page, versions, preferred, plan.address)
            (folder / page).write_text(html, "utf8")
    if current:
        shutil.copytree(site / current.folder, site / "stable")
        for newer in versions[: versions.index(preferred)]:
            lead_on(plan, site, newer)
    write_root(plan, site, versions, preferred)


def lead_on(plan: Plan, site: Path, newer: Version) -> None:
    """While a newer release is held back, its pages that /stable/ has had lead to where they still are."""
    for page in newer.pages:
        path = site / "stable" / page
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            target = newer.nearest(page)
            path.write_text(pages.redirect(plan.address, target, pages.relative(page, target)), "utf8")


def version_in(site: Path, release: Release) -> Version:
    """A release; readers of the preferred one are sent to /stable/, which is the same."""
    pages_of = html_pages(site / release.folder)
    if release.preferred:
        return Version(release.version, "stable", f"{release.folder} (current)", pages_of)
    return Version(release.version, release.folder, release.folder, pages_of)


def draft_in(site: Path) -> Version:
    return Version(DEV, DEV, "draft", html_pages(site / DEV))


def html_pages(folder: Path) -> frozenset[str]:
    """The pages that an archive brought.

    Raises:
        RefusedError: its front page is missing, or leaves no room for the list of versions.
    """
    front = folder / FRONT
    if not front.is_file() or any(marker not in read(front) for marker in (LIST, BANNER)):
        raise RefusedError(f"/{folder.name}/: its {FRONT} is missing, or leaves no room for {LIST} and {BANNER}")
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if path.is_file())
    return frozenset(page for page in found if not set(page.split("/")) & ASSETS)


def check_version(folder: Path, release: Release) -> None:
    """Refuse an archive that holds another version than its name says."""
    try:
        built = json.loads((folder / "claims.json").read_text("utf8"))["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(f"{release.archive}: its claims.json does not name a version") from error
    if built != release.version:
        raise RefusedError(f"{release.archive}: was built as version {built}")


def write_root(plan: Plan, site: Path, versions: list[Version], preferred: Version) -> None:
    """What belongs to no version: the front door, the list of versions, and what robots ask for."""
    switcher = [
        {"name": version.label, "version": version.number, "url": f"{plan.address}{version.folder}/"}
        | ({"preferred": True} if version == preferred else {})
        for version in versions
    ]
    texts = sorted(page for page in preferred.pages if not is_redirect(site / preferred.folder / page))
    urls = "".join(f"<url><loc>{plan.address}{preferred.folder}/{p}</loc></url>\n" for p in texts if p != "search.html")
    root = urlsplit(plan.address).path
    files = {
        FRONT: pages.redirect(plan.address, f"{preferred.folder}/", f"{preferred.folder}/"),
        "404.html": pages.not_found(root, versions),
        "switcher.json": json.dumps(switcher, indent=1) + "\n",
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {plan.address}sitemap.xml\n",
        "sitemap.xml": '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
    }
    for name, text in files.items():
        (site / name).write_text(text, "utf8")
    (site / ADDRESSES).write_text("".join(f"{address}\n" for address in sorted(addresses(site))), "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True, help="folder with X.Y.Z.tar.gz of each release")
    parser.add_argument("--dev", type=Path, required=True, help="archive of the site built from main")
    parser.add_argument("--previous", type=Path, help="addresses.txt of the site before")
    parser.add_argument("--into", type=Path, required=True, help="folder to make")
    chosen = parser.parse_args()
    with in_one_line("Not published"):
        previous = frozenset(chosen.previous.read_text("utf8").splitlines()) if chosen.previous else frozenset()
        compose(Plan(project().site, read_manifest(), chosen.archives, chosen.dev, previous), chosen.into)
    print(f"The site of all versions is in {chosen.into}")


if __name__ == "__main__":
    main()
