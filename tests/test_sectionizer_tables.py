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
        ("а\tб\n\tРозділ I\n\tв\nг\tд\n\tрешта", ["а\tб\n\tРозділ I\n\tв\nг\tд"]),
        ("а\tб\n\tраз\n\tдва\n\tтри\n\tчотири\nв\tг", []),
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


CELLS = (
    "<div id=article><p>Стаття 1. Ставки</p><p>1. Такі:</p><table><tr><td><p>Товар</p><p>з <b>полів</b></p></td>"
    "<td>Ставка,<br>гривень</td></tr><tr><td colspan=2><p>2. Овочі</p></td></tr>"
    "<tr><td></td><td><p>3. Від</p></td></tr><tr><td>Сіль</td><td>1) 5<br>2) 6</td></tr></table>"
    "<p>2. Їх переглядають.</p></div>"
)


def test_a_table_of_several_paragraphs_in_a_cell_is_one() -> None:
    """A row is a line, and one of a single cell begins with a tab: numbers in the cells open nothing."""
    text, _ = statute_text(CELLS.encode())
    rows = ["Товар з полів\tСтавка, гривень", "\t2. Овочі", "\t3. Від", "Сіль\t1) 5 2) 6"]
    assert text.split("\n")[2:] == [*rows, "2. Їх переглядають."]
    found = sectionize(text, grammar_for("statute", "uk"))
    assert [text[one.start : one.end].strip() for one in found if one.kind == "table"] == ["\n".join(rows)]
    assert [one.number for one in found if one.kind == "part"] == ["1", "2"]


LAYOUT = (
    "<div id=article><p>1. Затвердити.</p><table><tr><td></td><td>ЗАТВЕРДЖЕНО<br>наказом<br>№ 5</td></tr></table>"
    f"<table><tr><td><p>А</p><p>Б</p>{'<p>в</p>' * 2100}</td><td>г</td></tr>"
    "<tr><td>ґ<br>д</td><td>е</td></tr><tr><td>є</td><td></td></tr></table><p>2. Діє.</p></div>"
)


def test_tables_that_lay_out_a_page_keep_their_paragraphs() -> None:
    """One worded cell in a row, or a cell as long as a page, is no row of a table of values; an empty cell ends one."""
    lines = statute_text(LAYOUT.encode())[0].split("\n")
    assert lines[1:4] == ["\tЗАТВЕРДЖЕНО", "наказом", "№ 5"]
    assert lines[4:7] == ["А", "Б", "в"]
    assert lines[-3:] == ["ґ д\tе", "\tє", "2. Діє."]


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
