"""Executes a share of the chapters, for a build that several machines do: `python -m _ext.execution.shard 2/4`.

Results lie in files of their own, named by all they depend on: put those of all shards into one `_build/executed`, and
a build there executes nothing more.
"""

import re
import sys
from pathlib import Path

from . import CELL_SECONDS, results
from .chapters import Chapter, chapters_in
from .running import execute_all


def of_shard(chapters: dict[str, Chapter], shard: str) -> dict[str, Chapter]:
    """Every n-th chapter from the k-th on, for a ``shard`` of k/n.

    Raises:
        ValueError: there is no such shard.
    """
    found = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", shard)
    if not found or int(found[1]) > int(found[2]):
        raise ValueError(f"'{shard}' is no shard; write SHARD=1/4 to SHARD=4/4 on four machines")
    names = sorted(chapters)[int(found[1]) - 1 :: int(found[2])]
    return {name: chapters[name] for name in names}


def main(shard: str, folder: str = ".") -> int:
    root = Path(folder)
    store = root / "_build/executed"
    try:
        mine = of_shard(chapters_in(root / "chapters", root), shard)
        store.mkdir(parents=True, exist_ok=True)
        stale = [mine[stem] for stem, found in results(mine, store, "").items() if found is None]
        failures: list[Exception] = [*execute_all(stale, store, CELL_SECONDS)]
    except (ValueError, OSError) as error:
        failures = [error]
    for each in failures:
        print(each, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
