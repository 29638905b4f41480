"""Composes the site of all versions: archives in, one folder out, the same bytes for the same input.

    python -m publish.compose --archives _build/archives --dev _build/site.tar.gz --into _build/site

Every release of releases.toml gets its address /X.Y/, the preferred one /stable/ too, main /dev/. Nothing in an archive
is run or built. The folder appears, or takes the place of an earlier one, only when everything has been checked.

With --candidate the archive --dev is also taken for the release that it is to be: will it fit with all others?
"""

import argparse
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from _ext.moved import moved_page
from _ext.project import project

from . import pages
from .addresses import ASSETS, LIST, Page, check_addresses, page_at, promises, read_list, write_list
from .archives import EDITIONS, Limits, sha256, unpack, verify
from .checks import check_documents, check_policy, check_size, check_switcher, read
from .manifest import Release, read_manifest, with_candidate
from .pages import BANNER, DEV, FRONT, Version
from .refusal import RefusedError, in_one_line
from .root import write_root

STABLE = "stable"


@dataclass(frozen=True)
class Plan:
    """What goes into a site: ``address`` ends with a slash; ``previous`` are the addresses of the site before.

    ``repositories`` are those whose releases the site may lead to, the likeliest first.
    """

    address: str
    repositories: tuple[str, ...]
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
        kept = kept_pages(plan, partial)
        check_addresses(kept, plan.previous, plan.releases)
        write_list(partial / LIST, promises(kept, plan.previous, plan.releases))
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
    versions = [unpacked(plan, site, release) for release in plan.releases] + [unpacked_draft(plan, site)]
    preferred = next((version for version in versions if version.folder == STABLE), versions[-1])
    for version in versions:
        tell(plan, site, version, versions, preferred)
    if preferred.folder == STABLE:
        for newer in versions[: versions.index(preferred)]:
            lead_on(plan, site, newer)
    write_root(plan.address, site, versions, preferred)


def unpacked(plan: Plan, site: Path, release: Release) -> Version:
    """A release in its folder, without its editions; readers of the preferred one are sent to /stable/, which has them.

    Raises:
        RefusedError: its archive is not what the manifest names.
    """
    archive, folder = plan.archives / release.archive, site / release.folder
    verify(archive, release.sha256)
    unpack(archive, folder, plan.limits, editions=release.preferred)
    address = f"{built_by(folder, release, plan)}/releases/tag/v{release.version}"
    if release.preferred:
        shutil.copytree(folder, site / STABLE)
        shutil.rmtree(folder / EDITIONS, ignore_errors=True)
        return Version(release.version, STABLE, f"{release.folder} (current)", html_pages(folder), address)
    return Version(release.version, release.folder, release.folder, html_pages(folder), address)


def unpacked_draft(plan: Plan, site: Path) -> Version:
    if not plan.dev.is_file():
        raise RefusedError(f"{plan.dev}: missing; `make html archive` makes it")
    unpack(plan.dev, site / DEV, plan.limits)
    return Version(DEV, DEV, "draft", html_pages(site / DEV), f"{plan.address}{DEV}/")


def html_pages(folder: Path) -> frozenset[str]:
    """The pages that an archive brought.

    Raises:
        RefusedError: its front page is missing, or leaves no room for the list of versions.
    """
    front = folder / FRONT
    if not front.is_file() or any(marker not in read(front) for marker in (pages.LIST, BANNER)):
        raise RefusedError(f"/{folder.name}/: its {FRONT} is missing, or leaves no room for {pages.LIST} and {BANNER}")
    check_documents(folder)
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def built_by(folder: Path, release: Release, plan: Plan) -> str:
    """The repository of ``release``, as its claims.json says.

    Raises:
        RefusedError: the archive holds another version than its name says.
    """
    try:
        claims = json.loads((folder / "claims.json").read_text("utf8"))
        version, repository = claims["version"], claims.get("repository")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError(f"{release.archive}: its claims.json does not name a version") from error
    if version != release.version:
        raise RefusedError(f"{release.archive}: was built as version {version}")
    return str(repository) if repository in plan.repositories else plan.repositories[-1]


def tell(plan: Plan, site: Path, version: Version, versions: list[Version], preferred: Version) -> None:
    """Each page of ``version`` says where else it stands; outside of /stable/ and /dev/ it leads to its release."""
    own = version.number.rpartition(".")[0] or version.folder
    for page in sorted(version.pages):
        html = read(site / own / page)
        check_policy(site / own, page, html)
        html = pages.compose_page(html, version, page, versions, preferred, plan.address)
        (site / version.folder / page).write_text(html, "utf8")
        if own != DEV:
            (site / own / page).write_text(pages.without_editions(html, version.release), "utf8")


def lead_on(plan: Plan, site: Path, newer: Version) -> None:
    """While a newer release is held back, /stable/ keeps what it had of it: pages lead there, files are copied."""
    for source in (path for path in (site / newer.folder).rglob("*") if path.is_file()):
        name = source.relative_to(site / newer.folder).as_posix()
        target = site / STABLE / name
        if target.exists() or set(name.split("/")) & ASSETS:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in newer.pages:
            link = pages.relative(name, newer.nearest(name))
            target.write_text(moved_page(link, plan.address + newer.nearest(name)), "utf8")
        else:
            shutil.copyfile(source, target)


def kept_pages(plan: Plan, site: Path) -> dict[str, Page]:
    """Every page that readers may keep the address of."""
    folders = [*(release.folder for release in plan.releases), *([STABLE] if plan.releases else [])]
    paths = (path for folder in folders for path in (site / folder).rglob("*.html"))
    found = (page_at(path.relative_to(site).as_posix(), read(path)) for path in paths)
    return {page.address: page for page in found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archives", type=Path, required=True, help="folder with X.Y.Z.tar.gz of each release")
    parser.add_argument("--dev", type=Path, required=True, help="archive of the site built from main")
    parser.add_argument("--previous", type=Path, required=True, help="addresses.txt of the site before")
    parser.add_argument("--candidate", action="store_true", help="try --dev as a release, too")
    parser.add_argument("--into", type=Path, required=True, help="folder to make")
    chosen = parser.parse_args()
    with in_one_line("Not published"):
        this, releases = project(), read_manifest()
        if chosen.candidate:
            if not chosen.dev.is_file():
                raise RefusedError(f"{chosen.dev}: missing; `make html archive` makes it")
            candidate = Release(this.version, sha256(chosen.dev))
            chosen.archives.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(chosen.dev, chosen.archives / candidate.archive)
            releases = with_candidate(releases, candidate)
        repositories = tuple(dict.fromkeys((this.repository, this.home)))
        plan = Plan(this.site, repositories, releases, chosen.archives, chosen.dev, read_list(chosen.previous))
        compose(plan, chosen.into)
    print(f"The site of all versions is in {chosen.into}")


if __name__ == "__main__":
    main()
