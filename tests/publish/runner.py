"""A stand-in for GitHub Actions: runs each step of a workflow in a clone, its actions as their documentation says.

Steps are make targets. Those that install, build or test are stood in for by functions; all others run as they are.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import yaml
from conftest import ROOT
from hub import Hub
from publish.archives import sha256

EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")


def needs_of(job):
    """The jobs that one waits for: a name, or a list of them."""
    needs = job.get("needs", [])
    return [needs] if isinstance(needs, str) else needs


class StepError(Exception):
    """A step failed: what it said."""


@dataclass
class Job:
    result: str
    outputs: dict = field(default_factory=dict)


@dataclass
class Run:
    """One run of a workflow: its artifacts outlive an attempt."""

    world: "World"
    workflow: str
    ref: str
    sha: str
    event: dict = field(default_factory=dict)
    attempt: int = 0
    artifacts: list = field(default_factory=list)  # (name, folder), of all attempts
    jobs: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)

    def again(self, only=None):
        """Run all jobs, or those of ``only`` with the results that the others had."""
        self.attempt += 1
        definition = yaml.safe_load((ROOT / ".github/workflows" / f"{self.workflow}.yml").read_text())
        waiting = {name: job for name, job in definition["jobs"].items() if only is None or name in only}
        while waiting:
            ready = [name for name, job in waiting.items() if not set(needs_of(job)) & waiting.keys()]
            for name in ready:
                self.jobs[name] = self.all_of(name, waiting.pop(name))
        return self

    def all_of(self, name, definition):
        """A job, once for each value of its matrix."""
        matrix = definition.get("strategy", {}).get("matrix", {})
        chosen = [dict(zip(matrix, values, strict=True)) for values in itertools.product(*matrix.values())]
        jobs = [self.job(name, definition, values) for values in chosen]
        return next((job for job in jobs if job.result != "success"), jobs[-1])

    def value(self, expression, needs, steps):
        github = {"run_attempt": self.attempt, "run_id": 1, "ref": self.ref, "token": "token", "event": self.event}
        if expression == "toJSON(needs)":
            return json.dumps({name: {"result": job.result} for name, job in needs.items()})
        if "==" in expression:
            left, right = (self.value(part.strip(), needs, steps) for part in expression.split("=="))
            return left == right
        if expression.startswith("'"):
            return expression.strip("'")
        known = {"github": github, "steps": steps, "matrix": steps.get("matrix", {})}
        known["needs"] = {name: {"outputs": job.outputs} for name, job in needs.items()}
        found = known
        for part in expression.split("."):
            found = found[part]
        return found

    def filled(self, text, needs, steps):
        return EXPRESSION.sub(lambda match: str(self.value(match[1], needs, steps)), str(text))

    def job(self, name, definition, matrix):
        needs = {need: self.jobs[need] for need in needs_of(definition)}
        condition = definition.get("if", "")
        if condition not in {"always()", "${{ !cancelled() }}"}:
            if any(job.result != "success" for job in needs.values()):
                return Job("skipped")
            if condition and not self.value(condition, needs, {}):
                return Job("skipped")
        folder = Path(tempfile.mkdtemp(prefix=f"{self.workflow}-{name}-", dir=self.world.folder))
        steps, failed = {"matrix": matrix}, False
        for step in definition["steps"]:
            if failed and step.get("if") != "always()":
                continue
            given = {
                k: self.filled(v, needs, steps) for k, v in {**step.get("with", {}), **step.get("env", {})}.items()
            }
            try:
                outputs = self.step(step, given, folder, definition.get("permissions", {}))
                outcome = "success"
            except StepError as error:
                self.said[name, self.attempt] = str(error)
                outputs, outcome = {}, "failure"
                failed = failed or "continue-on-error" not in step
            steps[step.get("id", "")] = {"outputs": outputs or {}, "outcome": outcome}
        outputs = {key: self.filled(text, needs, steps) for key, text in definition.get("outputs", {}).items()}
        return Job("failure" if failed else "success", outputs)

    def step(self, step, given, folder, rights):
        if "run" in step:
            return self.command(step["run"], given, folder)
        action = step["uses"].partition("@")[0].replace("-", "_").replace("/", "_")
        return getattr(self, action)(folder, given, rights)

    def command(self, line, env, folder):
        target = re.match(r"(?:make ([a-z]+))?", line)[1]
        if target in self.world.heavy and (target != "before" or "SINCE" in env):
            return self.world.heavy[target](self, folder)
        if not (folder / ".venv").exists():
            (folder / ".venv").symlink_to(ROOT / ".venv")
        owner = f"http://127.0.0.1:{self.world.port}"
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "GH_"))},
            **{"GITHUB_SERVER_URL": owner, "GITHUB_REPOSITORY": "owner/guide", "GITHUB_RUN_ID": "1"},
            **{"GUIDE_SITE": f"{owner}/pages/", "GITHUB_REF_NAME": self.ref.rpartition("/")[2]},
            **{"GITHUB_OUTPUT": str(folder / "output")},
            **{"PATH": f"{self.world.folder / 'bin'}:{os.environ['PATH']}", "HUB": str(self.world.hub), **env},
        }
        command = (
            ["make", "-s", "-o", ".venv/ready", target, f"PYTHON={sys.executable}"] if target else ["sh", "-c", line]
        )
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert "Traceback" not in run.stderr, run.stderr
        if run.returncode:
            raise StepError(run.stderr.strip())
        output = folder / "output"
        return dict(line.split("=", 1) for line in output.read_text().splitlines()) if output.is_file() else {}

    def actions_checkout(self, folder, given, rights):
        assert rights["contents"] in {"read", "write"} and given["persist-credentials"] == "False"
        source = self.world.repository
        deep = given.get("fetch-depth") == "0"
        self.world.git(folder, "init", "-q")
        names = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"] if deep else [self.sha]
        self.world.git(folder, "fetch", "-q", *([] if deep else ["--depth", "1"]), f"file://{source}", *names)
        self.world.git(folder, "checkout", "-q", self.sha)

    def actions_setup_python(self, folder, given, rights):
        assert given["python-version"]

    def actions_cache(self, folder, given, rights):
        pass

    def actions_upload_artifact(self, folder, given, rights):
        if given.get("overwrite") == "True":
            self.artifacts = [artifact for artifact in self.artifacts if artifact[0] != given["name"]]
        if any(name == given["name"] for name, _ in self.artifacts):
            raise StepError("(409) Conflict: an artifact with this name already exists on the workflow run")
        files = sorted(folder.glob(given["path"]))
        if not files:
            return
        kept = Path(tempfile.mkdtemp(prefix="artifact-", dir=self.world.folder))
        for file in files:
            shutil.copytree(file, kept, dirs_exist_ok=True) if file.is_dir() else shutil.copy(file, kept)
        self.artifacts.append((given["name"], kept))

    def actions_download_artifact(self, folder, given, rights):
        if "pattern" in given:
            for name, kept in self.artifacts:
                if fnmatch(name, given["pattern"]):
                    shutil.copytree(kept, folder / given["path"], dirs_exist_ok=True)
            return
        found = [kept for name, kept in self.artifacts if name == given["name"]]
        if len(found) != 1:
            raise StepError(f"Unable to download artifact(s): {len(found)} are called {given['name']}")
        shutil.copytree(found[0], folder / given["path"], dirs_exist_ok=True)

    def actions_upload_pages_artifact(self, folder, given, rights):
        kept = Path(tempfile.mkdtemp(prefix="artifact-", dir=self.world.folder))
        with tarfile.open(kept / "artifact.tar", "w", dereference=True) as tar:
            tar.add(folder / given["path"], ".")
        self.artifacts.append((given.get("name", "github-pages"), kept))

    def actions_deploy_pages(self, folder, given, rights):
        assert rights == {"pages": "write", "id-token": "write"}
        wanted = given.get("artifact_name", "github-pages")
        found = [kept for name, kept in self.artifacts if name == wanted]
        if len(found) != 1:
            raise StepError(f'Multiple artifacts named "{wanted}" were unexpectedly found: {len(found)}')
        if not self.world.pages_are_on:
            raise StepError("Failed to create deployment (status: 404): ensure GitHub Pages has been enabled")
        shutil.rmtree(self.world.site, ignore_errors=True)
        with tarfile.open(found[0] / "artifact.tar") as tar:
            tar.extractall(self.world.site, filter="data")
        return {"page_url": "https://answers.example/"}

    def actions_attest_build_provenance(self, folder, given, rights):
        assert rights["attestations"] == "write" and rights["id-token"] == "write"
        hub = Hub(self.world.hub)
        for file in folder.glob(given["subject-path"]):
            workflow = "owner/guide/.github/workflows/release.yml"
            hub.state["attested"].append([sha256(file), "owner/guide", workflow, self.ref])
        hub.save()


@dataclass
class World:
    """A repository on GitHub with its Pages, in ``folder``."""

    folder: Path
    port: int
    heavy: dict
    pages_are_on: bool = False

    @property
    def repository(self):
        return self.folder / "repository"

    @property
    def hub(self):
        return self.folder / "hub"

    @property
    def site(self):
        return self.folder / "pages"

    def git(self, folder, *arguments):
        author = ("-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
        run = subprocess.run(["git", *author, *arguments], cwd=folder, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    def run(self, workflow, ref="refs/heads/main", sha=None, **event):
        sha = sha or self.git(self.repository, "rev-parse", f"{ref}^{{commit}}")
        return Run(self, workflow, ref, sha, event).again()
