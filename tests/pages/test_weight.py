"""What a reader's browser downloads for a page, as GitHub Pages sends it: compressed."""

import gzip
import re

KB = 1000
LINKED = re.compile(r'(?:<script[^>]* src|<link[^>]*rel="(?:stylesheet|icon)"[^>]* href)="([^"?]+)')
FIGURE = re.compile(r'<div class="canvas"[^>]*>.*?</div>', re.DOTALL)


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def downloads(site, page):
    """Every file that ``page`` loads, fonts included."""
    html = page.read_text()
    files = {site / name for name in LINKED.findall(html)}
    fonts = {site / "_static/fonts/stix-two-math.woff2"} if "<math" in html else set()
    return files | fonts


def test_pages_are_light(site):
    for page in (p for p in site.glob("*.html") if p.stem != "search"):
        html = page.read_text()
        others = sum(compressed(path.read_bytes()) for path in downloads(site, page))
        bare = compressed(FIGURE.sub("", html).encode()) + others
        whole = compressed(html.encode()) + others
        assert bare <= 100 * KB, f"{page.name}: {bare} bytes without its figures"
        assert whole <= 250 * KB, f"{page.name}: {whole} bytes"


def test_no_page_names_what_is_not_there(site):
    for page in site.glob("*.html"):
        for path in downloads(site, page):
            assert path.is_file(), f"{page.name} loads {path.name}"
