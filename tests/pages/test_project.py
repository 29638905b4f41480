"""One place names the repository and its addresses; forks and archives are what they are."""

import json
import os
import shutil
import subprocess
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from conftest import ROOT

from _ext.pages.provenance import provenance
from _ext.project import last_edit, pages_address, project, read
from snippets.lab.seeds import SEED


@pytest.fixture
def archive(tmp_path):
    """The project as it comes without git."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_a_fork_is_named_and_published_under_its_own_address(archive):
    fork = read(archive, {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "Ada/answers"})
    assert (fork.repository, fork.site) == ("https://github.com/Ada/answers", "https://ada.github.io/answers/")
    assert (fork.server, fork.owner, fork.name) == ("https://github.com", "Ada", "answers")
    assert fork.stable == "https://ada.github.io/answers/stable/"


def test_the_environment_may_name_any_address(archive):
    assert read(archive, {"GUIDE_SITE": "https://answers.example"}).site == "https://answers.example/"
    elsewhere = {"GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "ada/answers"}
    with pytest.raises(ValueError, match="set GUIDE_SITE"):
        read(archive, elsewhere)
    assert read(archive, elsewhere | {"GUIDE_SITE": "https://answers.example/"}).server == "https://git.example"


def test_the_published_repository_keeps_its_own_address(archive):
    home = read(archive, {})
    assert read(archive, {"GITHUB_REPOSITORY": f"{home.owner}/{home.name}"}) == home
    assert pages_address("https://github.com/Ada/ada.github.io") == "https://ada.github.io/"


def git_in(folder, *arguments):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
    date = {"GIT_COMMITTER_DATE": "2026-03-01T23:30:00-0500", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        ["git", "-C", folder, *who, *arguments], env=date, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_a_worktree_and_a_shallow_clone_know_their_commit(archive, tmp_path_factory):
    beside = tmp_path_factory.mktemp("beside")
    git_in(archive, "init", "-q", "-b", "main")
    for message in ("Begin", "Go on"):
        git_in(archive, "add", ".")
        git_in(archive, "commit", "-q", "--allow-empty", "-m", message)
    git_in(archive, "worktree", "add", "-q", beside / "tree", "HEAD~1")
    git_in(archive, "clone", "-q", "--depth", "1", f"file://{archive}", beside / "shallow")
    assert read(beside / "tree", {}).commit == git_in(archive, "rev-parse", "HEAD~1")
    assert read(beside / "shallow", {}).commit == git_in(archive, "rev-parse", "HEAD")
    assert read(beside / "shallow", {}).date == "2026-03-02"


def test_content_is_as_new_as_its_last_edit(archive):
    git_in(archive, "init", "-q", "-b", "main")
    git_in(archive, "add", ".")
    git_in(archive, "commit", "-q", "-m", "Begin")
    assert last_edit(archive) is None
    for name, seconds in (("pyproject.toml", 1_800_000_000), ("new page.md", 1_900_000_000)):
        with (archive / name).open("a") as file:
            file.write("\n")
        os.utime(archive / name, (seconds, seconds))
        assert last_edit(archive) == seconds
    git_in(archive, "add", ".")
    assert last_edit(archive) == 1_900_000_000
    (archive / "new page.md").unlink()
    assert last_edit(archive) == 1_800_000_000


def test_the_commit_is_that_of_the_project_and_not_of_a_folder_around_it(archive):
    git = partial(git_in, archive)
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "Begin")
    inner = archive / "inner"
    inner.mkdir()
    shutil.copy(archive / "pyproject.toml", inner)
    assert read(inner, {}).commit is None
    assert read(inner, {}).build.endswith("commit unknown")
    assert (read(archive, {}).commit, read(archive, {}).date) == (git("rev-parse", "HEAD"), "2026-03-02")


def test_the_foot_names_the_base_seed_of_the_experiments(monkeypatch):
    assert provenance()["seed"] == str(SEED)
    monkeypatch.setenv("GUIDE_SEED", "7")
    assert provenance()["seed"] == "7"


def test_every_page_names_its_build_and_every_claim_can_be_disputed(site):
    claims = json.loads((site / "claims.json").read_text())["claims"]
    pages = {page.name: page.read_text() for page in site.glob("*.html")}
    for name, html in pages.items():
        assert f"Version {project().version}" in html and "base seed 0" in html and "torch 2." in html, name
        if name not in {"search.html", "genindex.html"}:
            assert f"/edit/main/chapters/{name.replace('.html', '.md')}" in html, name
            assert f'<link rel="canonical" href="{project().stable}{name}"' in html, name
    for claim in claims:
        html = pages[claim["address"].partition("#")[0]].replace("&amp;", "&")
        box = html[html.index(f'id="claim-{claim["id"]}"') :]
        address = box.partition('class="dispute audit"')[2].partition('href="')[2].partition('"')[0]
        asked = parse_qs(urlsplit(address).query)
        assert asked["claim"] == [claim["id"]] and asked["verdict"] == [claim["verdict"]]
        assert asked["version"] == [project().build] and asked["template"] == ["disputed-claim.yml"]


def test_issue_forms_have_the_fields_that_pages_fill_in():
    """GitHub fills a text field whose id is in the address; it ignores an unknown one without a word."""
    for form, fields in (("disputed-claim", {"claim", "version", "verdict"}), ("error", {"page", "version"})):
        body = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{form}.yml").read_text())["body"]
        assert fields <= {field.get("id") for field in body if field["type"] in {"input", "textarea"}}
