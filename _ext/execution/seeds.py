"""`make seeds`: does every claim hold from other base seeds, and on other CPU kernels?

Runs all chapters once for each setting and counts, claim by claim, in how many all its evidence met its bounds.
"""

import os
import sys
from collections import Counter
from pathlib import Path

from snippets.lab.mime import EVIDENCE

from .chapters import chapters_in
from .running import execute_all
from .store import find_result

ROOT = Path(__file__).parent.parent.parent
STORE = ROOT / "_build" / "executed"
CELL_SECONDS = 300  # correctness is asked here, not speed
OTHER_KERNELS = {"MKL_CBWR": "COMPATIBLE", "ATEN_CPU_CAPABILITY": "default"}


def met_claims(setting: dict[str, str]) -> dict[str, bool]:
    """Whether all evidence of each claim meets its bounds under the environment variables ``setting``.

    Raises:
        SystemExit: a chapter did not run to its end; names file, line and cell.
    """
    os.environ.update(setting)
    try:
        chapters = chapters_in(ROOT / "chapters", ROOT).values()
        stale = [chapter for chapter in chapters if find_result(STORE, chapter) is None]
        failures = execute_all(stale, STORE, CELL_SECONDS)
        if failures:
            sys.exit("\n".join(f"{setting}: {failure}" for failure in failures))
        notebooks = [found[1] for chapter in chapters if (found := find_result(STORE, chapter))]
    finally:
        for name in setting:
            del os.environ[name]
    held: dict[str, bool] = {}
    for notebook in notebooks:
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                item = output.get("data", {}).get(EVIDENCE)
                if item:
                    held[item["claim"]] = held.get(item["claim"], True) and item["met"]
    return held


def main(count: int) -> int:
    settings = [{"GUIDE_SEED": str(seed)} for seed in range(1, count + 1)] + [OTHER_KERNELS]
    held, missed = Counter[str](), dict[str, list[str]]()
    for setting in settings:
        name = " ".join(f"{key}={value}" for key, value in setting.items())
        print(name, flush=True)
        for claim, met in met_claims(setting).items():
            held[claim] += met
            missed.setdefault(claim, [])
            if not met:
                missed[claim].append(name)
    for claim, where in missed.items():
        print(f"{held[claim]:3} of {len(settings)}  {claim}{'  missed: ' + '; '.join(where) if where else ''}")
    broken = [claim for claim, where in missed.items() if where]
    print(f"{len(missed) - len(broken)} of {len(missed)} claims hold in all {len(settings)} settings")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
