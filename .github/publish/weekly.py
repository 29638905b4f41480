"""Keeps one issue open while the weekly run fails, and closes it when all is well again.

    RESULTS='{"links": {"result": "failure"}}' python -m publish.weekly

RESULTS is what GitHub calls `needs`: the jobs of the run.
"""

import json
import os
from collections.abc import Mapping

from .github import gh
from .refusal import in_one_line

TITLE = "The weekly run fails"


def report(results: Mapping[str, Mapping[str, str]], run: str) -> str:
    """Open, continue or close the issue; ``run`` is the address of the run. Returns what was done.

    Raises:
        RefusedError: GitHub refuses.
    """
    failed = sorted(job for job, outcome in results.items() if outcome["result"] != "success")
    mine = json.loads(gh("issue", "list", "--state", "open", "--app", "github-actions", "--json", "number,title"))
    issue = next((str(known["number"]) for known in mine if known["title"] == TITLE), None)
    text = f"These jobs of the [weekly run]({run}) failed: {', '.join(failed)}."
    if failed and issue:
        gh("issue", "comment", issue, "--body", text)
        return f"continued issue {issue}"
    if failed:
        gh("issue", "create", "--title", TITLE, "--body", text)
        return "opened an issue"
    if issue:
        gh("issue", "close", issue, "--comment", f"All is well again: [weekly run]({run}).")
        return f"closed issue {issue}"
    return "all is well"


def main() -> None:
    here = os.environ
    run = f"{here.get('GITHUB_SERVER_URL')}/{here.get('GITHUB_REPOSITORY')}/actions/runs/{here.get('GITHUB_RUN_ID')}"
    with in_one_line("Not reported"):
        print(report(json.loads(here["RESULTS"]), run))


if __name__ == "__main__":
    main()
