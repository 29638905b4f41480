"""What workflows call, and whose code runs with rights to write."""

import re
from collections import defaultdict

import yaml
from conftest import ROOT

from _ext.execution.freshness import imported_names


def workflows():
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield f"{path.stem}: {name}", job


def test_workflows_call_make_targets_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name, job in workflows():
        for step in (step for step in job["steps"] if step.get("run", "").startswith("make")):
            assert step["run"].split()[1] in targets, name


def code_behind(target):
    """The files of this project that a make target of a privileged job runs."""
    makefile = (ROOT / "Makefile").read_text()
    [recipe] = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    found, left = set(), {f"publish.{module}" for module in re.findall(r"\$\(PUBLISH\)\.(\w+)", recipe)}
    assert left, f"{target} runs something else than programs of .github"
    while left:
        name = left.pop()
        base = ROOT / ".github" if name.startswith("publish") else ROOT
        path = base.joinpath(*name.split(".")).with_suffix(".py")
        if not path.is_file() or path in found:
            continue
        found |= {path, path.parent / "__init__.py"}
        package = path.parent.relative_to(base).as_posix().replace("/", ".")
        names = imported_names(path.read_text("utf8"), package)
        left |= {name for name in names if name.startswith(("publish.", "_ext."))}
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_code_that_runs_with_rights_is_the_publishers():
    owners = [line.split() for line in (ROOT / ".github/CODEOWNERS").read_text().splitlines() if line[:1] in "*/"]
    privileged = {"Makefile", "pyproject.toml", "requirements.lock", ".github/workflows/main.yml"}
    for _, job in workflows():
        checks_out = any("checkout" in step.get("uses", "") for step in job["steps"])
        if "write" in job.get("permissions", {}).values() and checks_out:
            runs = [step["run"].removeprefix("make ") for step in job["steps"] if "run" in step]
            privileged |= set().union(*map(code_behind, runs))
    privileged |= code_behind("site") | code_behind("provenance")  # what they make is deployed
    assert ".github/publish/notebooks.py" in privileged and "_ext/project.py" in privileged
    for file in privileged:
        matching = [who for pattern, *who in owners if pattern == "*" or f"/{file}".startswith(pattern)]
        assert matching[-1] == ["@marked-answers/publishers"], file


def test_every_artifact_is_named_by_its_attempt():
    named = defaultdict(set)
    for name, job in workflows():
        for step in job["steps"]:
            if "artifact" in step.get("uses", "") and "upload" in step["uses"]:
                again = step["with"].get("overwrite") or step["with"]["name"].endswith("-${{ github.run_attempt }}")
                assert again, name
                named[name.partition(":")[0]].add(step["with"]["name"])
    assert set(named) == {"main", "pull-request", "release", "weekly"}
