"""What a composed site must not lack before it takes the place of the last one."""

import json
import re
from pathlib import Path

from _ext.policy import fault_of

from .addresses import ASSETS
from .archives import Limits
from .pages import FRONT
from .refusal import RefusedError

DOCUMENTS = {".html", ".htm", ".xhtml", ".xht", ".shtml", ".svg"}
ACTIVE = re.compile(r"<script|<foreignObject|\son\w+\s*=|javascript:", re.IGNORECASE)


def read(path: Path) -> str:
    try:
        return path.read_text("utf8")
    except (OSError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())
        raise RefusedError(f"/{path.parent.name}/: cannot read {path.name}: {why}") from error


def check_policy(folder: Path, name: str, html: str) -> None:
    """Refuse a page of a version on which a browser would run or load what is not the site's own."""
    fault = fault_of(html)
    if fault:
        raise RefusedError(f"/{folder.name}/{name}: {fault}")


def check_documents(folder: Path) -> None:
    """Refuse documents of a version that a browser opens but that are no pages, and could run scripts unseen."""
    for path in (path for path in folder.rglob("*") if path.suffix.lower() in DOCUMENTS):
        name = path.relative_to(folder)
        if path.suffix.lower() == ".svg":
            if ACTIVE.search(read(path)):
                raise RefusedError(f"/{folder.name}/{name}: a drawing with a script")
        elif path.suffix != ".html" or set(name.parts) & ASSETS:
            raise RefusedError(f"/{folder.name}/{name}: a page in a place, or with a suffix, for other files")


def check_size(site: Path, limits: Limits) -> None:
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    if size > limits.site_bytes:
        raise RefusedError(f"the site has {size / 1e6:.0f} MB, over its limit of {limits.site_bytes / 1e6:.0f} MB")


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
