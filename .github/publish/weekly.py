"""Keeps one issue open while the weekly run fails, and closes it when all is well again.

    RESULTS='{"links": {"result": "failure"}}' python -m publish.weekly

RESULTS is what GitHub calls `needs`: the jobs of the run.
"""

import json
import os
from collections.abc import Mapping

from .github import ask, gh
from .refusal import RefusedError, in_one_line

TITLE = "The weekly run fails"
LABEL = "weekly-run"  # finds the issue again, whatever its title has become


def report(results: Mapping[str, Mapping[str, str]], run: str) -> str:
    """Open, continue or close the issue; ``run`` is the address of the run. Returns what was done.

    Raises:
        RefusedError: GitHub refuses.
    """
    failed = sorted(job for job, outcome in results.items() if outcome["result"] not in {"success", "skipped"})
    mine = ask("issue", "list", "--state", "open", "--label", LABEL, "--json", "number", kind=list)
    issue, *doubles = sorted(known["number"] for known in mine) or [None]
    for double in doubles:
        gh("issue", "close", str(double), "--comment", f"This goes on in #{issue}.")
    text = f"These jobs of the [weekly run]({run}) failed: {', '.join(failed)}."
    if failed and issue:
        gh("issue", "comment", str(issue), "--body", text)
        return f"continued issue {issue}"
    if failed:
        gh("label", "create", LABEL, "--force", "--description", "Opened and closed by the workflow Weekly")
        gh("issue", "create", "--title", TITLE, "--label", LABEL, "--body", text)
        return "opened an issue"
    if issue:
        gh("issue", "close", str(issue), "--comment", f"All is well again: [weekly run]({run}).")
        return f"closed issue {issue}"
    return "all is well"


def main() -> None:
    here = os.environ
    run = f"{here.get('GITHUB_SERVER_URL')}/{here.get('GITHUB_REPOSITORY')}/actions/runs/{here.get('GITHUB_RUN_ID')}"
    with in_one_line("Not reported"):
        try:
            results = json.loads(here.get("RESULTS", ""))
        except ValueError as error:
            raise RefusedError("RESULTS has to hold the jobs of the run, as GitHub's `needs` does") from error
        print(report(results, run))


if __name__ == "__main__":
    main()
