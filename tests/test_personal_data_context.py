"""What is asked first to save time says no less than what is asked then: context words, marks of works, capitals."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.annotate.personal.cited import Citing, dutch, ukrainian
from pipelines.annotate.personal.context_words import last_end, led, stems

PATTERNS = (
    r"тел|\bтел\.|мо(?:б|т)а?",
    r"(?:ав|б\b|[вт]а)т|\bа|б(?:а|б)+",
    r"[авб]т\b|\b(?:а|б)в|т(?:а|ав)$",
    r"(?:а|б)?в|т",
    r"аб|[а-в]т|\bв",
    r"\(а|№ ?б|@в|\.т",
    r"\b№а|@б",
)
"""Alternatives that begin in every way: with a letter, a sign, a choice, a group, a border, and with what may be left
out."""


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=60)
@given(text=st.text("авбтмое л.(@№-", max_size=30))
def test_grouped_alternatives_match_as_written(pattern: str, text: str) -> None:
    """Where alternatives are grouped by their first letters, the same stretches match, of whatever begins a word."""
    assert [found.span() for found in re.finditer(led(pattern), text)] == [
        found.span() for found in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize(
    ("pattern", "grouped"),
    [
        ("тел|там|моб", "т(?:ел|ам)|м(?:об)"),
        (r"\bтел|[мн]об", r"т(?:(?<!\wт)ел)|м(?:об)|н(?:об)"),
        ("(?:ович|евич)у", "о(?:вичу)|е(?:вичу)"),
        (r"\W{0,3}тел|моб", r"\W{0,3}тел|моб"),
        ("т?ел|моб", "т?ел|моб"),
    ],
)
def test_alternatives_are_grouped_by_their_first_letters(pattern: str, grouped: str) -> None:
    """Each letter stands once, and what begins with anything else stays as it is."""
    assert led(pattern) == grouped


@pytest.mark.parametrize(
    ("pattern", "text", "end"),
    [
        (r"\bтел|факс", "тел. 1, факс 2", 12),
        (r"\bтел", "мотель", -1),
        ("ідентифік", "ідентиф ікаційний", 10),
        ("код платника", "код\n платника", 13),
        ("[рпкто]/р", "т/р", 3),
        ("[рпкто]/р", " /р ?/р", -1),
        ("", "тел.", -1),
    ],
)
def test_the_last_context_word_is_found_as_a_scanner_writes_it(pattern: str, text: str, end: int) -> None:
    """The end of the last of the words counts; a long one, no choice of letters, may be broken; a space may be two."""
    assert last_end(pattern, text) == end


def test_an_expression_is_made_once() -> None:
    """The same words give the same expression, for nothing of it depends on a text."""
    assert stems(r"\bтел") is stems(r"\bтел")


@pytest.mark.parametrize(
    ("citing", "before"),
    [
        (ukrainian(), "за заг. ред. "),
        (ukrainian(), "за загальною редакцією проф. "),
        (ukrainian(), "редкол.: "),
        (ukrainian(), "укладачі "),
        (ukrainian(), "УПОРЯД. "),
        (ukrainian(), "пер. з нім. "),
        (ukrainian(), "автори – "),
        (ukrainian(), "під pед. "),
        (dutch(), "onder redactie van "),
        (dutch(), "red. "),
        (dutch(), "Annotatie van "),
        (dutch(), "m.nt. "),
        (dutch(), "noot van "),
    ],
)
def test_whoever_is_announced_has_a_mark_before_him(citing: Citing, before: str) -> None:
    """An editor, a translator or an annotator is led by one of the marks that are asked for first."""
    assert citing.edited.search(before.translate(citing.alike))
    assert citing.marks.search(before)


CAPITAL = re.compile("[A-ZÀ-ÞĀ-ſА-ЯЄҐ]|[013](?=[^\\W\\d_])")


@settings(max_examples=60)
@given(st.text("АаĐєҐ1a0Z é—\n", min_size=1, max_size=40))
def test_no_beginning_of_a_name_goes_unmarked(text: str) -> None:
    """Every byte at which a unit may begin is marked, and the search from mark to mark passes over none."""
    from pipelines.annotate.personal.mark_kernels import following_mark, marking_room
    from pipelines.annotate.personal.name_word_kernels import mark_units

    data = np.frombuffer(text.encode(), np.uint8)
    words = marking_room.py_func(np.array([0, len(data)]))
    marks = words.view(np.uint8)
    mark_units.py_func(data, marks)
    found, at = [], 0
    while at < len(data):
        found.append(following_mark.py_func(words, marks, at))
        at = found[-1] + 1
    assert found == np.flatnonzero(marks[: len(data)]).tolist()
    assert {len(text[: capital.start()].encode()) for capital in CAPITAL.finditer(text)} <= set(found)
