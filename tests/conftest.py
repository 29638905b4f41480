"""What several tests build: the guide itself, once, and tiny sites."""

import contextlib
import functools
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import torch
from filelock import FileLock
from playwright.sync_api import sync_playwright

from _ext.editions.files import FILES
from _ext.editions.pages import read_site
from _ext.execution import memory
from doctor.packages import browser

ROOT = Path(__file__).parent.parent
UNCHANGED = ROOT / "_ext/execution/unchanged.py"  # starts Sphinx as `make html` does: where it is needed
torch.set_num_threads(1)  # as in the guide; and threads of several workers would keep cores busy waiting for each other


def sphinx(settings: Path, source: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build ``source`` into ``target`` with the conf.py in ``settings``; warnings are errors."""
    command = [sys.executable, "-I", "-S", UNCHANGED, "-q", "-W", "--keep-going", "-c", settings, *options]
    command += ["-d", target.with_name("doctrees"), source, target]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


def tiny_settings(*parts: str) -> str:
    """The conf.py of a tiny site, with single modules of rooms that ask for the theme as a whole."""
    imports = "".join(f"    import {part}\n    {part}.connect(app)\n" for part in parts)
    settings = (ROOT / "tests/roots/conf.py").read_text("utf8")
    return f"{settings}\n\ndef setup(app):\n{imports}" if parts else settings


def pytest_collection_modifyitems(items):
    """What needs no built site comes first, so that most failures show within seconds; what does is marked."""
    for item in items:
        if not {"site", "chromium"}.isdisjoint(item.fixturenames):
            item.add_marker("built")
    items.sort(key=lambda item: item.get_closest_marker("built") is not None)


def once(name: str, state: str, make: Callable[[], object]) -> None:
    """Call ``make`` in one worker for each ``state``, of files or of a test run; the others wait for it."""
    folder = ROOT / "_build" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / f"{name}.made"
    with FileLock(folder / f"{name}.lock"):
        if not note.exists() or note.read_text() != state:
            make()
            note.write_text(state)


@pytest.fixture(scope="session")
def site(testrun_uid):
    """The guide, built once and with links to editions; chapters that `make html` has executed are not run again."""
    target = ROOT / "_build" / "tests" / "html"

    def build() -> None:
        (ROOT / "_build/executed").mkdir(exist_ok=True)
        store = target.with_name("executed")
        if not store.is_symlink():
            store.symlink_to(ROOT / "_build/executed")
        for old in (target, target.with_name("editions")):  # pages and versions that are no more
            shutil.rmtree(old, ignore_errors=True)
        run = sphinx(ROOT, ROOT / "chapters", target, "-E", "-a", "-D", "guide_editions=1")
        assert run.returncode == 0, run.stdout + run.stderr

    once("site", testrun_uid, build)
    return target


def make_edition(module: str, site: Path) -> Path:
    """Make one edition of ``site``, as the Makefile does; what it printed last names the file."""
    command = [sys.executable, "-m", f"_ext.editions.{module}", site]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return Path(run.stdout.splitlines()[-1].strip().partition(": ")[0])


@pytest.fixture(scope="session")
def edition(site, testrun_uid):
    """Makes an edition of the built guide, in one worker and once, and says where it is."""

    @functools.cache
    def made(module: str) -> Path:
        if module == "epub":
            made("pdf")  # whose pages it names
        once(module, testrun_uid, lambda: make_edition(module, site))
        names = {"pdf": "PDF", "epub": "EPUB", "anki": "Anki cards", "notebooks": "notebooks"}
        return site.parent / "editions" / FILES[names[module]]

    return made


@pytest.fixture
def forgetful(monkeypatch):
    """What texts come to is asked anew, whatever earlier tests have asked."""
    for name, empty in (("_known", {}), ("_asked", set()), ("_new", set())):
        monkeypatch.setattr(memory, name, empty)


@pytest.fixture(scope="session")
def guide(site):
    """The guide as editions read it; for tests that change nothing of it."""
    return read_site(site)


@pytest.fixture(scope="session")
def pdf(edition):
    """The PDF to read, opened to look into its structure."""
    with pikepdf.open(edition("pdf")) as opened:
        yield opened


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """The address under which a web server of this machine offers ``folder``."""
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield running
        running.close()


def missed(request):
    """Whether a request failed; not one that ended because its page was left."""
    return request.failure != "net::ERR_ABORTED"


@pytest.fixture
def visit(address, chromium):
    """Opens a page of the site in a browser of its own; any error it reports, or request elsewhere, fails the test."""
    contexts, problems = [], []

    def open_page(path, base=address, **options):
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: message.type in {"error", "warning"} and problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: missed(request) and problems.append(request.url))
        page.on("request", lambda request: request.url.startswith((base, "blob:")) or problems.append(request.url))
        page.goto(f"{base}/{path}")
        return page

    open_page.problems = problems
    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def look(site, visit):
    """Opens a page of the unpacked folder at a setting."""

    def open_page(name, query="", width=1280):
        return visit(f"{name}.html{query}", base=site.as_uri(), viewport={"width": width, "height": 800})

    return open_page
