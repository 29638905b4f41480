"""The offline archive in a browser, and the links to all editions from every page."""

import re
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import ROOT, make_edition, missed, once

from _ext.editions.files import FILES


@pytest.fixture(scope="module")
def gathered(site, edition, testrun_uid):
    """The site with all its editions, made in the order of `make editions`, by one worker while others wait."""
    for module in ("pdf", "epub", "notebooks", "anki"):
        edition(module)
    once("gathered", testrun_uid, lambda: [make_edition(module, site) for module in ("gather", "archive", "gather")])
    return site


@pytest.fixture(scope="module")
def unpacked(gathered, tmp_path_factory):
    [archive] = (gathered / "editions").glob("*.zip")
    folder = tmp_path_factory.mktemp("any where")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    [top] = folder.iterdir()
    return top


def test_every_page_links_to_the_editions_of_its_version(gathered):
    for page in gathered.glob("*.html"):
        links = dict(re.findall(r'<a href="(editions/[^"]+)" data-edition="([^"]+)"', page.read_text()))
        assert sorted(links.values()) == sorted(set(FILES) - {"notebooks"}), page.name
        assert all((gathered / link).is_file() for link in links), page.name
    chapter = (gathered / "symmetry.html").read_text()
    notebook = re.search(r'<a href="([^"]+)" download>Download notebook</a>', chapter)[1]
    assert (gathered / notebook).is_file()


def test_it_says_under_which_terms_it_may_be_passed_on_and_how_it_is_cited(unpacked):
    for name in ("LICENSE", "CITATION.cff"):
        assert (unpacked / name).read_bytes() == (ROOT / name).read_bytes()


def test_it_works_from_any_folder_without_a_network(unpacked, chromium):
    """No web server: addresses are those of files, and the browser is told that it is offline."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    problems = []
    page.on("console", lambda message: message.type == "error" and problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: missed(request) and problems.append(request.url))
    for path in sorted(unpacked.glob("*.html")):
        page.goto(path.as_uri())
        assert page.locator("main h1").count() == 1
        for link in page.locator("a[href]").evaluate_all("links => links.map(link => link.href)"):
            if link.startswith("file:"):
                assert Path(unquote(urlsplit(link).path)).exists(), link
        assert problems == [], path.name
    page.goto((unpacked / "search.html").as_uri() + "?q=momentum")
    page.locator("#search-results li").first.wait_for()
    page.goto((unpacked / "symmetry.html").as_uri())
    fonts = page.evaluate("document.fonts.ready.then(fonts => [...fonts].map(font => font.status))")
    assert set(fonts) == {"loaded"}
    context.close()


def test_it_has_the_other_editions_and_no_link_to_itself(unpacked):
    names = {path.suffix for path in (unpacked / "editions").iterdir()}
    assert names == {".pdf", ".epub", ".apkg", ""}
    for page in unpacked.glob("*.html"):
        assert ".zip" not in page.read_text()
