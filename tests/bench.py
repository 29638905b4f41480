"""`make bench`: how fast a page trains, what vectorised seeds save, and how long builds take."""

import time
from itertools import pairwise
from pathlib import Path

import torch
from bench_builds import rows
from conftest import served
from playwright.sync_api import sync_playwright
from torch import Tensor, nn

from doctor.packages import browser
from snippets.lab.data import split_digits
from snippets.lab.ensembles import Training, draw_networks, network_loss, train
from snippets.lab.optimizers import sgd
from snippets.lab.settings import read_settings
from snippets.lab.timing import time_ratio

ROOT = Path(__file__).parent.parent


def plain(images: Tensor, labels: Tensor, *, width: int, batch: int, steps: int, layers: int = 2) -> None:
    """One network, as PyTorch's tutorials train it; ``images`` (examples, features)."""
    sizes = [64, *[width] * layers]
    hidden = [part for pair in pairwise(sizes) for part in (nn.Linear(*pair), nn.ReLU())]
    model = nn.Sequential(*hidden, nn.Linear(width, 10)).to(images.dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
    for _ in range(steps):
        chosen = torch.randint(len(labels), (batch,))
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[chosen]), labels[chosen]).backward()
        optimizer.step()


def vectorised(*, seeds: int = 16, width: int = 32, batch: int = 32, steps: int = 300, rounds: int = 5) -> str:
    """Time of a Python loop of plain PyTorch over seeds, relative to one ensemble; two hidden layers."""
    data, _ = split_digits(seeds, test=450, seed=0)
    images = data.images.transpose(1, 2).contiguous()
    start = draw_networks((64, width, width, 10), seeds, 2.0, seed=0)
    training = Training(optimizer=sgd(0.03), steps=steps, batch=batch, seed=0)

    def loop() -> None:
        for seed in range(seeds):
            plain(images[seed], data.labels[seed], width=width, batch=batch, steps=steps)

    ratio = time_ratio(loop, lambda: train(start, data, network_loss(torch.relu), training), rounds=rounds)
    return f"{ratio.center:.1f} times faster than one by one"


NETWORK = ("explorers/functions", *(f"bench/{part}" for part in ("draws", "data", "starts", "network")))
TRAINING = ("bench/optimizers", "bench/training")
TIMED = """([settings, digits]) => {
    const time = (steps) => {
        const start = performance.now();
        for (const _ of guide.training.run({ ...settings, steps }, digits, false));
        return performance.now() - start;
    };
    time(300);
    return time(601) - time(1);
}"""
TASKS = """() => new PerformanceObserver((list) => {
    document.body.dataset.longest = Math.max(Number(document.body.dataset.longest ?? 0),
        ...list.getEntries().map((task) => task.duration));
}).observe({ type: "longtask" })"""


def in_the_page(*, rounds: int = 9) -> dict[str, str]:
    """600 steps of 64-64-10 on the bench over the same in PyTorch, one thread each, and the page's longest task.

    The best of rounds that take turns, so that what else the machine does counts least.
    """
    data, _ = split_digits(1, test=450, seed=0)
    images = data.images[0].T.contiguous()
    settings, digits = read_settings("activation=ReLU"), (ROOT / "_templates/bench/digits.txt").read_text("utf8")
    ours, torchs = [], []
    with sync_playwright() as play:
        browser_run = play.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        tab = browser_run.new_page()
        for name in NETWORK + TRAINING:
            tab.add_script_tag(path=ROOT / f"_static/{name}.js")
        for _ in range(rounds):
            ours.append(tab.evaluate(TIMED, [settings, digits]) / 1000)
            start = time.perf_counter()
            plain(images, data.labels[0], width=64, batch=64, steps=600, layers=1)
            torchs.append(time.perf_counter() - start)
        found = {"600 steps on the bench": f"{min(ours) / min(torchs):.2f} times PyTorch's {min(torchs):.2f} s"}
        if (ROOT / "_build/html/bench.html").exists():
            with served(ROOT / "_build/html") as address:
                tab.goto(f"{address}/bench.html")
                tab.evaluate(TASKS)
                tab.get_by_role("button", name="Train").click()
                tab.locator(".bench-shown .said", has_text="training accuracy").wait_for()
                longest = tab.evaluate("document.body.dataset.longest")
                found["longest task of the page meanwhile"] = f"{longest} ms" if longest else "below 50 ms"
        browser_run.close()
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name, text in in_the_page().items():
        print(f"{name:40} {text}", flush=True)
    for name, text in {f"16 seeds at width {w}": vectorised(width=w) for w in (32, 64)}.items():
        print(f"{name:40} {text}", flush=True)
    for row in rows():
        print(row, flush=True)
