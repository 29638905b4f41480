"""Makes sure that there is a Chromium for the browser tests, or says in one line what to do."""

import contextlib
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str | None:
    """Path of a browser: the system's, else Playwright's own."""
    system = next(filter(None, map(shutil.which, NAMES)), None)
    if system:
        return system
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        path = play.chromium.executable_path
    return path if shutil.which(path) else None


def main() -> int:
    ways = [
        [sys.executable, "-m", "playwright", "install", "chromium"],
        ["sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium"],
    ]
    for way in ways:
        if browser():
            return 0
        with contextlib.suppress(subprocess.TimeoutExpired, FileNotFoundError):  # then the next way
            subprocess.run(way, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=180)
    if browser():
        return 0
    print("The browser tests need Chromium: install your system's package 'chromium', then run again.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
