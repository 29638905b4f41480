"""What a browser may load on a page: its content security policy, as text and as a test of text.

Needs nothing but Python, so that the programs of `.github` can ask before anything is installed.
"""

import base64
import hashlib
import re
from collections.abc import Iterable

CHARSET = '<meta charset="utf-8" />'  # the policy follows it, before anything is loaded
TAG = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)" />')
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
LOADS = re.compile(r"<(?:script|link|style|body)\b", re.IGNORECASE)
DIGEST = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")
OWN = {"'none'", "'self'", "data:"}  # sources that are part of the site
NEVER_DATA = {"default-src", "script-src", "style-src", "worker-src", "form-action"}  # what runs never comes as data:
NEEDED = {"default-src": "'none'", "base-uri": "'none'", "script-src": "", "form-action": ""}  # "" is any own source


def digests(texts: Iterable[str]) -> str:
    found = {hashlib.sha256(text.encode()).digest() for text in texts}
    return "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in sorted(found))


def policy(scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """A policy under which only the site's own files, and these inline ``scripts`` and ``styles``, are used."""
    return (
        f"default-src 'none'; script-src 'self'{digests(scripts)}; style-src 'self'{digests(styles)}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'self'"
    )


def with_policy(html: str, text: str) -> str:
    """The page ``html`` under the policy ``text``."""
    tag = f'<meta http-equiv="Content-Security-Policy" content="{text}" />'
    return html.replace(CHARSET, f"{CHARSET}\n    {tag}", 1)


def fault_of(html: str) -> str | None:
    """What is wrong with the policy of a page; None if it lets nothing in that is not the site's own."""
    tag, loads = TAG.search(html), LOADS.search(html)
    if tag is None or (loads and loads.start() < tag.start()):
        return "no content security policy stands before what the page loads"
    directives = [part.split() for part in tag[1].split(";") if part.strip()]
    sources = {name: set(listed) for name, *listed in directives}
    if len(sources) < len(directives):
        return "its content security policy says one thing twice"
    for name, value in NEEDED.items():
        if name not in sources or (value and sources[name] != {value}):
            return f"its content security policy needs {name} {value}".rstrip()
    for name, listed in sources.items():
        allowed = OWN - {"data:"} if name in NEVER_DATA else OWN
        foreign = {source for source in listed if source not in allowed and not DIGEST.fullmatch(source)}
        if foreign:
            return f"its content security policy lets in {min(foreign)}"
    return None
