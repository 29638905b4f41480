"""Entries of the bibliography, kept from the last build, are those of a new one."""

from copy import deepcopy
from types import SimpleNamespace

import pytest
from conftest import ROOT
from pybtex.database import parse_file
from pybtex.style.formatting.alpha import Style

from _ext.pages.citations import Remembering


@pytest.fixture
def entries(monkeypatch):
    found = list(parse_file(ROOT / "chapters/references.bib").entries.values())
    last = {e.key: SimpleNamespace(entry=e, formatted_entry=Style().format_entry("A", e)) for e in deepcopy(found)}
    monkeypatch.setattr(Remembering, "known", last)
    assert len(last) > 20
    return found


def test_each_is_as_pybtex_sets_it_also_with_another_label(entries):
    for entry in entries:
        told, new = Remembering().format_entry("B", entry), Style().format_entry("B", entry)
        assert (told.key, told.label, told.text) == (new.key, new.label, new.text)
        assert told.text is Remembering.known[entry.key].formatted_entry.text  # not set again


def test_another_entry_of_the_same_name_is_set_anew(entries):
    for entry in entries:
        entry.fields["title"] = "Another title"
        told = Remembering().format_entry("A", entry)
        assert told.text == Style().format_entry("A", entry).text and "Another title" in str(told.text)
