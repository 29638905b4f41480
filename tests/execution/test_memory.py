"""What texts come to is asked once, as long as the code that answers is the same."""

import ast

import pytest

from _ext.execution import memory


@pytest.fixture
def asked(forgetful):
    """The texts that were looked at, and a function that looks at them."""
    texts = []

    @memory.remembered
    def count(text):
        texts.append(text)
        return len(ast.parse(text).body)

    return texts, count


def test_answers_last_from_build_to_build(asked, tmp_path):
    texts, count = asked
    assert (count("a\nb"), count("a\nb"), count("a")) == (2, 2, 1) and texts == ["a\nb", "a"]
    memory.save(tmp_path)
    memory._known.clear()
    memory.load(tmp_path)
    assert count("a\nb") == 2 and texts == ["a\nb", "a"]


def test_other_code_asks_again(asked, tmp_path, monkeypatch):
    texts, count = asked
    count("a")
    memory.save(tmp_path)
    memory._known.clear()
    monkeypatch.setattr(memory, "made_by", lambda: "other code")
    memory.load(tmp_path)
    assert count("a") == 1 and texts == ["a", "a"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"by": 1}', "null"])
def test_a_damaged_file_is_left_alone(asked, tmp_path, damage):
    texts, count = asked
    (tmp_path / memory.FILE).write_text(damage)
    memory.load(tmp_path)
    assert count("a") == 1 and texts == ["a"]


def test_what_fails_fails_each_time(asked):
    texts, count = asked
    for _ in range(2):
        with pytest.raises(SyntaxError):
            count("a b")
    assert texts == ["a b", "a b"]


def test_what_nobody_asks_for_any_more_goes(asked, tmp_path):
    _, count = asked
    for edit in range(20):  # as a chapter is edited again and again
        for name in "abc":
            count(f"{name} = {edit}")
        memory.save(tmp_path)
        memory._known.clear()
        memory._asked.clear()
        memory.load(tmp_path)
        assert len(memory._known) <= 12
