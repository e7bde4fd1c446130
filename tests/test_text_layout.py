"""Line ends lost or added on the way: put back where certain, left alone everywhere else."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.layout import set_lines
from pipelines.text.normalise import normalise

PARAGRAPHS = (
    "Постановою окружного суду у задоволенні позову до департаменту комунальної власності виконавчого органу "
    "міської ради про визнання протиправним та скасування наказу відмовлено повністю.",
    "Не погоджуючись із прийнятим рішенням, позивач подав апеляційну скаргу, в якій просить скасувати постанову суду "
    "першої інстанції та прийняти нову постанову про задоволення позову з підстав порушення норм права.",
    "Заслухавши думку учасників процесу, колегія суддів вважає, що скарга підлягає залишенню без задоволення, а "
    "постанова суду залишенню без змін, оскільки висновки відповідають обставинам справи і ґрунтуються на доказах.",
)
HEAD = ("АПЕЛЯЦІЙНИЙ СУД", "У Х В А Л А", "25 березня 2014 року\tм. Липове")


def wrapped(width: int) -> str:
    """A decision set in a narrow column, its paragraphs parted by blank lines."""
    return "\n\n".join([*HEAD, *("\n".join(textwrap.wrap(p, width, break_long_words=False)) for p in PARAGRAPHS * 2)])


@pytest.mark.parametrize("width", [36, 40, 65])
def test_a_narrow_column_becomes_paragraphs(width: int) -> None:
    """Forty columns, or an old printer's sixty-five: the paragraphs come back whole."""
    assert set_lines(wrapped(width)) == ("\n\n".join([*HEAD, *PARAGRAPHS * 2]), ("hard_wrapped",))


@pytest.mark.parametrize("line", ["в с т а н о в и в :", "Встановив:", "ВСТАНОВИВ", "1) стягнути;", "а) перше;"])
def test_a_heading_in_a_column_stays_a_line(line: str) -> None:
    """However full the line above, what begins a line of its own does."""
    full = "ОСОБА_2 до Департаменту комунальної справ"
    done, _ = set_lines(f"{wrapped(40)}\n{full}\n{line}\n{wrapped(40)}")
    assert f"{full}\n{line}\n" in done


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("вул. Садова, корпус 1П О С Т А Н О В А", "вул. Садова, корпус 1\nП О С Т А Н О В А"),
        ("м. ЛиповеУХВАЛА\nІМЕНЕМ УКРАЇНИ", "м. Липове\nУХВАЛА\nІМЕНЕМ УКРАЇНИ"),
        ("тел. 22-33Р І Ш Е Н Н Я  І М Е Н Е М", "тел. 22-33\nР І Ш Е Н Н Я  І М Е Н Е М"),
        ("копіяВИРОК ІМЕНЕМ УКРАЇНИ", "копія\nВИРОК ІМЕНЕМ УКРАЇНИ"),
    ],
)
def test_a_glued_heading_is_parted(given_text: str, expected: str) -> None:
    """A table cell lost its end; the heading behind it begins a line."""
    assert set_lines(given_text) == (expected, ("glued_heading",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "УХВАЛА",
        "суд виніс РІШЕННЯ",
        "№5РІШЕННЯ суду",
        "\n".join(PARAGRAPHS * 10),
        "\n".join(f"{number}) стягнути з ОСОБА_{number} сто гривень;" for number in range(60)),
        "\n".join(f"рядок {number}\tклітинка" for number in range(60)),
        "\n".join(["про стягнення", "заборгованості за", "договором позики"] * 20),
        "\n".join(["Іваненко Іван Іванович", "Петренко Петро Петрович"] * 20),
        "\n\n".join(["Короткий абзац закінчено.", "Другий абзац теж."] * 20),
    ],
)
def test_line_ends_of_the_court_stay(text: str) -> None:
    """Paragraphs, lists, tables, and lines broken by hand are as they were."""
    assert set_lines(text) == (text, ())


@given(st.lists(st.sampled_from(["суд", "позов", "1П О С Т А Н О В А", "УХВАЛА", "\n", "\n\n", " ", ".", "\t", "- "])))
def test_setting_lines_loses_no_word(pieces: list[str]) -> None:
    """Only line ends change, the text stays normalised, and doing it again changes nothing."""
    text = normalise("".join(pieces * 3))
    done, _ = set_lines(text)
    assert "".join(done.split()) == "".join(text.split())
    assert normalise(done) == done
    assert set_lines(done) == (done, ())
