"""What a job costs relative to another: operations, exactly, and CPU time that survives a shared machine."""

import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch.utils.flop_counter import FlopCounterMode

from .estimates import Estimate, exactly, rounds_of

Job = Callable[[], object]


def time_ratio(job: Job, reference: Job, *, rounds: int = 9, repeats: int = 1) -> Estimate:
    """CPU time of ``job`` over that of ``reference``, median over interleaved rounds.

    That of this thread, on which all work is: with a timer such as a limit on CPU time, a process's advances by 4 ms.
    """
    job(), reference()
    ratios = []
    for _ in range(rounds):
        start = time.thread_time()
        for _ in range(repeats):
            job()
        middle = time.thread_time()
        for _ in range(repeats):
            reference()
        ratios.append((middle - start) / (time.thread_time() - middle))
    return rounds_of(torch.tensor(ratios))


class Cost(NamedTuple):
    """Of one job, relative to another: operations (exact) and CPU time (median of interleaved rounds)."""

    operations: Estimate
    time: Estimate


def operations(job: Job) -> int:
    """Floating-point operations that torch counts in ``job``."""
    with FlopCounterMode(display=False) as counter:
        job()
    return int(counter.get_total_flops())


def compare(job: Job, reference: Job, *, repeats: int, rounds: int = 9) -> Cost:
    """Cost of ``job`` relative to ``reference``."""
    flops = exactly(operations(job) / operations(reference), "×")
    return Cost(flops, time_ratio(job, reference, repeats=repeats, rounds=rounds))
