"""A small slice of the fuzzing, the same inputs every time, and that the fuzzer finds what it is for."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sectionizer import GRAMMARS, sectionize
from sectionizer.headings import words
from tests import fuzz
from tests.fuzz_documents import WRITTEN
from tests.fuzz_mutations import damaged, seeds


@pytest.mark.parametrize(
    ("reader", "inputs"), [("rtf", 1_200), ("html", 1_200), ("csv", 200), ("xml", 1_200), ("sections", 300)]
)
def test_damaged_inputs_are_read_or_refused(reader: str, inputs: int) -> None:
    """No crash, no hang, no row unaccounted for, and a good part of the inputs read."""
    tally = fuzz.fuzz(reader, range(inputs), 60)
    assert tally.failures == []
    assert tally.inputs == tally.outcomes.total() == inputs
    assert tally.outcomes["read"] > inputs / 5


def test_damaged_texts_still_have_sections_of_every_kind() -> None:
    """The inputs reach the rules of all grammars, and are not so damaged that nothing is left to find."""
    stock, found = [text.encode() for text in WRITTEN], set[str]()
    for number in range(1, 201, 2):
        text = damaged(stock, "sections", number).decode("utf-8", "replace")
        found.update(section.kind for grammar in GRAMMARS.values() for section in sectionize(text, grammar))
    assert not {*words("uk"), *words("nl")} - found


def test_an_input_is_told_by_its_number() -> None:
    """The same number is the same damage, another number another."""
    stock = seeds("html")
    made = [damaged(stock, "html", number) for number in range(20)]
    assert made == [damaged(stock, "html", number) for number in range(20)]
    assert len(set(made)) == 20


def crash(body: bytes) -> object:
    """A reader that breaks on some inputs."""
    return 1 / (len(body) % 2)


def dawdle(body: bytes) -> object:
    """A reader that is too slow for any."""
    ends = time.thread_time() + 0.02
    while time.thread_time() < ends:
        pass
    return len(body)


def forget(_: bytes) -> object:
    """A reader that never says the same twice."""
    return time.perf_counter_ns()


@pytest.mark.parametrize(
    ("reader", "wrong"), [(crash, "ZeroDivisionError"), (dawdle, " s for "), (forget, "another outcome")]
)
def test_a_bad_reader_is_found_out(
    reader: fuzz.Reader, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What crashes, dawdles or wavers fails, with the input kept for another look."""
    monkeypatch.setitem(fuzz.READERS, "html", reader)
    monkeypatch.setattr(fuzz, "SLOWEST", 0.01)
    tally = fuzz.fuzz("html", range(32), 60, tmp_path)
    assert tally.failures
    assert all(wrong in told for _, told in tally.failures)
    number, _ = tally.failures[0]
    assert (tmp_path / f"html-{number}").read_bytes() == damaged(seeds("html"), "html", number)
