"""A build that is stopped, killed or refused by the system says so in one line, and the next one is right."""

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time

import psutil
import pytest
from conftest import ROOT
from tiny import Site

WAITS = "```{code-cell}\nimport time\ntime.sleep(99)\n```\n"


def until(condition) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "l'été d'un chemin")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_stopped_build_leaves_no_kernel(site, number):
    site.write("page", f"# Page\n\n{WAITS}")
    process = site.start()
    until(site.kernels)
    process.send_signal(number)
    told = process.communicate(timeout=60)[1]
    until(lambda: not site.kernels())
    if number != signal.SIGKILL:
        assert process.returncode == 128 + number and told.strip() == "Stopped."
        assert not list(site.html.parent.glob("executed/kernels/*"))


def test_a_build_stops_with_what_started_it(site):
    site.write("page", f"# Page\n\n{WAITS}")
    command = f"{sys.executable} -m sphinx -q -c . -d build/doctrees chapters build/html; true"
    shell = subprocess.Popen(["sh", "-c", command], cwd=site.folder, env=os.environ | {"PYTHONPATH": str(ROOT)})
    until(site.kernels)
    [sphinx] = psutil.Process(shell.pid).children()
    shell.kill()
    shell.wait()
    until(lambda: not sphinx.is_running() and not site.kernels())


def test_pages_of_a_build_that_did_not_end_are_made_anew(site):
    """The formula stops writing after the new result was read; mending it restores a text that was read before."""
    (site.folder / "snippets").mkdir()
    (site.folder / "snippets/one.py").write_text("def run():\n    print('old')\n")
    text = "# Page\n\n```{code-cell}\nfrom snippets.one import run\nrun()\n```\n\n$x$\n"
    site.write("page", text)
    package = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)"
    (site.folder / "snippets/__init__.py").write_text(package)
    assert site.build()[0] == 0 and "old" in site.page()
    (site.folder / "snippets/one.py").write_text("def run():\n    print('new')\n")
    site.write("page", text.replace("$x$", "$\\frac{x$"))
    code, told = site.build()
    assert code == 1 and "bad formula" in told
    site.write("page", text)
    assert site.build()[0] == 0 and "new" in site.page() and "old" not in site.page()
    page, stamp = site.folder / "chapters/page.md", os.stat(site.folder / "chapters/page.md")
    site.write("page", text.replace("# Page", "# Leaf"))
    os.utime(page, ns=(stamp.st_atime_ns, stamp.st_mtime_ns - 10**12))  # an older copy, or a clock set back
    assert site.build()[0] == 0 and "Leaf" in site.page()


def test_damaged_and_foreign_results_are_made_again(site):
    assert site.build()[0] == 0
    [result] = site.html.parent.glob("executed/*.ipynb")
    whole = result.read_text("utf8")
    for damaged in (whole[:99], whole.replace("print('measured')", "print('other')"), "", "{}"):
        result.write_text(damaged, "utf8")
        (result.parent / "x.1.partial").touch()
        code, told = site.build()
        assert code == 0 and "executed page" in told and "measured" in site.page()
        assert not list(result.parent.glob("*.partial"))


def test_a_second_build_waits_for_the_first(site):
    store = site.html.parent / "executed"
    store.mkdir(parents=True)
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = site.start()
        assert "waiting for another build" in process.stdout.readline()
        assert process.poll() is None
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_a_file_that_cannot_be_written_is_one_line(site):
    def small_files():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))

    code, told = site.build(preexec_fn=small_files)
    assert code != 0 and "raise the limit of file sizes, then build again" in told and "Traceback" not in told
    assert site.build()[0] == 0 and "measured" in site.page()


def test_odd_surroundings_change_nothing(site, tmp_path):
    nowhere, deep = tmp_path / "file", tmp_path / ("d" * 200)
    nowhere.touch()
    deep.mkdir()
    (tmp_path / "matplotlibrc").write_text("font.size: 99\n")
    (tmp_path / "startup.py").write_text("leak = 1\n")
    site.write(
        "page",
        "# Page\n\n```{code-cell}\nimport matplotlib\nprint(matplotlib.rcParams['font.size'], 'leak' in dir())\n```\n",
    )
    code, told = site.build({
        "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "iso-8859-1",
        "HOME": str(nowhere), "TMPDIR": str(deep),
        "MATPLOTLIBRC": str(tmp_path), "PYTHONSTARTUP": str(tmp_path / "startup.py"), "PYTHONWARNINGS": "error",
    })  # fmt: skip
    assert code == 0 and "10.0 False" in site.page(), told
