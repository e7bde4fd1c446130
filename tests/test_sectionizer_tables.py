"""Tables: which lines are the rows of one, what it does to the units around it, and pages beside plain text."""

from __future__ import annotations

import pytest

from pipelines.text.statute import statute_text
from sectionizer import grammar_for, sectionize
from sectionizer.eid import eids
from sectionizer.tables import tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("а\tб\nв\tг\n", ["а\tб\nв\tг"]),
        ("Текст.\nа\tб\nв\tг\nд\tе\nТекст.", ["а\tб\nв\tг\nд\tе"]),
        ("а\tб\nТекст.\nв\tг", []),
        ("а\tб\n\nв\tг", ["а\tб\n\nв\tг"]),
        ("а\tб\n\n\n\nв\tг", []),
        ("5 травня\tм. Київ\nТекст.", []),
        ("\tабзац з відступом\n\tще один\n", []),
        ("+---+---+\n| а | б |\n+---+---+\n| в | г |\n", ["+---+---+\n| а | б |\n+---+---+\n| в | г |"]),
        ("Текст\n  │ а │ б │\n  │ в │ г │", ["│ а │ б │\n  │ в │ г │"]),
        ("------\nНазва\n------\n", []),
        ("| один рядок |\nТекст", []),
        ("", []),
    ],
)  # fmt: skip
def test_rows_that_stand_together_are_a_table(text: str, expected: list[str]) -> None:
    """Two rows at least; a date beside a place, indents and rules are none."""
    assert [text[start:end] for start, end in tables(text)] == [part for part in expected if part]


PAGE = (
    "<div id=article><p class=rvps2><span class=rvts9>Стаття 1.</span> Ставки</p><p>1. Ставки є такими:</p>"
    "<table><tr><td><p>Товар</p></td><td><p>Ставка</p></td></tr><tr><td><p>2. Зерно</p></td><td><p>1) 5</p></td></tr>"
    "</table><p>2. Ставки переглядають.</p>"
    "<table><tr><td><p>Президент України</p></td><td><p>А. ПЕРША</p></td></tr></table></div>"
)


def test_a_table_of_a_page_is_that_of_its_text() -> None:
    """Numbers in its cells open nothing, and the signature set as a table is none."""
    text, _ = statute_text(PAGE.encode())
    found = [(one.kind, one.number) for one in sectionize(text, grammar_for("statute", "uk")) if one.kind != "text"]
    assert found == [("article", "1"), ("part", "1"), ("table", None), ("part", "2")]


@pytest.mark.parametrize(("kind", "language"), [("statute", "uk"), ("statute", "nl")])
def test_a_table_has_a_name_and_no_parts(kind: str, language: str) -> None:
    """It is one leaf inside the unit that it belongs to."""
    words = ("Стаття", "Так") if language == "uk" else ("Artikel", "Zo")
    text = f"{words[0]} 1. {words[1]}\n1. {words[1]}:\n1. x\ty\n2. z\tw\n2. {words[1]}.\n"
    found = sectionize(text, grammar_for(kind, language))
    named = dict(zip(eids(found), found, strict=True))
    table = named["art_1__part_1__table"]
    assert text[table.start : table.end] == "1. x\ty\n2. z\tw\n"[: table.end - table.start]
    assert named["art_1__part_2"].start == table.end or text[table.end :].startswith("\n")
