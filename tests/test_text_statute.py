"""Acts on the legislation site: four forms of page, one text, canonical numbers, the units marked."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.normalise import normalise
from pipelines.text.statute import statute_text
from pipelines.text.statute_units import canonical_numbers
from pipelines.text.unreadable import Unreadable

MODERN = """<html><body><div class=menu>Меню сайту</div><div id="article" class="valid"><div class="rvts0">
<div class=rvps8><table><tr><td><p class=rvps7><img src="g.gif" title="Герб"></p></td></tr>
<tr><td><p class=rvps17><span class=rvts78>ЗАКОН УКРАЇНИ</span></p></td></tr></table></div>
<p class=rvps6><a name="n3" data-tree="nz_1"></a>
<span class=rvts23>Про вигадані речі</span></p>
<em><p class=rvps7><a name="n9" data-tree="cm_1:nz_1"></a><span class=rvts44>(ВВР, 2023, № 1, ст.1)</span></p></em>
<p class=rvps7><a name="n5" data-tree="rz1"></a><span class=rvts15>Розділ I<br>ЗАГАЛЬНІ ПОЛОЖЕННЯ</span></p>
<p class=rvps2><a name="n6" data-tree="st1"></a>
<span class=rvts9>Стаття 1.</span> Визначення понять</p>
<p class=rvps2><a name="n7" data-tree="ch1:st1"></a>1. Річ - це <a class=rvts96 href="/x">те</a>, що є.</p>
<p class=rvps2><a name="n8" data-tree="pu1:ch1:st1"></a>1) перша;</p>
<p class=rvps2><a name="n10" data-tree="st1-1"></a>
<span class=rvts9>Стаття 1<span class=rvts37><span style="font-size:0px">-</span>1</span>. </span>Друге.</p>
<p class=rvps2><a name="n11" data-tree="ch_1:st1-1"></a>Без номера.</p>
<p class=rvps2><a name="n12" data-tree="ch_2:pu1:st1-1"></a>Абзац пункту.</p>
</div></div><div>© Сайт 2026</div></body></html>"""

OLD_SITE = """<body><span class="nums">[ <b>1</b> ] <a href="/page2">2</a></span>
<div id="article"><p class="rvps7"><span class="rvts15">Розділ II </span>
<br><span class="rvts15">ПРАВА</span></p>
<p class="rvps2"><a name="n4158"></a><span class="rvts9">Стаття 21.</span> Усі люди є вільні.</p>
<p class="rvps2"><span class="rvts46">{Тлумачення статті 21 див. в Рішенні </span><a>№ 1</a><span>}</span></p>
<p class="rvps2">12<sup>1</sup>) призначення;</p>
<p class="rvps2"><span class="rvts15">ПЕРЕХІДНІ ПОЛОЖЕННЯ</span></p></div>
<div class="footer">Знайти на сторінці</div></body>"""

XML_FORM = """<html><head><meta name="Nreg" content="1-16"><title>Про речі</title></head><body><h1>Про речі</h1>
<h4>Стан: Чинний</h4><div id=article><table><tr><td><p>[ image ]</p></td></tr></table>
<p><a name="n1"></a>
Стаття 9 - 1 . Повноваження</p><p>1. Органи, зазначені в статтях 8 - 11<a href="#n9"> - 2</a>, діють.</p>
<p>"Стаття 76. Цитата."</p><p>{Статтю 8 - 1 виключено}</p>
<table><tr><td><p>Президент</p></td><td><p>І.ПЕРШИЙ</p></td></tr></table></div>
<hr><div>&copy; Портал</div></body></html>"""

PRE_FORM = """<div id="article"><pre>&nbsp;&nbsp;<img src="g.gif"><br>
<a name="o1"></a><b>      З&nbsp;А&nbsp;К&nbsp;О&nbsp;Н   У&nbsp;К&nbsp;Р&nbsp;А&nbsp;Ї&nbsp;Н&nbsp;И <br></b>
<a name="o2"></a><b>      Про внесення  змін <br>      до вигаданого  акта <br></b>
<a name="o3"></a>     <b>Стаття 5-1.</b>  Органи   діють  на  основі <br>закону. <br> <br>
<a name="o4"></a>---------------- <br>| а | б | <br>---------------- <br>
<a name="o5"></a> Голова                                      І.ПЕРША <br></pre></div>"""


def units(markup: str) -> list[tuple[str, str | None, str | None]]:
    """(kind, number, title) of each mark."""
    return [(kind, number, title) for _, kind, number, title, _ in json.loads(markup)]


def test_modern_pages_are_marked_by_their_tree() -> None:
    """The path of each anchor says what the paragraph is; menus and the copyright are left out."""
    text, markup = statute_text(MODERN.encode())
    assert text.split("\n") == [
        "ЗАКОН УКРАЇНИ", "Про вигадані речі", "(ВВР, 2023, № 1, ст.1)", "Розділ I", "ЗАГАЛЬНІ ПОЛОЖЕННЯ",
        "Стаття 1. Визначення понять", "1. Річ - це те, що є.", "1) перша;", "Стаття 1-1. Друге.", "Без номера.",
        "Абзац пункту.",
    ]  # fmt: skip
    assert units(markup) == [
        ("title", None, "Про вигадані речі"), ("note", None, None), ("section", "I", "ЗАГАЛЬНІ ПОЛОЖЕННЯ"),
        ("article", "1", "Визначення понять"), ("part", "1", None), ("item", "1", None), ("article", "1-1", None),
        ("part", None, None),
    ]  # fmt: skip
    assert json.loads(markup)[3][4] == "st1"


def test_pages_of_2015_are_marked_by_their_classes() -> None:
    """Headings span two lines, notes stand in braces, superscripts get their hyphen."""
    text, markup = statute_text(OLD_SITE.encode())
    assert text == (
        "Розділ II\nПРАВА\nСтаття 21. Усі люди є вільні.\n{Тлумачення статті 21 див. в Рішенні № 1}\n"
        "12-1) призначення;\nПЕРЕХІДНІ ПОЛОЖЕННЯ"
    )
    assert units(markup) == [
        ("section", "II", "ПРАВА"), ("article", "21", None), ("note", None, None), ("item", "12-1", None),
        ("section", None, "ПЕРЕХІДНІ ПОЛОЖЕННЯ"),
    ]  # fmt: skip


def test_xml_files_that_are_html() -> None:
    """No classes at all: paragraphs speak for themselves, a quoted article is not an article of this act."""
    text, markup = statute_text(XML_FORM.encode())
    assert text == (
        "Стаття 9-1. Повноваження\n1. Органи, зазначені в статтях 8 - 11-2, діють.\n"
        '"Стаття 76. Цитата."\n{Статтю 8-1 виключено}\nПрезидент\tІ.ПЕРШИЙ'
    )
    assert units(markup) == [("article", "9-1", "Повноваження"), ("part", "1", None), ("note", None, None)]


def test_old_acts_are_joined_between_their_anchors() -> None:
    """Hard-wrapped rows become paragraphs, letter-spaced words whole, drawn tables stay as drawn."""
    text, markup = statute_text(PRE_FORM.encode())
    assert text.split("\n") == [
        "ЗАКОН УКРАЇНИ", "Про внесення змін до вигаданого акта", "Стаття 5-1. Органи діють на основі закону.",
        "----------------", "| а | б |", "----------------", "Голова\tІ.ПЕРША",
    ]  # fmt: skip
    assert units(markup) == [("article", "5-1", None)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Стаття 129 - 1 . Слово", "Стаття 129-1. Слово"),
        ("Стаття 129–1. Слово", "Стаття 129-1. Слово"),
        ("Стаття 2 - 3. Слово", "Стаття 2-3. Слово"),
        ("12 - 1 ) призначення", "12-1) призначення"),
        ("частини 2 - 1 статті 5 - 1", "частини 2-1 статті 5-1"),
        ("статтею 2 - 3 цього Закону", "статтею 2-3 цього Закону"),
        ("пункти 3, 4 - 1 та 5", "пункти 3, 4-1 та 5"),
        ("статтях 8 - 11 цього Закону", "статтях 8 - 11 цього Закону"),
        ("статтях 8 - 11 - 2 цього Закону", "статтях 8 - 11-2 цього Закону"),
        ("статті 3 - 5", "статті 3 - 5"),
        ("статтями 166 - 10, 166 - 12, 188 - 44 Кодексу", "статтями 166-10, 166-12, 188-44 Кодексу"),
        ("у 2015 - 16 роках", "у 2015 - 16 роках"),
        ("від 10 - 2 одиниць", "від 10 - 2 одиниць"),
    ],
)
def test_superscripts_and_ranges(line: str, expected: str) -> None:
    """A superscript is certain at a label, in the singular, or where a range would run backwards."""
    assert canonical_numbers(line) == expected
    assert canonical_numbers(expected) == expected


@pytest.mark.parametrize(
    ("paragraph", "unit"),
    [
        ("КНИГА ПЕРША<br>ЗАГАЛЬНІ", ("book", "1", "ЗАГАЛЬНІ")),
        ("Розділ ІV. Суд", ("section", "IV", "Суд")),
        ("Підрозділ 2. Строки", ("subsection", "2", "Строки")),
        ("Глава 3-1<br>СТРОКИ", ("chapter", "3-1", "СТРОКИ")),
        ("§ 2. Договір", ("paragraph", "2", "Договір")),
        ("Додаток 1 до Закону", ("annex", "1", "до Закону")),
        ("Додаток до Закону", ("annex", None, "до Закону")),
        ("II. Прикінцеві положення", ("section", "II", "Прикінцеві положення")),
        ("а) перше;", ("item", "а", None)),
        ("Розділ цього Закону", None),
        ("Книга обліку", None),
        ("Глава держави", None),
        ("2010 року", None),
        ('"1) цитата', None),
    ],
)
def test_units_by_their_words(paragraph: str, unit: tuple[str, str | None, str | None] | None) -> None:
    """Headings need their number; a word of the law that only looks like one is none."""
    _, markup = statute_text(f"<div id=article><p>{paragraph}</p></div>".encode())
    assert units(markup) == ([unit] if unit else [])


@pytest.mark.parametrize("page", [b"<html></html>", b"<title>403</title><p>403 Forbidden</p>"])
def test_a_message_of_the_site_is_no_act(page: bytes) -> None:
    """Words around an act that is not there are not taken for it."""
    with pytest.raises(Unreadable) as refused:
        statute_text(page)
    assert refused.value.reason == "no_act"


PIECES = ["<p>", "</p>", "<br>", "<td>", "<tr>", "<table>", "<sup>1</sup>", "Стаття 5", "1) ", "{x}", "<pre>", "</pre>",
          "<a name=o1>", "<a data-tree=st1>", "<em>", "<img>", "[ image ]", "\u00ad", "&nbsp;"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=25))
def test_offsets_hold_in_any_page(pieces: list[str]) -> None:
    """Marks stand at heads of lines, in order, in a text that is already normalised."""
    try:
        text, markup = statute_text("".join(["<div id=article>", *pieces]).encode("utf-8", "replace"))
    except Unreadable:
        return
    assert normalise(text) == text
    offsets = [mark[0] for mark in json.loads(markup)]
    assert offsets == sorted(offsets)
    assert all(offset < len(text) and (offset == 0 or text[offset - 1] == "\n") for offset in offsets)
