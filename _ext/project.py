"""Who the project is: version, repository, address and commit, each named in one place.

`[project]` of pyproject.toml names the version, `[project.urls]` the repository and the address of the published
site. In a fork's own workflows the environment takes their place: GITHUB_SERVER_URL and GITHUB_REPOSITORY name the
repository, from which the address of its GitHub Pages follows; GUIDE_SITE names any other address. Needs nothing but
Python, so that programs of `.github` can ask before anything is installed.
"""

import os
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from .errors import GuideError

ROOT = Path(__file__).parent.parent
GITHUB = "https://github.com"


@dataclass(frozen=True)
class Project:
    """The guide at one commit; ``commit`` and ``seconds`` (since 1970) are None where git does not know them."""

    version: str
    repository: str  # without a slash at the end
    home: str  # the repository that pyproject.toml names, of which a fork is one
    site: str  # where all versions are published, with a slash at the end
    commit: str | None
    seconds: int | None

    @property
    def stable(self) -> str:
        """Address of the newest release."""
        return f"{self.site}stable/"

    @property
    def is_release(self) -> bool:
        """Whether the version is X.Y.Z, and not a draft of it."""
        return self.version.replace(".", "").isdigit()

    @property
    def owner(self) -> str:
        return self.repository.split("/")[-2]

    @property
    def name(self) -> str:
        return self.repository.split("/")[-1]

    @property
    def server(self) -> str:
        return self.repository.removesuffix(f"/{self.owner}/{self.name}")

    @property
    def date(self) -> str | None:
        """Day of the commit."""
        return None if self.seconds is None else datetime.fromtimestamp(self.seconds, UTC).date().isoformat()

    @property
    def build(self) -> str:
        """Version and commit in a few words, as an issue names them."""
        return f"{self.version}, {f'commit {self.commit[:7]}' if self.commit else 'commit unknown'}"

    def edit(self, path: str) -> str:
        """Address where ``path`` is edited: on main, where fixes go from whatever version they are seen in."""
        return f"{self.repository}/edit/main/{path}"

    def issue(self, form: str, **fields: str) -> str:
        """Address of a new issue with ``form``, filled with ``fields``."""
        return f"{self.repository}/issues/new?{urlencode({'template': f'{form}.yml', **fields})}"


def pages_address(repository: str) -> str:
    """Where GitHub Pages publishes ``repository``.

    Raises:
        ValueError: the repository is not on github.com.
    """
    if not repository.startswith(f"{GITHUB}/"):
        raise ValueError(f"set GUIDE_SITE: the address of the site does not follow from {repository}")
    owner, name = repository.removeprefix(f"{GITHUB}/").lower().split("/")
    host = f"{owner}.github.io"
    return f"https://{host}/" if name == host else f"https://{host}/{name}/"


def ask(root: Path, *command: str) -> str | None:
    """What git says in ``root``, or None where it cannot say anything."""
    try:
        return subprocess.run(["git", "-C", root, *command], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


@cache
def is_top(root: Path) -> bool:
    """Whether ``root`` is a work tree, and no archive that was unpacked in some other one."""
    return ask(root, "rev-parse", "--show-prefix") == ""


def git(root: Path, *arguments: str) -> str | None:
    """What git says of ``root``, or None without git or where ``root`` is not the top of a work tree."""
    return ask(root, *arguments) if is_top(root) else None


def read(root: Path, environment: Mapping[str, str]) -> Project:
    """The project in ``root``.

    Raises:
        ValueError: pyproject.toml lacks an address, or a fork needs GUIDE_SITE.
    """
    table = tomllib.loads((root / "pyproject.toml").read_text("utf8"))["project"]
    urls = table.get("urls", {})
    for name in ("Repository", "Site"):
        if not urls.get(name, "").startswith("https://"):
            raise ValueError(f'{root / "pyproject.toml"}: [project.urls] needs {name} = "https://…"')
    home, site = urls["Repository"].rstrip("/"), urls["Site"]
    repository = home
    if environment.get("GITHUB_REPOSITORY"):
        here = f"{environment.get('GITHUB_SERVER_URL', GITHUB)}/{environment['GITHUB_REPOSITORY']}"
        if here != home:
            repository, site = here, environment.get("GUIDE_SITE") or pages_address(here)
    site = environment.get("GUIDE_SITE") or site
    commit, _, seconds = (git(root, "show", "-s", "--format=%H %ct", "HEAD") or "").partition(" ")
    return Project(
        version=table["version"],
        repository=repository,
        home=home,
        site=site.rstrip("/") + "/",
        commit=commit or None,
        seconds=int(seconds) if seconds else None,
    )


def last_edit(root: Path) -> int | None:
    """When the newest file was edited that is not as the commit has it; in seconds since 1970."""
    listed = [
        git(root, "diff", "--name-only", "-z", "HEAD"),
        git(root, "ls-files", "-z", "--others", "--exclude-standard"),
    ]
    paths = [root / name for names in listed for name in (names or "").split("\0") if name]
    return max((int(path.stat().st_mtime) for path in paths if path.exists()), default=None)


@cache
def project() -> Project:
    """The project that this code belongs to."""
    try:
        return read(ROOT, os.environ)
    except ValueError as error:
        raise GuideError(str(error)) from error
