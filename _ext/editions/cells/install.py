# The experiments of this guide at the version of this notebook: from the file beside it, else from the web.
# Packages that are here already stay as they are. Without torch its CPU build is fetched: a minute or two, once.
import subprocess
import sys
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

VERSION, WHEEL, PLACE = "@VERSION@", "@WHEEL@", "@PLACE@"


class StopError(Exception):
    """Says what is missing, without the lines of this cell."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def install(*command: str) -> None:
    """Run an installer, for what is not here yet."""
    run = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True)
    if run.returncode:
        reason = [line for line in run.stderr.splitlines() if line.strip()] or ["no reason given"]
        raise StopError(f"Not installed: {reason[-1]}. Connect to a network, or put {WHEEL} beside this notebook.")


def prepare() -> None:
    """See to Python, torch and the experiments."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 14):
        raise StopError("This notebook needs Python 3.11 to 3.14; this is Python {}.{}.".format(*sys.version_info))
    if VERSION not in {found.version for found in distributions(name="marked-answers")}:
        if find_spec("torch") is None:
            install("pip", "install", "--quiet", "uv")
            install("uv", "pip", "install", "--quiet", "--python", sys.executable, "--torch-backend", "cpu", "torch")
        source = WHEEL if Path(WHEEL).exists() else PLACE + WHEEL
        install("pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", source)
    import torch

    torch.set_num_threads(1)  # as in the guide: so sums are added up in the same order


prepare()
