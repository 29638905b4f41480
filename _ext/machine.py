"""What the machine is that a build runs on: Linux, WSL and macOS."""

import os
import platform
import re
import subprocess
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


def cores() -> int:
    """Cores that this process may use, where the system tells; else all."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """The processor's name, where the system tells it; else the kind, as in ``aarch64``."""
    if CPUINFO.is_file():
        found = re.search(r"^model name\s*: (.+)$", CPUINFO.read_text("utf8"), re.MULTILINE)
        return found[1] if found else platform.machine()  # Linux on arm64 names none
    try:
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return platform.machine()
