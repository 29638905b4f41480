"""The page of the bench trains, shows and says what a reader asks for, and so does its command."""

import gzip
import json
import math
import re
import subprocess
import sys

import numpy
import pytest
from conftest import ROOT

from snippets.bench import run
from snippets.lab.settings import read_settings


def command(*arguments):
    run = [sys.executable, "-m", "snippets.bench", *arguments]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_trains_what_an_address_names():
    done = command("https://example.org/bench.html?steps=5&claim=symmetry-no&data=disc", "--seeds", "2")
    assert done.returncode == 0 and "seed 1: loss" in done.stdout and "test accuracy: " in done.stdout
    wrong = command("steps=5&colour=red")
    assert wrong.returncode != 0 and "no setting 'colour'" in wrong.stderr and len(wrong.stderr.splitlines()) == 1


def said(tab, words):
    line = tab.locator(".bench-shown .said", has_text=re.compile(words))
    line.wait_for(timeout=60000)
    return line.inner_text()


@pytest.mark.parametrize("where", ["server", "folder"])
def test_a_run_is_shown_and_said(site, visit, address, where):
    base = address if where == "server" else site.as_uri()
    tab = visit("bench.html?start=equal&steps=60", base, reduced_motion="no-preference")
    assert tab.locator(".panels").is_hidden()
    tab.get_by_role("button", name="Train").press("Enter")
    assert "1 distinct neuron of 64" in said(tab, "training accuracy")
    assert tab.locator(".panels svg polyline.ghost[points='']").count() > 0  # there was no run before
    accuracy = tab.locator(".panels > div", has_text="accuracy").locator("polyline.training").get_attribute("points")
    tab.locator("[name=start]").select_option("he")
    tab.get_by_role("button", name="Rewind and train").click()
    said(tab, "test accuracy (?!.*distinct)")
    ghost = tab.locator(".panels > div", has_text="accuracy").locator("polyline.ghost").first
    assert ghost.get_attribute("points") == accuracy
    assert "start=" not in tab.url and "steps=60" in tab.url
    tab.get_by_label("smallest weights").fill("0.9")
    tab.locator(".pruned-said", has_text="90 % of the weights removed").wait_for()
    assert "pruned=0.9" in tab.url


def test_sixteen_seeds_have_a_mean_and_an_interval(visit):
    tab = visit("bench.html?data=disc&width=8&steps=20")
    tab.get_by_role("button", name="Sixteen seeds").click()
    shown = said(tab, "16 seeds")
    accuracies = [run(read_settings(f"data=disc&width=8&steps=20&seed={seed}")).test.accuracy for seed in range(16)]
    mean, spread = numpy.mean(accuracies), numpy.std(accuracies, ddof=1)
    assert f"test accuracy {100 * mean:.1f} % ± {100 * 2.131 * spread / math.sqrt(16):.1f}" in shown
    assert tab.locator(".seeds svg circle.dot").count() == 32
    tab.get_by_role("button", name="Sixteen seeds").click()
    assert "training 0.0 % ± 0.0" in said(tab, "seed by seed")


def test_divergence_is_said_and_not_drawn(visit):
    tab = visit("bench.html?activation=leaky+ReLU&layers=2&width=16&rate=100&momentum=0&steps=40")
    tab.get_by_role("button", name="Train").click()
    assert "diverged" in said(tab, "diverged")
    tab.get_by_role("button", name="Sixteen seeds").click()
    assert "16 of 16 runs diverged" in said(tab, "16 seeds")
    assert tab.locator(".seeds svg circle").count() == 0


def test_what_the_address_cannot_ask_is_said(visit):
    tab = visit("bench.html?start=zero&width=1000&colour=red")
    assert "width=1000, colour=red" in said(tab, "cannot be set")
    assert tab.locator("[name=start]").input_value() == "zero"
    assert tab.get_by_label("units in each").input_value() == "64"


def test_a_claim_opens_the_bench_with_its_settings(site, visit):
    links = re.findall(r'href="(bench\.html\?[^"]+)"', (site / "symmetry.html").read_text())
    assert links
    tab = visit("symmetry.html")
    tab.get_by_role("button", name="Show me the answers").click()
    tab.get_by_role("link", name="Try it on the bench: Equal weights are the old problem").click()
    claim = next(
        c for c in json.loads((site / "claims.json").read_text())["claims"] if c["id"] == "symmetry-same-as-zero"
    )
    tab.locator(".measured-there", has_text=claim["evidence"][0]["text"]).wait_for()
    said(tab, "training accuracy")


def test_without_scripts_the_page_names_the_command(visit):
    tab = visit("bench.html", java_script_enabled=False)
    assert tab.locator("form.bench").is_hidden()
    assert "python -m snippets.bench" in tab.locator("main").inner_text()


def test_the_bench_is_light(site):
    static = site / "_static"
    assert (
        sum(len(gzip.compress((static / f"bench-{part}.js").read_bytes(), 9)) for part in ("network", "page")) <= 15_000
    )
    assert len(gzip.compress((ROOT / "_templates/bench/digits.txt").read_bytes(), 9)) <= 25_000
    others = [page for page in site.glob("*.html") if "bench-network" in page.read_text()]
    assert [page.stem for page in others] == ["bench"]
