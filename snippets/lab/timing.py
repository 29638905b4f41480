"""CPU-time ratios that survive a shared machine: two jobs in turn, many rounds."""

import time
from collections.abc import Callable

import torch

from .estimates import Estimate, rounds_of

Job = Callable[[], object]


def time_ratio(job: Job, reference: Job, *, rounds: int = 15, repeats: int = 1) -> Estimate:
    """CPU time of ``job`` over that of ``reference``, median over interleaved rounds."""
    job(), reference()
    ratios = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(repeats):
            job()
        middle = time.process_time()
        for _ in range(repeats):
            reference()
        ratios.append((middle - start) / (time.process_time() - middle))
    return rounds_of(torch.tensor(ratios))
