"""Numbers and months written out."""

from __future__ import annotations

import pytest

from pipelines.dedup.numerals import numerals


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("два дві двох двома двухнедельный", "2"),
        ("пять пяти пятьох пята пятьма пятирічний", "5"),
        ("сім семи сьомий семь седьмого", "7"),
        ("вісім восьми восьмого восемь", "8"),
        ("сто ста сот", "100"),
        ("двадцять двадцяти двадцатый", "20"),
        ("пятдесят пятдесяти пятьдесят", "50"),
        ("березня березень березні марта", "march"),
        ("мая травня травень", "may"),
        ("vijfentwintig", "vijfentwintig"),
        ("vijfentwintigste", "vijfentwintigste"),
        ("tweeëntwintig tweeentwintig", "tweeentwintig"),
        ("vijfjarige", "vijfjarige"),
    ],
)
def test_a_word_tells_its_number(words: str, told: str) -> None:
    """In every case form, of both Slavic languages alike."""
    assert dict(numerals(dict.fromkeys(words.split(), 2))) == {told: 2 * len(words.split())}


@pytest.mark.parametrize(
    "word", ["сімя", "сімї", "семейный", "має", "маю", "ст", "стаття", "червоний", "een", "en", "derden", "12"]
)
def test_other_words_tell_none(word: str) -> None:
    """Though they begin like one."""
    assert not numerals({word: 1})
