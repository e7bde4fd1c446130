"""A small slice of the hostile files, the same every time, and that the run finds what it is for."""

from __future__ import annotations

from random import Random

import pytest

from tests.hostile import run
from tests.hostile.kinds import PASSED, Kind, Offer, kinds
from tests.hostile.places import as_row

SMALL = (300, 3_000)
"""Bytes that a file has at most here."""


@pytest.mark.parametrize("number", range(len(kinds())), ids=lambda number: kinds()[number].name)
def test_a_hostile_file_is_refused_quarantined_or_read(number: int) -> None:
    """No crash, no lost neighbour, no reason that is no sentence, and the fate that the table tells."""
    result = run.tried(7, number, SMALL)
    assert not result.wrong


@pytest.mark.slow
def test_four_of_each_kind() -> None:
    """The same in a process of their own, of all sizes but the largest."""
    wrong = [result for result in run.results(8, range(4 * len(kinds())), run.SIZES) if result.wrong]
    assert wrong == []


def test_a_file_is_told_by_seed_and_number() -> None:
    """The same number is the same file, another seed another."""
    made = [run.made(1, number, SMALL) for number in range(5, len(kinds()))]
    assert made == [run.made(1, number, SMALL) for number in range(5, len(kinds()))]
    assert made != [run.made(2, number, SMALL) for number in range(5, len(kinds()))]


def test_every_kind_has_a_name_of_its_own() -> None:
    """A line of the table tells of one kind."""
    assert len({kind.name for kind in kinds()}) == len(kinds()) > 90


def crash(_chance: Random, _most: int) -> bytes:
    """A file in whose place something else is found."""
    return b"1\t435-15\t"


def lose(body: bytes, chance: Random) -> Offer:
    """An offer that claims a neighbour who is not there."""
    return Offer(as_row(body, chance).files, frozenset(["rada:1-1"]))


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (Kind("lost", crash, lose, (PASSED,)), "good neighbours"),
        (Kind("other", crash, as_row, (PASSED,)), "should be passed"),
        (Kind("none", crash, lambda body, _chance: Offer({"rada": body}), (PASSED,)), ""),
    ],
)
def test_what_is_wrong_is_told(kind: Kind, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost neighbour and a wrong fate are findings."""
    monkeypatch.setattr(run, "kinds", lambda: (kind,))
    assert wrong in run.tried(1, 0, SMALL).wrong


@pytest.mark.parametrize(
    ("seconds", "mebibytes", "megabytes", "wrong"),
    [
        (9.9, 1_023, 0.0, ""),
        (10.1, 1, 0.1, "10.1 s, 1 MiB"),
        (0.1, 1_025, 0.0, "0.1 s, 1025 MiB"),
        (14.9, 1_183, 10.0, ""),
    ],
)
def test_what_takes_too_much_is_told(seconds: float, mebibytes: int, megabytes: float, wrong: str) -> None:
    """Limits of time and memory are held; they grow with the file."""
    assert run.limited(run.Result(0, "bomb", "refused", "", seconds, mebibytes, megabytes)).wrong == wrong
