"""Flat text of acts: superscripts raised where the neighbours decide, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.statute_flat import raised_numbers
from tests.patience import cpu

LINES = (
    "Стаття 1. А",
    "Стаття 11. Б",
    "Стаття 2. В",
    '"Стаття 3',
    "{Статтю 11 ",
    "}",
    "статті 11 і 12",
    "1) а",
    "11) б",
    "2) в",
)


def act(*numbers: str, note: str = "") -> str:
    """An act of articles with these numbers as printed, and a note behind the last."""
    return "\n".join([*(f"Стаття {number}. Слово про речі." for number in numbers), *filter(None, [note])])


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        (("8", "82", "9", "91", "92", "10", "102", "11"), ("8", "8-2", "9", "9-1", "9-2", "10", "10-2", "11")),
        (("129", "1291", "130"), ("129", "129-1", "130")),
        (("1289", "1290", "1291", "1292"), ("1289", "1290", "1291", "1292")),
        (("10", "11", "12"), ("10", "11", "12")),
        (("1", "11", "2"), ("1", "1-1", "2")),
        (("1", "2", "11"), ("1", "2", "11")),
    ],
)
def test_neighbours_decide(printed: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    """A number that is too great for its place is the one before it with a superscript."""
    assert raised_numbers(act(*printed)) == act(*numbers)


@pytest.mark.parametrize(
    ("printed", "numbers"),
    [
        (("1)", "11)", "2)"), ("1)", "1-1)", "2)")),
        (("9.", "91.", "92.", "10."), ("9.", "9-1.", "9-2.", "10.")),
        (("1)", "11)"), ("1)", "11)")),
        (("10)", "11)", "12)"), ("10)", "11)", "12)")),
        (("1.", "1)", "11)", "2)", "2."), ("1.", "1)", "1-1)", "2)", "2.")),
        (("6)", "61)", "62)", "7)", "71)", "8)"), ("6)", "6-1)", "6-2)", "7)", "7-1)", "8)")),
    ],
)
def test_parts_and_items_have_neighbours_too(printed: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    """Only what stands between a number and the next one is certain; parts and items are rows of their own."""
    lines, expected = ("\n".join(f"{number} слово;" for number in row) for row in (printed, numbers))
    assert raised_numbers(lines) == expected


@pytest.mark.parametrize(
    ("flat", "raised"),
    [
        ("{Закон доповнено статтею 91 згідно із Законом № 91}", "{Закон доповнено статтею 9-1 згідно із Законом № 91}"),
        ("{Абзац статті 91 виключено; статтю 10 змінено}", "{Абзац статті 9-1 виключено; статтю 10 змінено}"),
        ("Діє за статтями 8 - 91 цього Закону.", "Діє за статтями 8 - 9-1 цього Закону."),
        ("Діє за статтями 8, 91 та 10 цього Кодексу.", "Діє за статтями 8, 9-1 та 10 цього Кодексу."),
        ("Діє за статтею 91 Цивільного кодексу.", "Діє за статтею 91 Цивільного кодексу."),
        ("Сплатити 91 гривню, стаття 5 цього Закону.", "Сплатити 91 гривню, стаття 5 цього Закону."),
        ("пункт 2 - 1 статті 9 - 1 цього Закону", "пункт 2-1 статті 9-1 цього Закону"),
    ],
)  # fmt: skip
def test_an_act_refers_to_its_own_articles(flat: str, raised: str) -> None:
    """In notes, and where it says "this law"; other laws keep their numbers."""
    assert raised_numbers(act("8", "9", "91", "10", note=flat)) == act("8", "9", "9-1", "10", note=raised)


def test_a_true_article_keeps_its_references() -> None:
    """Where the act has both 9-1 and 91, a reference to 91 cannot be told, and stays."""
    numbers = [str(n) for n in range(1, 93)]
    note = "{Статтю 91 змінено}"
    assert raised_numbers(act(*numbers[:9], "91", *numbers[9:], note=note)).endswith(note)


def test_what_is_quoted_stays_as_printed() -> None:
    """Articles of another law, between quotation marks, have other neighbours."""
    text = 'Стаття 1. Доповнити Закон:\n"Стаття 11. Слово.\nСтаття 12. Слово.".\nСтаття 2. Слово.'
    assert raised_numbers(text) == text


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=6), max_size=12))
def test_raising_twice_is_raising_once(lines: list[str]) -> None:
    """What was raised is not raised again."""
    once = raised_numbers("\n".join(lines))
    assert raised_numbers(once) == once


def test_long_rows_of_digits_take_no_time() -> None:
    """A hostile reference is read once, not in every way it can be cut."""
    with cpu() as used:
        raised_numbers(act("8", "9", "91", "10", note="статті " + "1" * 40 + "x" + "{статті " + "1, " * 5_000))
    assert used.seconds < 2
