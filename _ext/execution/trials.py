"""`make trials`: ask every claim again under other circumstances, and show of every piece of evidence that it can fail.

A task is one chapter under one trial, in a process of its own; what it gave is kept under the digest of the chapter's
experiments, so that an interrupted run goes on where it stopped. Dask spreads tasks over processes or machines.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from snippets.lab.circumstances import CIRCUMSTANCES, SABOTAGES, TRIALS, USUAL

from ..errors import GuideError
from .chapters import Chapter, chapters_in
from .forks import kernel_environment
from .freshness import experiment_digest
from .record import judged, read_record, summed_up, write_record

ROOT = Path(__file__).parent.parent.parent
PAGE = "page"  # the circumstances of the page itself
OTHER_KERNELS = {"MKL_CBWR": "COMPATIBLE", "ATEN_CPU_CAPABILITY": "default"}
CELL_SECONDS = 120.0  # of CPU time, under the page's own circumstances
SEEDS = 20


@dataclass(frozen=True)
class Task:
    """One chapter under one trial, and where its result goes."""

    chapter: str
    trial: str
    path: Path
    root: Path
    result: Path

    @property
    def environment(self) -> dict[str, str]:
        """What makes the trial: variables that the lab and the kernels of torch read."""
        if self.trial.startswith("seed-"):
            return {"GUIDE_SEED": self.trial.removeprefix("seed-")}
        if self.trial == "kernels":
            return OTHER_KERNELS
        return {} if self.trial == PAGE else {"GUIDE_TRIAL": self.trial}

    @property
    def limit(self) -> float:
        """Seconds of CPU time for one cell: more steps and wider layers take longer."""
        here = TRIALS.get(self.trial, USUAL)
        return CELL_SECONDS * max(1, here.steps) * max(1, here.width) ** 2


def run(task: Task) -> None:
    """Run ``task`` in a fresh process, unless its result is there.

    Raises:
        RuntimeError: the process ended without a result.
    """
    if task.result.exists():
        return
    task.result.parent.mkdir(parents=True, exist_ok=True)
    environment = kernel_environment(task.root, task.result.parent) | {"PYTHONWARNINGS": "ignore"}
    for name in ("GUIDE_SEED", "GUIDE_TRIAL", *OTHER_KERNELS):
        environment.pop(name, None)
    command = [sys.executable, "-m", f"{__package__}.cells", task.path, task.root, str(task.limit), task.result]
    done = subprocess.run(
        [str(part) for part in command], env=environment | task.environment, cwd=ROOT, capture_output=True, text=True
    )
    if not task.result.exists():
        raise RuntimeError(f"its process ended with {done.returncode}: {done.stderr.strip()[-300:]}")


def fresh_seeds(day: str) -> list[int]:
    """Base seeds that nobody chose: they follow from the day of the run."""
    start = int(hashlib.sha256(day.encode()).hexdigest(), 16)
    return sorted(random.Random(start).sample(range(1, 10**6), SEEDS))


def tasks_of(chapters: dict[str, Chapter], trials: Iterable[str], store: Path) -> list[Task]:
    tasks = []
    for trial in trials:
        for stem, chapter in chapters.items():
            digest = experiment_digest([cell.source for _, cell in chapter.cells], chapter.root)
            result = store / f"{stem}-{digest[:16]}" / f"{trial}.json"
            tasks.append(Task(stem, trial, chapter.path, chapter.root, result))
    return tasks


def run_all(tasks: list[Task], scheduler: str | None) -> dict[tuple[str, str], str]:
    """Run ``tasks`` on Dask; why those that gave no result even at a second try gave none."""
    import dask
    from distributed import Client, LocalCluster, as_completed, progress, wait

    settings = {"distributed.scheduler.allowed-failures": 1, "logging.distributed": "error"}
    with dask.config.set(settings):
        local = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "memory_limit": 0}
        with Client(scheduler or LocalCluster(**local)) as client:
            futures = client.map(run, tasks, retries=1, pure=False)
            if sys.stdout.isatty():
                progress(futures, notebook=False)
                wait(futures)
            names = {future.key: f"{task.chapter} {task.trial}" for task, future in zip(tasks, futures, strict=True)}
            for number, future in enumerate(as_completed(futures), 1):
                print(f"{number:4} of {len(tasks)}  {names[future.key]}: {future.status}", flush=True)
            failed = [(task, future) for task, future in zip(tasks, futures, strict=True) if future.status == "error"]
            return {(task.chapter, task.trial): str(future.exception()) for task, future in failed}


def chosen(only: list[str], chapters: Iterable[str], trials: list[str]) -> tuple[list[str], list[str]]:
    """The chapters and trials among the words ``only``; all where it names none; ``seeds`` stands for all seeds.

    Raises:
        GuideError: a word is neither.
    """
    chapters = list(chapters)
    seeds = [trial for trial in trials if trial.startswith("seed-")]
    words = [name for word in only for name in (seeds if word == "seeds" else [word])]
    unknown = [word for word in words if word not in {*chapters, *trials} and not word.removeprefix("seed-").isdigit()]
    if unknown:
        known = [*chapters, *(trial for trial in trials if trial not in seeds), "seeds"]
        raise GuideError(f"ONLY knows {', '.join(known)}; not {', '.join(unknown)}")
    stems = [stem for stem in chapters if stem in words] or chapters
    return stems, [word for word in words if word not in chapters] or trials


def main(root: Path, folder: Path, store: Path, record: Path, only: list[str], scheduler: str | None, day: str) -> int:
    chapters = chapters_in(folder, root)
    seeds = [f"seed-{seed}" for seed in fresh_seeds(day)]
    trials = [*SABOTAGES, "kernels", *CIRCUMSTANCES, *seeds]
    stems, names = chosen(only, chapters, trials)
    asked = {stem: chapters[stem] for stem in stems}
    tasks = tasks_of(asked, [PAGE, *names], store)
    waiting = [task for task in tasks if not task.result.exists()]
    print(f"{len(tasks)} tasks, {len(waiting)} to run", flush=True)
    died = run_all(waiting, scheduler) if waiting else {}
    results = {(t.chapter, t.trial): json.loads(t.result.read_text("utf8")) for t in tasks if t.result.exists()}
    found: dict[str, Any] = {stem: summed_up(stem, asked[stem], results, died, day) for stem in stems}
    if names == trials:
        write_record(record, read_record(record) | found)
    problems = [problem for stem in stems for problem in judged(asked[stem], found[stem])]
    print("\n" + "\n".join(problems or ["Every claim holds where it says so, and all evidence can fail"]))
    return 1 if problems else 0


def stale(root: Path, folder: Path, record: Path) -> list[str]:
    """Chapters whose experiments are not those of the record."""
    kept = read_record(record)
    return [
        stem
        for stem, chapter in chapters_in(folder, root).items()
        if kept.get(stem, {}).get("digest")
        != experiment_digest([cell.source for _, cell in chapter.cells], chapter.root)
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--scheduler")
    parser.add_argument("--day", default=datetime.now(UTC).date().isoformat())
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--check", action="store_true", help="only say whether the record is that of the chapters")
    options = parser.parse_args()
    folder = options.root / "chapters"
    record = folder / "trials.json"
    if options.check:
        if old := stale(options.root, folder, record):
            sys.exit(f"{record} is older than these chapters: {', '.join(old)}; run: make trials")
    else:
        sys.exit(
            main(
                options.root, folder, options.root / "_build/trials", record, options.only.split(),
                options.scheduler or None, options.day,
            )
        )  # fmt: skip
