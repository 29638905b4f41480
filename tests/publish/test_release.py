"""A release is gathered whole and visible only when it is, whatever breaks off; the weekly run keeps one issue."""

import json
import shutil
import zipfile
from types import SimpleNamespace

import publish.github
import pytest
from conftest import ROOT
from hub import Hub
from hub import run as hub_run
from publish.archives import pack, sha256
from publish.gather import gather
from publish.manifest import Release
from publish.notebooks import add_notebooks
from publish.proposal import propose
from publish.provenance import verify_attestation
from publish.refusal import RefusedError
from publish.release import check
from publish.release import publish as publish_release
from publish.weekly import TITLE, report


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """The stand-in for GitHub in place of `gh`; it knows the tag v1.2.3."""
    monkeypatch.setattr(publish.github, "subprocess", SimpleNamespace(run=hub_run))
    monkeypatch.setenv("HUB", str(tmp_path / "hub"))
    start = Hub(tmp_path / "hub")
    start.state["tags"] = ["v1.2.3"]
    start.save()
    return lambda: Hub(tmp_path / "hub")


@pytest.fixture(scope="module")
def whole_build(site, tmp_path_factory):
    """Everything that a build leaves for a release, of the real site."""
    build = tmp_path_factory.mktemp("whole") / "build"
    shutil.copytree(site, build / "html")
    claims = json.loads((site / "claims.json").read_text())
    (build / "html/claims.json").write_text(json.dumps(claims | {"version": "1.2.3"}))
    pack(build / "html", build / "site.tar.gz")
    (build / "editions/notebooks").mkdir(parents=True)
    (build / "editions/guide.pdf").write_bytes(b"pdf")
    (build / "editions/notebooks/one.ipynb").write_text("{}")
    (build / "reports").mkdir()
    (build / "reports/verapdf-guide.txt").write_text("PDFUA-1: holds\n")
    (build / "summary.md").write_text("- new claim\n")
    gather(build)
    return build


@pytest.fixture
def built(whole_build, tmp_path):
    return shutil.copytree(whole_build, tmp_path / "build") / "release"


def test_a_release_is_gathered_with_its_checksums_and_its_entry(built):
    first = {path.name: path.read_bytes() for path in built.iterdir()}
    files = {"site.tar.gz", "claims.json", "guide-1.2.3.pdf", "notebooks.zip", "reports.zip"}
    assert set(first) == files | {"SHA256SUMS", "notes.md"}
    assert zipfile.ZipFile(built / "notebooks.zip").namelist() == ["notebooks/LICENSE", "notebooks/one.ipynb"]
    assert zipfile.ZipFile(built / "reports.zip").namelist() == ["reports/LICENSE", "reports/verapdf-guide.txt"]
    assert f"{sha256(built / 'site.tar.gz')}  site.tar.gz\n" in first["SHA256SUMS"].decode()
    assert b'version = "1.2.3"' in first["notes.md"] and b"- new claim" in first["notes.md"]
    gather(built.parent)
    assert {path.name: path.read_bytes() for path in built.iterdir()} == first
    (built.parent / "site.tar.gz").unlink()
    with pytest.raises(RefusedError, match=r"site.tar.gz is missing; `make"):
        gather(built.parent)


def agrees(hub, built):
    """Whether what is public agrees: every file, the checksums, and the entry in the notes."""
    [release] = [release for release in hub().state["releases"] if not release["isDraft"]]
    there = {path.name: path.read_bytes() for path in hub().assets(release).iterdir()}
    assert there == {path.name: path.read_bytes() for path in built.iterdir() if path.name != "notes.md"}
    assert f'sha256 = "{sha256(built / "site.tar.gz")}"' in release["body"]
    assert list(hub().state["refs"]) == ["heads/notebooks"]
    return True


def test_a_release_is_drafted_filled_compared_and_published_once(built, hub):
    assert publish_release("v1.2.3", built) == "v1.2.3 is released"
    assert agrees(hub, built) and hub().state["log"][-1] == "release edit v1.2.3 --draft=false"
    before = hub().state["releases"]
    assert publish_release("v1.2.3", built) == "v1.2.3 is released already, and is what was built"
    assert hub().state["releases"] == before
    (built.parent / "editions/guide.pdf").write_bytes(b"other")
    gather(built.parent)
    with pytest.raises(RefusedError, match=r"released already, with another SHA256SUMS, guide-1.2.3.pdf; raise"):
        publish_release("v1.2.3", built)


CALLS = 13  # that publishing makes; the last test of these says so


@pytest.mark.parametrize("how", ["before", "after", "empty"])
@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_a_release_that_broke_off_anywhere_is_taken_up_by_another_build(built, hub, monkeypatch, call, how):
    monkeypatch.setenv("HUB_FAILS", f"{call} {how}")
    try:
        publish_release("v1.2.3", built)
    except RefusedError as refusal:
        assert "\n" not in str(refusal)
        assert how == "after" or all(release["isDraft"] for release in hub().state["releases"])
    monkeypatch.delenv("HUB_FAILS")
    assert hub().state["calls"] <= CALLS
    if any(not release["isDraft"] for release in hub().state["releases"]):
        assert "released already, and is" in publish_release("v1.2.3", built) and agrees(hub, built)
        return
    (built.parent / "editions/guide.pdf").write_bytes(b"of the second build")
    pack(built, built.parent / "site.tar.gz")  # any other archive
    (built.parent / "editions/guide.pdf").rename(
        built.parent / "editions/renamed.pdf"
    )  # guide-1.2.3.pdf is foreign now
    gather(built.parent)
    assert publish_release("v1.2.3", built) == "v1.2.3 is released" and agrees(hub, built)


def test_these_are_all_calls(built, hub):
    publish_release("v1.2.3", built)
    assert hub().state["calls"] == CALLS


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda folder: (folder / "site.tar.gz").unlink(), "site.tar.gz is missing; `make assets`"),
        (lambda folder: (folder / "site.tar.gz").write_bytes(b"x"), "SHA256SUMS is not that of the files beside it"),
        (lambda folder: (folder / "more.txt").touch(), "SHA256SUMS is not that of the files beside it"),
        (lambda folder: (folder / "notes.md").write_text("nothing"), "notes.md names another version or archive"),
    ],
)
def test_what_was_not_gathered_is_not_released(built, hub, spoil, says):
    spoil(built)
    with pytest.raises(RefusedError, match=says):
        publish_release("v1.2.3", built)
    assert hub().state["calls"] == 0


def test_two_drafts_of_one_tag_are_for_a_maintainer(built, hub):
    state = hub()
    state.state["releases"] = [{"id": k, "tagName": "v1.2.3", "isDraft": True, "body": ""} for k in (1, 2)]
    state.save()
    with pytest.raises(RefusedError, match=r"GitHub holds 2 releases of v1.2.3; delete the drafts"):
        publish_release("v1.2.3", built)


def test_notebooks_join_those_of_earlier_versions(built, hub):
    publish_release("v1.2.3", built)
    state = hub()
    commit = state.state["objects"][state.state["refs"]["heads/notebooks"]]
    assert state.state["objects"][commit["tree"]] == {"1.2.3/one.ipynb": "{}"}
    add_notebooks("1.2.4", built / "notebooks.zip")
    later = hub().state
    commit = later["objects"][later["refs"]["heads/notebooks"]]
    assert set(later["objects"][commit["tree"]]) == {"1.2.3/one.ipynb", "1.2.4/one.ipynb"} and commit["parents"]
    (built / "notebooks.zip").write_bytes(b"x")
    with pytest.raises(RefusedError, match=r"notebooks.zip is missing or broken"):
        add_notebooks("1.2.4", built / "notebooks.zip")


def test_only_the_version_of_the_project_is_tagged():
    check("v1.2.3", "1.2.3")
    with pytest.raises(RefusedError, match=r"the tag is v1.2.4, and pyproject.toml names version 1.2.3"):
        check("v1.2.4", "1.2.3")
    with pytest.raises(RefusedError, match=r"1.2.3.dev0 is not X.Y.Z"):
        check("v1.2.3.dev0", "1.2.3.dev0")


def test_an_archive_is_taken_from_the_workflow_of_its_tag_alone(hub, tmp_path):
    (tmp_path / "1.2.3.tar.gz").write_bytes(b"archive")
    release = Release("1.2.3", sha256(tmp_path / "1.2.3.tar.gz"))
    state = hub()
    workflow = "up/guide/.github/workflows/release.yml"
    state.state["attested"] = [[release.sha256, "up/guide", workflow, "refs/tags/v1.2.3"]]
    state.save()
    verify_attestation(tmp_path / "1.2.3.tar.gz", release, ["fork/guide", "up/guide"])
    for wrong in (Release("1.2.4", release.sha256), release):
        with pytest.raises(RefusedError, match=r"is not attested as built from v1.2.[34]: gh attestation verify: HTTP"):
            verify_attestation(tmp_path / "1.2.3.tar.gz", wrong, ["fork/guide"])


def test_one_issue_stays_open_while_the_weekly_run_fails(hub):
    good, bad = {"links": {"result": "success"}}, {"links": {"result": "failure"}, "seeds": {"result": "success"}}
    assert report(good, "RUN") == "all is well"
    assert report(bad, "RUN") == "opened an issue"
    [issue] = hub().state["issues"]
    assert issue["title"] == TITLE and "[weekly run](RUN) failed: links." in issue["body"]
    state = hub()
    state.state["issues"][0]["title"] = "Links rot"  # a person has renamed it
    state.state["issues"].append({"number": 2, "state": "open", "label": "weekly-run", "title": TITLE})
    state.save()
    assert report(bad, "RUN") == "continued issue 1"
    assert report(good | {"propose": {"result": "skipped"}}, "RUN") == "closed issue 1"
    assert [issue["state"] for issue in hub().state["issues"]] == ["closed", "closed"]


def test_a_renewed_lock_becomes_one_pull_request(hub, tmp_path):
    state = hub()
    tree = state.named({"requirements.lock": "old", "README.md": "guide"})
    state.state["refs"]["heads/main"] = state.named({"tree": tree, "parents": []})
    state.save()
    lock = tmp_path / "requirements.lock"
    shutil.copy(ROOT / "requirements.lock", lock)
    assert propose(lock) == "the lock holds the newest packages already"
    text = lock.read_text()
    for number, says in ((1, "opened a pull request"), (2, "renewed the open pull request")):
        lock.write_text(text + f"zzz=={number} \\\n    --hash=sha256:{'0' * 64}\n")
        assert propose(lock) == says
        known = hub().state
        commit = known["objects"][known["refs"]["heads/renew-lock"]]
        assert commit["parents"] == [known["refs"]["heads/main"]]
        assert known["objects"][commit["tree"]] == {"requirements.lock": lock.read_text(), "README.md": "guide"}
    assert len(hub().state["pulls"]) == 1
    lock.write_text(text + "zzz @ https://evil.example/zzz.whl\n")
    with pytest.raises(RefusedError, match=r"requirements.lock:\d+: not a line of a lock with hashes: 'zzz @"):
        propose(lock)
