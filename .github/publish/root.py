"""What belongs to no version: the front door, the list of versions, and what robots ask for."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from _ext.moved import moved_page

from .addresses import page_at
from .checks import read
from .pages import FRONT, Version, not_found


def write_root(address: str, site: Path, versions: list[Version], preferred: Version) -> None:
    """Write it into ``site``, which stands at ``address``."""
    switcher = [
        {"name": version.label, "version": version.number, "url": f"{address}{version.folder}/"}
        | ({"preferred": True} if version == preferred else {})
        for version in versions
    ]
    home = site / preferred.folder
    texts = [page for page in sorted(preferred.pages) if not page_at(page, read(home / page)).leads_to]
    urls = "".join(f"<url><loc>{address}{preferred.folder}/{p}</loc></url>\n" for p in texts if p != "search.html")
    front = f"{preferred.folder}/"
    files = {
        FRONT: moved_page(front, f"{address}{front}", "Marked Answers"),
        "404.html": not_found(urlsplit(address).path, versions),
        "switcher.json": json.dumps(switcher, indent=1) + "\n",
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n",
        "sitemap.xml": '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n',
    }
    for name, text in files.items():
        (site / name).write_text(text, "utf8")
