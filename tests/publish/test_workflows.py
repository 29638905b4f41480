"""Every workflow, step by step, from a new repository to its third release, with what breaks off on the way."""

import http.server
import re
import shutil
import sys
import threading
import tomllib
from pathlib import Path

import pytest
from built import as_version, leads_somewhere
from conftest import ROOT
from hub import Hub
from publish.addresses import read_list
from runner import StepError, World


@pytest.fixture
def world(site, tmp_path):
    """A new repository whose Pages are not switched on yet."""
    made = World(tmp_path, 0, {})
    made.repository.mkdir()
    files = made.git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for file in (file for file in files if (ROOT / file).is_file()):
        (made.repository / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, made.repository / file)
    made.git(made.repository, "init", "-q", "-b", "main")
    (tmp_path / "bin").mkdir()
    program = f'#!/bin/sh\nexec {sys.executable} -IS {Path(__file__).with_name("hub.py")} "$@"\n'
    (tmp_path / "bin/gh").write_text(program)
    (tmp_path / "bin/gh").chmod(0o755)
    hub = Hub(made.hub)
    tree = hub.named({"requirements.lock": "old"})
    hub.state["refs"]["heads/main"] = hub.named({"tree": tree, "parents": []})
    hub.save()

    class Web(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path):
            release = re.fullmatch(r"/owner/guide/releases/download/(v[\d.]+)/(.*)", path)
            if release is None:
                return str(made.site / path.removeprefix("/pages/"))
            hub = Hub(made.hub)
            public = [r for r in hub.state["releases"] if r["tagName"] == release[1] and not r["isDraft"]]
            return str(hub.assets(public[0]) / release[2]) if public else "/nowhere"

        def log_message(self, *_):
            pass

    made.failing = set()
    made.heavy = {name: stand_in(made, name, site) for name in HEAVY}
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made.port = server.server_port
        yield made
        server.shutdown()


HEAVY = (
    "doctor",
    "lint",
    "test",
    "fast",
    "html",
    "editions",
    "reports",
    "fresh",
    "trials",
    "reproduce",
    "links",
    "audit",
    "lock",
    "before",
)


def stand_in(world, name, site):
    """What a target that installs, builds or tests would leave behind."""

    def make(run, folder):
        if name in world.failing:
            raise StepError(f"{name} failed")
        if name == "html":
            version = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["version"]
            as_version(site, folder / "_build/html", version)
        elif name == "editions":
            (folder / "_build/editions/notebooks").mkdir(parents=True)
            (folder / "_build/editions/marked-answers.pdf").write_bytes(b"%PDF")
            (folder / "_build/editions/notebooks/symmetry.ipynb").write_text("{}")
        elif name == "reports":
            (folder / "_build/reports").mkdir()
            (folder / "_build/reports/verapdf-marked-answers.txt").write_text("PDFUA-1: holds\n")
        elif name == "lock":
            lock = folder / "requirements.lock"
            lock.write_text(lock.read_text() + f"zzz==1 \\\n    --hash=sha256:{'0' * 64}\n")
        elif name == "before":
            as_version(site, folder / "_build/before", "0.0.1")

    return make


def commit(world, **changes):
    """Commit on main: a version, and the entry that a release's notes end with."""
    path = world.repository / "pyproject.toml"
    path.write_text(
        re.sub(r'^version = ".*"', f'version = "{changes["version"]}"', path.read_text(), flags=re.MULTILINE)
    )
    if "entry" in changes:
        [release] = [
            r for r in Hub(world.hub).state["releases"] if r["tagName"] == changes["entry"] and not r["isDraft"]
        ]
        manifest = world.repository / ".github/publish/releases.toml"
        entry = re.search(r"```toml\s+(.*?)```", release["body"], re.DOTALL)[1].replace("\r", "")
        line = re.escape(changes["entry"][1:].rpartition(".")[0])
        older = re.sub(rf'\[\[release\]\]\nversion = "{line}\.\d+"\nsha256 = "\w+"\n', "", manifest.read_text())
        manifest.write_text(f"{older}\n{entry}")
    world.git(world.repository, "add", "-A")
    world.git(world.repository, "commit", "-qm", changes["version"])
    return world


def tag(world, name):
    world.git(world.repository, "tag", name)
    hub = Hub(world.hub)
    hub.state["tags"].append(name)
    hub.save()
    return world.run("release", f"refs/tags/{name}")


def results(run):
    return {name: job.result for name, job in run.jobs.items()}


def test_from_a_new_repository_to_the_third_release(world, monkeypatch):
    main = commit(world, version="0.1.0.dev0").run("main")
    assert results(main) == {"test": "success", "build": "success", "compose": "success", "deploy": "failure"}
    assert "ensure GitHub Pages has been enabled" in main.said["deploy", 1]
    world.pages_are_on = True
    assert set(results(main.again()).values()) == {"success"}, main.said  # Re-run all jobs
    assert set(results(main.again(only={"deploy"})).values()) == {"success"}, main.said  # Re-run failed jobs
    assert sorted(path.name for path in world.site.iterdir() if path.is_dir()) == ["dev"]

    promised = set()
    for version, after in (("0.1.0", "0.2.0.dev0"), ("0.2.0", "0.3.0.dev0"), ("0.2.1", "0.3.0.dev0")):
        commit(world, version=version)
        monkeypatch.setenv("HUB_FAILS", f"{Hub(world.hub).state['calls'] + 5} after")
        release = tag(world, f"v{version}")
        assert results(release) == {"build": "success", "publish": "failure"}
        assert release.said["publish", 1].startswith("Not released: gh ")
        monkeypatch.delenv("HUB_FAILS")
        assert set(results(release.again()).values()) == {"success"}, release.said  # both jobs, built anew
        assert set(results(release.again(only={"publish"})).values()) == {"success"}, (
            release.said
        )  # it is public already
        main = commit(world, version=after, entry=f"v{version}").run("main")
        assert set(results(main).values()) == {"success"}, main.said
        assert all(leads_somewhere(world.site, address) for address in promised)
        promised = read_list(world.site / "addresses.txt")
        assert f"Version {version}" in (world.site / "stable/symmetry.html").read_text()
    assert sorted(path.name for path in world.site.iterdir() if path.is_dir()) == ["0.1", "0.2", "dev", "stable"]

    good = read_list(world.site / "addresses.txt")
    hub = Hub(world.hub)
    attested, hub.state["attested"] = hub.state["attested"], []
    hub.save()
    main = world.run("main")
    assert results(main)["compose"] == "failure" and results(main)["deploy"] == "skipped"
    assert "is not attested as built from v0.2.1" in main.said["compose", 1] and attested
    assert read_list(world.site / "addresses.txt") == good


def test_only_main_is_deployed_and_only_what_was_merged_is_released(world):
    commit(world, version="0.1.0")
    world.pages_are_on = True
    world.git(world.repository, "checkout", "-qb", "proposal")
    commit(world, version="0.1.1")
    assert results(world.run("main", "refs/heads/proposal")) == {
        "test": "success", "build": "success", "compose": "skipped", "deploy": "skipped",
    }  # fmt: skip
    release = tag(world, "v0.1.1")
    assert results(release) == {"build": "failure", "publish": "skipped"}
    assert "v0.1.1 is not on origin/main; merge it" in release.said["build", 1]
    world.git(world.repository, "checkout", "-q", "main")
    assert "the tag is v0.9.0, and pyproject.toml names" in tag(world, "v0.9.0").said["build", 1]
    assert Hub(world.hub).state["releases"] == [] and not world.site.exists()


def test_a_pull_request_says_what_changed_and_when_its_base_failed(world):
    base = commit(world, version="0.1.0.dev0").git(world.repository, "rev-parse", "HEAD")
    assert set(results(world.run("machines")).values()) == {"success"}
    event = {"pull_request": {"base": {"sha": base}, "number": 1}}
    run = world.run("pull-request", **event)
    assert set(results(run).values()) == {"success"}, run.said
    summaries = [folder / "summary.md" for name, folder in run.artifacts if name.startswith("summary")]
    assert "since version 0.0.1" in summaries[0].read_text()
    world.failing = {"before"}
    run = world.run("pull-request", **event)
    assert set(results(run).values()) == {"success"}
    summaries = [folder / "summary.md" for name, folder in run.artifacts if name.startswith("summary")]
    assert "What this proposal starts from did not build" in summaries[0].read_text()
    assert set(results(run.again()).values()) == {"success"}, run.said


def test_the_weekly_run_keeps_an_issue_and_proposes_a_lock(world):
    commit(world, version="0.1.0.dev0")
    world.failing = {"audit"}
    run = world.run("weekly")
    assert [name for name, result in results(run).items() if result == "failure"] == ["audit"], run.said
    [issue], [pull] = Hub(world.hub).state["issues"], Hub(world.hub).state["pulls"]
    assert issue["label"] == "weekly-run" and "failed: audit" in issue["body"] and pull["head"] == "renew-lock"
    world.failing = set()
    assert set(results(world.run("weekly")).values()) == {"success"}
    assert [issue["state"] for issue in Hub(world.hub).state["issues"]] == ["closed"]
    assert len(Hub(world.hub).state["pulls"]) == 1
