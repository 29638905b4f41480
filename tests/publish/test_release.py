"""A release is gathered whole and visible only when it is; the weekly run keeps one issue; links are remembered."""

import json
import os
import re
import zipfile

import pytest
import yaml
from conftest import ROOT, served, sphinx, tiny_settings
from publish.notebooks import add_notebooks
from publish.refusal import RefusedError
from publish.release import check, gather, publish
from publish.weekly import TITLE, report

GH = """#!/bin/sh
echo "$@" >> "$GH_LOG"
case "$1 $2" in "$GH_FAILS") echo "no such thing" >&2; exit 1;; esac
case "$2" in
  list) cat "$GH_ANSWER";;
  */matching-refs/*) cat "$GH_REFS";;
  *) cat >> "$GH_LOG"; echo '{"sha": "made", "tree": {"sha": "base"}}';;
esac
"""


@pytest.fixture
def github(tmp_path, monkeypatch):
    """A stand-in for GitHub's program: gives an answer to `list`, notes every call, fails where it is told to."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH)
    (tmp_path / "bin/gh").chmod(0o755)
    for name, path in (("GH_LOG", "calls"), ("GH_ANSWER", "answer"), ("GH_REFS", "refs")):
        monkeypatch.setenv(name, str(tmp_path / path))
    monkeypatch.setenv("GH_FAILS", "nothing at all")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    (tmp_path / "answer").write_text("[]")
    (tmp_path / "refs").write_text("[]")

    def calls():
        return (tmp_path / "calls").read_text().splitlines()

    return calls


@pytest.fixture
def built(tmp_path):
    """Everything that a build leaves for a release."""
    build = tmp_path / "build"
    (build / "html").mkdir(parents=True)
    (build / "editions/notebooks").mkdir(parents=True)
    (build / "site.tar.gz").write_bytes(b"site")
    (build / "html/claims.json").write_text('{"version": "1.2.3"}')
    (build / "editions/guide.pdf").write_bytes(b"pdf")
    (build / "editions/notebooks/one.ipynb").write_text("{}")
    (build / "summary.md").write_text("- new claim\n")
    return build


def test_a_release_is_gathered_with_its_checksums_and_its_entry(built):
    gather(built)
    first = {path.name: path.read_bytes() for path in (built / "release").iterdir()}
    assert set(first) == {"site.tar.gz", "claims.json", "guide-1.2.3.pdf", "notebooks.zip", "SHA256SUMS", "notes.md"}
    assert zipfile.ZipFile(built / "release/notebooks.zip").namelist() == ["notebooks/one.ipynb"]
    assert first["SHA256SUMS"].decode().count("\n") == 4
    assert b'version = "1.2.3"' in first["notes.md"] and b"- new claim" in first["notes.md"]
    gather(built)
    assert {path.name: path.read_bytes() for path in (built / "release").iterdir()} == first
    (built / "site.tar.gz").unlink()
    with pytest.raises(RefusedError, match=r"site.tar.gz is missing; `make"):
        gather(built)


def test_a_release_is_drafted_filled_and_then_published(built, github):
    gather(built)
    publish("v1.2.3", built / "release")
    listed, create, upload, *notebooks, edit = github()
    assert listed.startswith("release list") and create.startswith("release create v1.2.3 --draft --verify-tag")
    assert "guide-1.2.3.pdf" in upload and "SHA256SUMS" in upload and "notes.md" not in upload
    assert all(call.startswith(("api ", "{")) for call in notebooks)
    assert edit.endswith("release edit v1.2.3 --draft=false")


def test_a_release_that_cannot_be_filled_stays_a_draft_and_is_taken_up_again(built, github, monkeypatch, tmp_path):
    gather(built)
    monkeypatch.setenv("GH_FAILS", "release upload")
    with pytest.raises(RefusedError, match="gh release upload: no such thing"):
        publish("v1.2.3", built / "release")
    assert not any("edit" in call for call in github())
    monkeypatch.setenv("GH_FAILS", "nothing at all")
    (tmp_path / "answer").write_text('[{"tagName": "v1.2.3", "isDraft": true}]')
    publish("v1.2.3", built / "release")
    assert sum("create" in call for call in github()) == 1 and "edit" in github()[-1]
    (tmp_path / "answer").write_text('[{"tagName": "v1.2.3", "isDraft": false}]')
    with pytest.raises(RefusedError, match="released already"):
        publish("v1.2.3", built / "release")


def test_notebooks_join_those_of_earlier_versions(built, github, tmp_path):
    gather(built)
    archive = built / "release/notebooks.zip"
    add_notebooks("1.2.3", archive)
    assert '"ref": "refs/heads/notebooks", "sha": "made"' in github()[-1]
    assert not any("base_tree" in call for call in github())
    (tmp_path / "calls").unlink()
    (tmp_path / "refs").write_text('[{"ref": "refs/heads/notebooks", "object": {"sha": "head"}}]')
    add_notebooks("1.2.4", archive)
    sent = "\n".join(github())
    assert '"path": "1.2.4/one.ipynb"' in sent and '"base_tree": "base"' in sent and '"parents": ["head"]' in sent
    assert "refs/heads/notebooks --method PATCH --field sha=made" in sent


def test_only_the_version_of_the_project_is_tagged():
    check("v1.2.3", "1.2.3")
    with pytest.raises(RefusedError, match=r"the tag is v1.2.4, and pyproject.toml names version 1.2.3"):
        check("v1.2.4", "1.2.3")
    with pytest.raises(RefusedError, match=r"1.2.3.dev0 is not X.Y.Z"):
        check("v1.2.3.dev0", "1.2.3.dev0")


def test_one_issue_stays_open_while_the_weekly_run_fails(github, tmp_path):
    good, bad = {"links": {"result": "success"}}, {"links": {"result": "failure"}, "seeds": {"result": "success"}}
    assert report(good, "RUN") == "all is well"
    assert report(bad, "RUN") == "opened an issue"
    assert "[weekly run](RUN) failed: links." in github()[-1]
    (tmp_path / "answer").write_text(json.dumps([{"number": 3, "title": "Other"}, {"number": 7, "title": TITLE}]))
    assert report(bad, "RUN") == "continued issue 7"
    assert report(good, "RUN") == "closed issue 7"
    assert github()[-1].startswith("issue close 7")


def test_workflows_call_make_targets_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for workflow in (ROOT / ".github/workflows").glob("*.yml"):
        for job in yaml.safe_load(workflow.read_text())["jobs"].values():
            for step in job["steps"]:
                if "run" in step:
                    assert re.fullmatch(r"make [a-z]+", step["run"]) and step["run"][5:] in targets, step


def test_external_addresses_are_asked_and_remembered(tmp_path):
    chapters, served_folder = tmp_path / "chapters", tmp_path / "served"
    chapters.mkdir()
    served_folder.mkdir()
    (tmp_path / "conf.py").write_text(tiny_settings("_ext.pages.links"))
    (tmp_path / "requirements.lock").touch()
    (served_folder / "here.html").write_text("<html></html>")
    with served(served_folder) as address:
        (chapters / "index.md").write_text(f"# Links\n\n[here]({address}/here.html)\n")
        run = sphinx(tmp_path, chapters, tmp_path / "build/links", "-b", "linkcheck")
        assert run.returncode == 0, run.stderr
        (chapters / "index.md").write_text(f"# Links\n\n[here]({address}/here.html), [gone]({address}/gone.html)\n")
        run = sphinx(tmp_path, chapters, tmp_path / "build/links", "-b", "linkcheck")
        assert run.returncode != 0 and "gone.html" in run.stderr and "here.html" not in run.stderr
    (chapters / "index.md").write_text(f"# Links\n\n[here]({address}/here.html)\n")
    assert sphinx(tmp_path, chapters, tmp_path / "build/links", "-b", "linkcheck").returncode == 0  # not asked again
