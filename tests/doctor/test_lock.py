"""One lock for every system and Python: all by hash, torch without CUDA, no registry named."""

import itertools
import json
import re
import tomllib
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from doctor.packages import PYTHONS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "requirements.lock").read_text("utf8")
PINNED = re.compile(r"^([a-z0-9.-]+==[^\\\n]+?) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M)
LOCKED = {Requirement(line): re.findall(r"sha256:(\w+)", hashes) for line, hashes in PINNED.findall(TEXT)}
OWN = {canonicalize_name(found.metadata["Name"]): found for found in distributions()}
PYTHON = [f"3.{minor}" for minor in range(PYTHONS[0][1], PYTHONS[1][1] + 1)]
SYSTEMS = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64")]
MACHINES = list(itertools.product(SYSTEMS, PYTHON))


def environment(system: str, machine: str, python: str) -> dict[str, str]:
    return {
        "sys_platform": system,
        "platform_system": {"linux": "Linux", "darwin": "Darwin"}[system],
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
    }


def installed(system: str, machine: str, python: str) -> dict[str, Requirement]:
    """What a machine gets: one version of each package."""
    here = environment(system, machine, python)
    found = [r for r in LOCKED if r.marker is None or r.marker.evaluate(here)]
    named = {requirement.name: requirement for requirement in found}
    assert len(named) == len(found)
    return named


def test_every_line_is_a_pinned_package_with_its_hashes_or_a_comment():
    assert PINNED.sub("", re.sub(r"^#.*\n", "", TEXT, flags=re.M)) == ""
    assert all(LOCKED.values())


def test_no_registry_is_named():
    assert not re.search(r"https?:|\w\.(org|com|io|net)\b|--(extra-)?index|--find-links", TEXT)


@pytest.mark.parametrize(("machine", "python"), MACHINES)
def test_each_machine_gets_what_the_project_names(machine, python):
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    groups = table["dependency-groups"]
    lines = [line for group in groups.values() for line in group if isinstance(line, str)]
    wanted = [Requirement(line) for line in [*table["project"]["dependencies"], *lines]]
    here = installed(*machine, python)
    for requirement in wanted:
        [pin] = here[requirement.name].specifier
        assert requirement.specifier.contains(pin.version.partition("+")[0], prereleases=True), requirement


@pytest.mark.parametrize(("machine", "python"), MACHINES)
def test_each_machine_gets_what_its_packages_need(machine, python):
    """As the packages say that are installed here; those of other systems are not looked into."""
    here = installed(*machine, python)
    for name in here.keys() & OWN:
        for need in map(Requirement, OWN[name].requires or ()):
            if need.marker is None or need.marker.evaluate(environment(*machine, python) | {"extra": ""}):
                [pin] = here[canonicalize_name(need.name)].specifier
                assert need.specifier.contains(pin.version, prereleases=True), f"{name} needs {need}"


@pytest.mark.parametrize(("machine", "python"), MACHINES)
def test_no_machine_gets_cuda(machine, python):
    """Elsewhere than in PyTorch's CPU index, torch for Linux wants CUDA: only there has its version a ``+cpu``."""
    here = installed(*machine, python)
    assert not [name for name in here if re.match(r"nvidia|cuda|triton", name)]
    assert str(here["torch"].specifier).endswith("+cpu") is (machine[0] == "linux")


def test_torch_has_a_hash_for_each_machine_and_python():
    hashes = {str(r.marker): found for r, found in LOCKED.items() if r.name == "torch"}
    assert {marker: len(found) for marker, found in hashes.items()} == {
        'sys_platform == "linux"': 2 * len(PYTHON),
        'sys_platform == "darwin"': len(PYTHON),
    }


def test_torch_needs_nothing_more_than_the_lock_was_told():
    """`make lock` is told in pyproject.toml what the CPU build needs: as the installed build says itself."""
    said = [Requirement(line) for line in distribution("torch").requires or ()]
    own = {str(r) for r in said if r.marker is None or r.marker.evaluate({"extra": ""})}
    [told] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["tool"]["uv"]["dependency-metadata"]
    assert {str(Requirement(line)) for line in told["requires-dist"]} == own
    assert distribution("torch").version.partition("+")[0] == told["version"]


def test_the_checker_of_the_book_is_pinned_by_checksum_and_names_no_registry():
    text = (ROOT / "deno.lock").read_text("utf8")
    locked = json.loads(text)["npm"]
    assert all(package["integrity"].startswith("sha512-") for package in locked.values())
    assert {name.rpartition("@")[0] for name in locked} >= {"@daisy/ace-cli", "@daisy/axe-core-for-ace"}
    assert "://" not in text
