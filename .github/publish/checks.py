"""What a composed site must not lack before it takes the place of the last one."""

import itertools
import json
import re
from collections.abc import Iterable
from pathlib import Path

from .archives import Limits
from .manifest import Release
from .pages import DEV, FRONT
from .refusal import RefusedError

ADDRESSES = "addresses.txt"
ASSETS = {"_static", "_images", "_sources"}  # what pages fetch, not what readers keep the address of


def read(path: Path) -> str:
    try:
        return path.read_text("utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(f"/{path.parent.name}/: cannot read {path.name}: {error}") from error


def is_redirect(page: Path) -> bool:
    return 'http-equiv="refresh"' in read(page)


def addresses(site: Path) -> Iterable[str]:
    """Every file that readers may keep the address of, and every claim of a released version."""
    for path in (path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site)
        if set(name.parts) & ASSETS:
            continue
        yield name.as_posix()
        if path.suffix == ".html" and name.parts[0] != DEV:
            for anchor in re.findall(r'\bid="(claim-[\w-]+)"', read(path)):
                yield f"{name.as_posix()}#{anchor}"


def check_size(site: Path, limits: Limits) -> None:
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    if size > limits.site_bytes:
        raise RefusedError(f"the site has {size / 1e6:.0f} MB, over its limit of {limits.site_bytes / 1e6:.0f} MB")


def check_addresses(site: Path, previous: Iterable[str], releases: list[Release]) -> None:
    """Refuse a site that lacks an address of the one before; ``releases`` are its own, newest first."""
    kept = set((site / ADDRESSES).read_text("utf8").splitlines())
    newer = list(itertools.takewhile(lambda release: not release.preferred, releases))  # held back, not gone

    def is_found(address: str) -> bool:
        page, _, claim = address.partition("#")
        if page in kept and page.endswith(".html") and is_redirect(site / page):
            return True
        version, _, place = address.partition("/")
        return bool(claim) and version == "stable" and any(f"{release.folder}/{place}" in kept for release in newer)

    lost = sorted(address for address in set(previous) - kept if not is_found(address))
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        raise RefusedError(
            f"addresses that the previous site has would vanish: {', '.join(lost[:3])}{more}; "
            "name where each moved among guide_redirects in conf.py, or keep a {retired} claim"
        )


def check_switcher(site: Path, address: str) -> None:
    """Refuse a switcher.json that leads nowhere or does not name exactly one version to prefer."""
    try:
        entries = json.loads((site / "switcher.json").read_text("utf8"))
        urls = [entry["url"] for entry in entries]
        preferred = [entry["version"] for entry in entries if entry.get("preferred")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RefusedError(f"switcher.json: not a list of versions: {error!r}") from error
    for url in urls:
        if not str(url).startswith(address) or not (site / url.removeprefix(address) / FRONT).is_file():
            raise RefusedError(f"switcher.json: {url} leads nowhere")
    if len(set(urls)) < len(urls):
        raise RefusedError("switcher.json: one address stands for two versions")
    if len(preferred) != 1:
        raise RefusedError(f"switcher.json: one version must be preferred, not {', '.join(preferred) or 'none'}")
