"""What is as it would be built is left alone, at once; whatever differs, Sphinx starts."""

import os
import shutil

import pytest
from tiny import CELL, Site


@pytest.fixture
def site(tmp_path):
    site = Site(tmp_path / "l'été")
    (site.folder / "note.txt").write_text("as it was")
    assert site.build()[0] == 0
    return site


def started(site, **variables) -> bool:
    """Whether a build that went well needed Sphinx, which opens its lock anew."""
    lock = site.html.parent / "executed/lock"
    seen = lock.stat().st_mtime_ns
    assert site.build(variables)[0] == 0
    return lock.stat().st_mtime_ns != seen


def append(path, text):
    path.write_text(path.read_text("utf8") + text, "utf8")


def same_size_and_time(site):
    note = site.folder / "note.txt"
    stamp = note.stat()
    note.write_text("as it is!")
    os.utime(note, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def linked_folder(site):
    (site.folder.parent / "elsewhere").mkdir()
    (site.folder.parent / "elsewhere/data.txt").write_text("1")
    (site.folder / "snippets").symlink_to(site.folder.parent / "elsewhere")


CHANGES = {
    "prose": lambda site: site.write("page", f"# Page\n\nOther words.\n\n{CELL}"),
    "settings": lambda site: append(site.folder / "conf.py", "\nhtml_title = 'Other'\n"),
    "same size and time": same_size_and_time,
    "a file more": lambda site: site.write("more", "---\norphan: true\n---\n\n# More\n"),
    "a file less": lambda site: (site.folder / "note.txt").unlink(),
    "a folder behind a link": linked_folder,
    "data behind a link": lambda site: (site.folder.parent / "elsewhere/data.txt").write_text("2"),
    "a page edited": lambda site: (site.html / "page.html").write_text("nothing"),
    "a page lost": lambda site: (site.html / "page.html").unlink(),
}


def test_sphinx_starts_where_something_changed_and_only_there(site):
    for change, make in CHANGES.items():
        assert not started(site), f"before {change}"
        make(site)
        assert started(site), change


def test_pages_whose_results_are_gone_are_not_called_unchanged(site):
    shutil.rmtree(site.html.parent / "executed")
    assert site.build()[0] == 0
    assert list((site.html.parent / "executed").glob("*.ipynb"))


def test_variables_count(site):
    assert started(site, GUIDE_SEED="7") and not started(site, GUIDE_SEED="7") and started(site)


def test_what_was_edited_during_a_build_and_put_back_is_read_again(site):
    text = "# Page\n\nFirst words.\n\n```{code-cell}\nimport time\ntime.sleep(1.5)\n```\n"
    site.write("page", text)
    process = site.start()
    while not site.kernels():
        assert process.poll() is None
    site.write("index", "# Other\n\n```{toctree}\npage\n```\n")
    process.communicate()
    site.write("index", "# Tiny\n\n```{toctree}\npage\n```\n")
    assert started(site) and "<h1>Tiny" in (site.html / "index.html").read_text("utf8")


def test_a_build_that_failed_fails_again(site):
    site.write("page", f"# Page\n\n{CELL}\n{{unknown-role}}`x`\n")
    assert [site.build()[0] != 0 for _ in range(2)] == [True, True]


def test_a_chapter_can_be_run_again_though_nothing_changed(site):
    told = [site.build(arguments=("-D", "guide_again=page")) for _ in range(2)]
    assert all(code == 0 and "executed page" in each for code, each in told)
