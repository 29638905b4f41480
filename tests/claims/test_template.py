"""A contributor adds a chapter: the template, a module, and a line in index.md."""

import json
import re
import shutil

from conftest import ROOT, sphinx

from _ext.pages.placeholders import placeholders

LETTERS = re.compile(r"[A-Za-z][^|]*[A-Za-z]")
MODULE = '''"""An experiment. (chapter: eighth)"""

import torch
from torch import Tensor

from ..lab.seeds import SEED, generator


def experiment(*, seed: int = SEED) -> dict[str, Tensor]:
    return {"difference": 1 + torch.rand(16, generator=generator(seed, "eighth"))}
'''


def test_a_chapter_made_from_the_template_builds(site, tmp_path):
    ignored = shutil.ignore_patterns(".venv", "_build", ".git", "__pycache__")
    guide = shutil.copytree(ROOT, tmp_path / "guide", ignore=ignored)
    (tmp_path / "executed").symlink_to(ROOT / "_build/executed")  # the seven are not run again
    chapter = guide / "chapters/eighth.md"
    shutil.copy(guide / "chapters/_template.md", chapter)
    (guide / "snippets/eighth").mkdir()
    (guide / "snippets/eighth/__init__.py").write_text(MODULE)
    index = guide / "chapters/index.md"
    index.write_text(index.read_text().replace("Dropout <dropout>", "Dropout <dropout>\neighth"))
    run = sphinx(guide, guide / "chapters", tmp_path / "html")
    assert run.returncode != 0 and "Traceback" not in run.stderr
    told = re.findall(
        r"eighth\.md:(\d+): text of the template; write your own, or take it out: ['\"](.*)['\"]", run.stderr
    )
    assert ("2", "Which question does this chapter answer?") in told and len(told) == len(
        placeholders(guide / "chapters")
    )
    for number, words in enumerate(sorted(placeholders(guide / "chapters"), key=len, reverse=True)):
        own = f"Own words {'abcdefghijklmnopqrstuvwxyz'[number]}"
        text = chapter.read_text()
        for piece in filter(LETTERS.search, words.split("…")):  # what stands between names that an author changes
            text = text.replace(piece, LETTERS.sub(own, piece))
        chapter.write_text(text)
    run = sphinx(guide, guide / "chapters", tmp_path / "html")
    assert run.returncode == 0, run.stdout + run.stderr
    claims = {claim["id"] for claim in json.loads((tmp_path / "html/claims.json").read_text())["claims"]}
    assert "eighth-first-claim" in claims and len(claims) > 50
    assert "answered eight exam questions" in (tmp_path / "html/index.html").read_text()
