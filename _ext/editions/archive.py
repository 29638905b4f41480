"""`make zip`: the site as an archive that works unpacked anywhere, without a network."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ..packing import write_zip
from ..project import ROOT
from .files import ARCHIVE, FILES
from .making import make, step
from .pages import EditionError, Site

TERMS = ("LICENSE", "CITATION.cff")  # under which terms it may be passed on, and how it is cited
LEFT_OUT = {".buildinfo", ".buildinfo.bak", ".doctrees"}  # what Sphinx keeps for itself
OWN_LINK = re.compile(rf' · <a [^>]*data-edition="{ARCHIVE}">[^<]*</a>')
LINKED = re.compile(r'href="(editions/[^"#]+)"')


def contents(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of the site with its name; pages without the link to this very archive.

    Raises:
        EditionError: a page links to an edition that is not there.
    """
    own = FILES[ARCHIVE]
    for terms in TERMS:
        yield terms, (ROOT / terms).read_bytes()
    for path in sorted(site.folder.rglob("*")):
        name = path.relative_to(site.folder)
        if not path.is_file() or set(name.parts) & LEFT_OUT or name.name == own:
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            page = OWN_LINK.sub("", content.decode("utf8"))
            missing = [link for link in LINKED.findall(page) if not (site.folder / link).exists()]
            if missing:
                raise EditionError(f"{name} links to {missing[0]}, which is not made yet; run `make editions`")
            content = page.encode()
        yield name.as_posix(), content


def build(site: Site, target: Path) -> None:
    folder = FILES[ARCHIVE].removesuffix(".zip")
    with step("packing the site"):
        write_zip(target, {f"{folder}/{name}": content for name, content in contents(site)}, site.moment)


def main() -> int:
    return make(ARCHIVE, build)


if __name__ == "__main__":
    sys.exit(main())
