"""What each version changed, kept from version to version: changes.json of the release before, and one entry more.

From it come the part of "What changed" about earlier versions, and a feed of changed verdicts for readers to follow.
"""

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from ..errors import GuideError
from ..markup import render
from ..project import project
from .comparison import Build, Changes, JsonObject, compare, read_build, reading
from .records import as_json, moment

FILE, FEED = "changes.json", "verdicts.xml"


def before_of(app: Sphinx) -> Build | None:
    """The build to compare with, if there is one."""
    folder = Path(app.outdir).parent / "before"
    try:
        return read_build(folder) if folder.is_dir() else None
    except ValueError as error:
        raise GuideError(str(error)) from error


def earlier(app: Sphinx) -> list[JsonObject]:
    """What versions up to the build before changed, the newest first."""
    path = Path(app.outdir).parent / "before" / FILE
    try:
        return list(json.loads(path.read_text("utf8"))["versions"]) if path.is_file() else []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuideError(f"{path}: not what earlier versions changed; run `make before` again") from error


def claim_of(claim: JsonObject, **more: str) -> dict[str, str]:
    return {key: claim[key] for key in ("id", "title", "chapter")} | {"verdict": claim["verdict"]} | more


def entry_of(found: Changes, since: Build | None) -> JsonObject:
    """What this version changed, as changes.json keeps it."""
    return {
        "version": project().version,
        "date": moment(),
        "since": since.name if since else None,
        "verdicts": [claim_of(now, before=was["verdict"]) for was, now in found.verdicts],
        "withdrawn": [claim_of(claim) for claim in found.withdrawn],
        "added": [claim_of(claim) for claim in found.added] if since else [],
        "moved": [claim_of(m.claim, what=m.what, before=reading(m.before), now=reading(m.after)) for m in found.moved],
    }


def versions(app: Sphinx) -> list[JsonObject]:
    """Every version with what it changed, this one first."""
    since = before_of(app)
    found = compare(since, Build(as_json(app.env), since.figures)) if since else Changes()
    return [entry_of(found, since), *(e for e in earlier(app) if e["version"] != project().version)]


def feed(entries: list[JsonObject], site: str) -> str:
    """An Atom feed of verdicts that changed, and of claims withdrawn."""
    news: list[dict[str, Any]] = []
    for version in entries:
        for claim in version["verdicts"]:
            what = f"{claim['before']} → {claim['verdict']}"
            news.append({"version": version, "claim": claim, "what": what})
        for claim in version["withdrawn"]:
            news.append({"version": version, "claim": claim, "what": "withdrawn"})
    return render("claims/feed.xml", news=news, site=site, updated=entries[0]["date"])


def write(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        entries = versions(app)
        text = json.dumps({"versions": entries}, indent=1, ensure_ascii=False)
        Path(app.outdir, FILE).write_text(f"{text}\n", "utf8")
        Path(app.outdir, FEED).write_text(feed(entries, app.config.html_baseurl), "utf8")


def connect(app: Sphinx) -> None:
    app.connect("build-finished", write)
