"""Train what an address of the bench names, by PyTorch:

python -m snippets.bench 'start=equal&steps=600'
python -m snippets.bench 'https://…/bench.html?start=equal' --seeds 16
"""

import argparse
import sys

import torch

from ..lab.estimates import share_of
from ..lab.settings import Settings, read_settings
from . import Run, run


def sentence(settings: Settings, found: Run) -> str:
    """What became of one run."""
    if found.diverged is not None:
        return f"seed {settings['seed']}: diverged at step {found.diverged}: the loss is no finite number"
    parts = [
        f"seed {settings['seed']}: loss {found.first.loss:.4g} → {found.training.loss:.4g}",
        f"training accuracy {100 * found.training.accuracy:.2f} %",
        f"test accuracy {100 * found.test.accuracy:.2f} %",
        f"dead units {100 * found.dead:.1f} %",
        f"zero weights {100 * found.zeros:.1f} %",
    ]
    if found.monte_carlo:
        parts.append(
            f"MC dropout: test accuracy {100 * found.monte_carlo.accuracy:.2f} %, loss {found.monte_carlo.loss:.4g}"
        )
    if settings["pruned"]:
        parts.append(f"pruned: test accuracy {100 * found.pruned.accuracy:.2f} %")
    return ", ".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m snippets.bench", description="Train what an address names.")
    parser.add_argument("address", nargs="?", default="", help="an address of the bench, or what follows its ?")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from the address's own on")
    given = parser.parse_args()
    query = given.address.partition("?")[2] if "?" in given.address else given.address
    try:
        settings = read_settings("&".join(part for part in query.split("&") if not part.startswith("claim=")))
    except ValueError as error:
        sys.exit(f"snippets.bench: {error}")
    torch.set_num_threads(1)
    runs = []
    for seed in range(int(settings["seed"]), int(settings["seed"]) + given.seeds):
        own = {**settings, "seed": seed}
        runs.append(run(own))
        print(sentence(own, runs[-1]), flush=True)
    ended = [found for found in runs if found.diverged is None]
    if len(ended) > 1:
        for name in ("training", "test"):
            print(f"{name} accuracy: {share_of(torch.tensor([getattr(f, name).accuracy for f in ended]))}")


if __name__ == "__main__":
    main()
