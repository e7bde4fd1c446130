"""Ukrainian acts: the units of every kind of act, what an act quotes, notes, and markup beside plain text."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.statute import statute_text
from sectionizer import Section, grammar_for, sectionize
from sectionizer.eid import eids
from sectionizer.paths import paths
from sectionizer.tree import Hint
from tests.patience import cpu

STATUTE = grammar_for("statute", "uk")
HEADINGS = (
    "Стаття 1. Мета", "Стаття 2 - 1 . Засади", '"Стаття 7. Чужа', "{Статтю 3 виключено}", "{Статті 4, 5 виключено}",
    "Розділ II", "Глава 1. Загальне", "КНИГА ПЕРША", "1. Перше", "2. Друге;", "1) пункт", "а) літера", "1.1. Крапка.",
    "Примітка.", "Додаток 1", "ПОРЯДОК", "ПЕРЕХІДНІ ПОЛОЖЕННЯ", "I. Внести зміни", "такого змісту:", '"2. Нове";',
    "Президент України", "І.ПЕРША", "СПАДЩИНА ТА БОРГИ", "а\tб", "{Пункт 1 доповнено", "далі}", "( Статтю 6 змінено )",
)  # fmt: skip
lines = st.one_of(st.sampled_from(HEADINGS), st.text(alphabet='аБ.:"{}()\u00a0\r\0 1-', max_size=12))
texts = st.lists(lines, max_size=30).map("\n".join)


def outline(text: str, hints: tuple[Hint, ...] = ()) -> list[str]:
    """The paths of an act's units, without leaves of text and notes on its history."""
    sections = sectionize(text, STATUTE, hints)
    skipped = ("text", "amendment_note")
    return [path for section, path in zip(sections, paths(sections), strict=True) if section.kind not in skipped]


def ids(text: str) -> list[str]:
    """The public ids of an act's places, nameless ones left out."""
    return [name for name in eids(sectionize(text, STATUTE)) if name]


def words(text: str, kind: str) -> list[tuple[str | None, str]]:
    """(number, text) of the sections of a kind."""
    return [(s.number, text[s.start : s.end].strip()) for s in sectionize(text, STATUTE) if s.kind == kind]


@given(text=texts)
def test_leaves_cover_every_character_once_in_order(text: str) -> None:
    """Whatever stands in a text, its leaves laid end to end are the text, and children lie in their parents."""
    sections = sectionize(text, STATUTE)
    parents = {section.parent for section in sections}
    leaves = [section for index, section in enumerate(sections) if index not in parents]
    assert "".join(text[leaf.start : leaf.end] for leaf in leaves) == text
    for index, section in enumerate(sections):
        assert -1 <= section.parent < index
        above = sections[section.parent] if section.parent >= 0 else Section("", None, None, 0, len(text), -1)
        assert above.start <= section.start < section.end <= above.end


@given(text=texts)
def test_article_numbers_rise_between_annexes(text: str) -> None:
    """No article of an act repeats, whatever headings are thrown together, and no id comes twice."""
    sections = sectionize(text, STATUTE)
    seen: set[str | None] = set()
    for section in sections:
        seen = set() if section.kind == "annex" else seen
        if section.kind in ("article", "article_excluded"):
            assert section.number not in seen
            seen.add(section.number)
    names = [name for name in eids(sections) if name]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Стаття 1. Мета\n1. Так.\n2. Ні:\n1) а;\n1-1) б;\n2) в.\n",
         ["article:1", "article:1/part:1", "article:1/part:2", "article:1/part:2/item:1", "article:1/part:2/item:1-1",
          "article:1/part:2/item:2"]),
        ("Стаття 129 - 1 . Засади\nСтаття 130¹. Ще\nСтаття 131.\n", ["article:129-1", "article:130-1", "article:131"]),
        ("Стаття 129. А\nСтаття 1291. Б\nСтаття 1292. В\nСтаття 130. Г\n",
         ["article:129", "article:129-1", "article:129-2", "article:130"]),
        ("Стаття 1290. А\nСтаття 1291. Б\nСтаття 1292. В\n", ["article:1290", "article:1291", "article:1292"]),
        ("С т а т т я 5. А\nСтатья 6. Б\nCтaття 7. В\n", ["article:5", "article:6", "article:7"]),
        ("Стаття 1. 1. Одразу частина.\n2. Друга.\n", ["article:1", "article:1/part:1", "article:1/part:2"]),
        ("Стаття 3. Так буває.\n2. Інколи ні.\n", ["article:3", "article:3/part:1", "article:3/part:2"]),
        ("Стаття 5.\nНазва нижче\n1. Так.\n", ["article:5", "article:5/part:1"]),
    ],
)  # fmt: skip
def test_articles_and_their_numbers(text: str, expected: list[str]) -> None:
    """Superscripts in all spellings, flattened ones by their neighbours, letters of another keyboard."""
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Стаття 7. До повноважень належить:\n1) одне;\n2) друге.\nПитання розглядає суд.\n",
         ["article:7", "article:7/part:1", "article:7/part:1/item:1", "article:7/part:1/item:2", "article:7/part:2"]),
        ("Стаття 92.\nЗаконами визначаються:\n1) права;\n2) мови.\nЗаконами встановлюються:\n1) бюджет;\n2) свята.\n",
         ["article:92", "article:92/part:1", "article:92/part:1/item:1", "article:92/part:1/item:2",
          "article:92/part:2", "article:92/part:2/item:1", "article:92/part:2/item:2"]),
        ("Стаття 3. А\n1. Види:\n1) а;\n2) б.\nДо них належать:\n1) в;\n2) г.\n2. Далі.\n",
         ["article:3", "article:3/part:1", *["article:3/part:1/item:1", "article:3/part:1/item:2"] * 2,
          "article:3/part:2"]),
        ("Стаття 4. А\n1. Є:\nа) ліс:\n1) дуб;\n2) бук;\nб) поле.\n",
         ["article:4", "article:4/part:1", "article:4/part:1/item:а", "article:4/part:1/item:а/sub_item:1",
          "article:4/part:1/item:а/sub_item:2", "article:4/part:1/item:б"]),
        ("Стаття 14. Терміни\n14.1. Так:\n14.1.1. перше;\n14.1.36. друге.\n14.2. Ще: а) ні.\n",
         ["article:14", "article:14/item:14.1", "article:14/item:14.1/sub_item:14.1.1",
          "article:14/item:14.1/sub_item:14.1.36", "article:14/item:14.2"]),
        ("Стаття 19. Землі\n1. Види:\nа) ліс;\nґ) вода.\nПримітка. Див.:\n1. Перше.\n2. Друге.\n",
         ["article:19", "article:19/part:1", "article:19/part:1/item:а", "article:19/part:1/item:ґ",
          "article:19/note"]),
        ("Стаття 3. А\n1. Ставка становить\n1.5 відсотка.\n2. Так:\n2.1. так.\n",
         ["article:3", "article:3/part:1", "article:3/part:2", "article:3/part:2/item:2.1"]),
        ("Стаття 14. Терміни\n14.1. Так:\n14.1.36. а;\n14.1.36-1. б;\n14.1.37. в.\n14.1-1. Ще.\n14.2. Ні.\n",
         ["article:14", "article:14/item:14.1", "article:14/item:14.1/sub_item:14.1.36",
          "article:14/item:14.1/sub_item:14.1.36-1", "article:14/item:14.1/sub_item:14.1.37",
          "article:14/item:14.1-1", "article:14/item:14.2"]),
        ("Стаття 42-1. Кабінет\n42-1.1. Так:\n42-1.1.1. перше.\n42¹.2. Ні.\n",
         ["article:42-1", "article:42-1/item:42-1.1", "article:42-1/item:42-1.1/sub_item:42-1.1.1",
          "article:42-1/item:42-1.2"]),
        ("Стаття 5\nПраво\n1. Крім:\na) суду;\nb) арешту;\nc) розшуку;\nd) нагляду;\ne) хвороби.\n2. Так.\n",
         ["article:5", "article:5/part:1", *(f"article:5/part:1/item:{letter}" for letter in "abcde"),
          "article:5/part:2"]),
        ("Стаття 6. А\n1. Є:\nа) ліс;\nб) поле;\nв) сад;\nг) став;\nґ) луг;\nд) яр;\ne) рів;\nє) гай.\n",
         ["article:6", "article:6/part:1", *(f"article:6/part:1/item:{letter}" for letter in "абвгґдeє")]),
        ("Стаття 21. Усі люди вільні.\nПрава невідчужувані.\n", ["article:21"]),
    ],
)  # fmt: skip
def test_units_inside_articles(text: str, expected: list[str]) -> None:
    """Items begin anew under a new part; a number goes on only in its own row."""
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. ЗАГАЛЬНІ ПОЛОЖЕННЯ\n1.1. Одне.\n1.2. Друге.\nІ ще.\n2. Права водіїв\n2.1. Їхати.\n",
         ["section:1", "section:1/item:1.1", "section:1/item:1.2", "section:2", "section:2/item:2.1"]),
        ("Відповідно до закону уряд постановляє:\n1. Затвердити.\n2. Чинність.\nПОРЯДОК\nроботи\n1. Цей Порядок.\n",
         ["preamble", "item:1", "item:2", "annex:1", "annex:1/item:1"]),
        ("Міністерство наказує:\n1. Так.\nГолова А. ПЕРШИЙ\nЗАТВЕРДЖЕНО\nнаказом\nПОРЯДОК\nдій\n1. Перше.\nПрава\n"
         "2. Друге.\nДодаток 1\nдо Порядку\n1. Рядок.\n",
         ["preamble", "item:1", "annex:1", "annex:1/item:1", "annex:1/section", "annex:1/section/item:2", "annex:2",
          "annex:2/item:1"]),
        ("Розділ ІІ\nПРАВА\nГлава III-А. Праця\nСтаття 1. А\nстаття 5 цього Кодексу.\nРозділ III цього Закону діє.\n",
         ["section:II", "chapter:III-A", "article:1"]),
        ("КНИГА ДРУГА\nСПАДЩИНА\nПідрозділ 1. Речі\n§ 1. Борг\nСтаття 2. А\nПараграф 2. Гроші\nСтаття 3. Б\n",
         ["book:2", "book:2/subsection:1", "book:2/subsection:1/subsection:1", "article:2",
          "book:2/subsection:1/subsection:2", "article:3"]),
        ("Стаття 1. А\nПерехідні положення діють.\nПрикінцеві та перехідні положення\n1. Чинність.\n",
         ["article:1", "section", "section/item:1"]),
        ("Стаття 1. А\nТак.\nОХОРОНА ПРАЦІ\nСтаття 2. Б\n", ["article:1", "section", "article:2"]),
        ("ЗАКОН УКРАЇНИ\nПРО ВИГАДАНЕ\nСтаття 1. А\nТак.\n", ["article:1"]),
        ("Розділ XV\nПЕРЕХІДНІ ПОЛОЖЕННЯ\n1. Діє.\nI. Внести такі зміни:\n1. У статті 5.\n",
         ["section:XV", "section:XV/item:1", "section:I", "section:I/item:1"]),
        ("Раздел I. Общие\nСтатья 1. А\nТак.\nПримечание. Нет.\nПриложение № 2\nк закону\n1. Б.\n",
         ["section:I", "article:1", "article:1/note", "annex:1", "annex:1/item:1"]),
        ("Стаття 1. Затвердити.\nСтаття 2. Доручити.\nКодекс\nСтаття 1. А\nСтаття 2. Б\nСтаття 3. В\n",
         ["preamble", "article:1", "article:2", "article:3"]),
        ("Розділ II\nПРОВИНА\nI. ЗАГАЛЬНА ЧАСТИНА\nСтаття 9. А\nII. ОСОБЛИВА ЧАСТИНА\nСтаття 41. Б\n",
         ["section:II", "section:II/subsection:I", "article:9", "section:II/subsection:II", "article:41"]),
        ("1.1. Перше.\nПримітка.\n1. Зауваження.\n1.2. Друге.\n", ["item:1.1", "note", "item:1.2"]),
        ("ЗМІНИ,\nщо вносяться до актів\n1. Так.\nДодаток 12-1\nдо Змін\n1. А.\nДодаток Б\nдо Змін\n1. В.\n",
         ["item:1", "annex:1", "annex:1/item:1", "annex:2", "annex:2/item:1"]),
    ],
)  # fmt: skip
def test_what_stands_above_and_outside_articles(text: str, expected: list[str]) -> None:
    """Books, sections, chapters; regulations and resolutions; annexes with rows of their own."""
    assert outline(text) == expected


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("{Статтю 5 виключено на підставі Закону}", "5"),
        ("( Статтю 5 виключено )", "5"),
        ("Стаття 5. {Статтю 5 виключено}", "5"),
        ("Стаття 5. Назва\n{Статтю 5 виключено на підставі Закону № 1}", "5"),
        ("{Стаття 5. Стара втратила чинність}", "5"),
        ("Стаття 5. Виключена.", "5"),
        ("Стаття 5. (Втратила чинність на підставі Закону)", "5"),
        ("Статья 5. (Утратила силу)", "5"),
    ],
)
def test_excluded_articles_are_empty_nodes(line: str, number: str) -> None:
    """The note alone, the heading in braces, heading and note: each keeps the place outside the living articles."""
    text = f"Стаття 4. А\nТак.\n{line}\nСтаття 6. Б\n{{Статтю 6 доповнено частиною}}\n"
    kinds = [(s.kind, s.number) for s in sectionize(text, STATUTE) if s.kind.startswith("article")]
    assert kinds == [("article", "4"), ("article_excluded", number), ("article", "6")]


def test_one_note_may_exclude_several_articles() -> None:
    """Each of them is a node; they share the characters of the note."""
    text = "Стаття 4. А\n{Статті 5, 6 і 7-1 виключено}\nСтаття 8. Б\n"
    assert outline(text) == [f"article:{number}" for number in ("4", "5", "6", "7-1", "8")]


@pytest.mark.parametrize("closing", ['";', "».", '"Про освіту".', '"'])
def test_articles_quoted_by_an_amending_act_are_not_its_own(closing: str) -> None:
    """Only the first quoted article carries the quotation mark, and marks inside may stay open."""
    text = (
        "Стаття 1. Зміни\n1. Внести зміни:\n1) доповнити статтями такого змісту:\n«Стаття 11 - 1 . Нова\n1. Частина.\n"
        f'Стаття 11 - 2 . Ще\nЗакон діє {closing}\n2) інше:\n"7) пункт";\n3) кінець.\nСтаття 2. Чинність\n'
    )
    assert outline(text) == [
        "article:1", "article:1/part:1", "article:1/part:1/item:1", "article:1/part:1/item:1/quoted:11-1",
        "article:1/part:1/item:1/quoted:11-2", "article:1/part:1/item:2", "article:1/part:1/item:3", "article:2",
    ]  # fmt: skip


def test_items_of_a_quoted_article_do_not_end_its_quotation() -> None:
    """A number that goes on inside the quotation does not tell that the act goes on."""
    text = (
        "Стаття 1. Зміни\n1) доповнити статтями такого змісту:\n«Стаття 5 - 1 . Нова\n1) за Законом «Про освіту»;\n"
        "2) інше.\nСтаття 5 - 2 . Ще».\nСтаття 2. Чинність\n"
    )
    quoted = [number for number, _ in words(text, "quoted_article")]
    assert quoted == ["5-1", "5-2"]
    assert [number for number, _ in words(text, "article")] == ["1", "2"]


def test_a_stray_quotation_mark_swallows_nothing() -> None:
    """A quotation that is never closed is none, unless it was announced."""
    assert outline('Стаття 1. А\n"Стаття 2. Б\nСтаття 3. В\n') == ["article:1", "article:2", "article:3"]


def test_notes_belong_to_the_unit_they_name() -> None:
    """A note that ends an article is the article's; in the middle of a unit the text goes on behind it."""
    text = (
        "Стаття 5. А\n1. Перше:\n{Абзац із змінами}\nдалі.\n{Частину першу\nдоповнено}\n2. Друге.\n{Статтю 5 змінено}\n"
    )
    sections = sectionize(text, STATUTE)
    notes = [section for section in sections if section.kind == "amendment_note"]
    assert [sections[note.parent].kind for note in notes] == ["part", "part", "article"]
    assert any(section.kind == "text" and "далі" in text[section.start : section.end] for section in sections)


def test_paragraphs_carry_their_numbers() -> None:
    """Behind the first, the paragraphs (абзаци) of a part or item are numbered leaves; rows of tables are none."""
    text = (
        "Стаття 5. А\n1. Перше:\nдруге;\nтретє.\n1) пункт.\nЩе абзац пункту.\n2) інший.\nРешта.\n| а | б |\n2. Так.\n"
    )
    assert [(n, t) for n, t in words(text, "text") if n] == [
        ("2", "друге;"), ("3", "третє."), ("2", "Ще абзац пункту."), ("4", "Решта."),
    ]  # fmt: skip


def test_paragraphs_of_an_article_without_numbers_are_its_parts() -> None:
    """Nothing is enumerated, so that each finished paragraph is a part; a list in the middle of one is none."""
    text = "Стаття 21. Усі вільні.\nПрава належать:\nлюдям;\nнародам.\nНіхто не раб.\n"
    assert ids(text) == ["art_21", "art_21__part_2", "art_21__part_3"]


def test_lines_broken_inside_a_sentence_are_no_paragraphs() -> None:
    """In an act set in a narrow column a line end says nothing."""
    text = "Стаття 1. А\n1. Кожна особа має\nправо на\nпрацю.\n2. Так.\n"
    assert not [number for number, _ in words(text, "text") if number]


def test_signatures_are_no_part_of_the_last_unit() -> None:
    """What stands under an act belongs to the act as a whole."""
    text = "Стаття 1. Є:\n1) а.\nПрезидент України\nА.ПЕРША\nм. Київ\n№ 1-XV\n"
    sections = sectionize(text, STATUTE)
    assert text[sections[-1].start : sections[-1].end].startswith("Президент")
    assert (sections[-1].kind, sections[-1].parent) == ("text", -1)
    assert outline("Стаття 1. Президент України є главою держави.\nПрезидент України має право.\n") == ["article:1"]


def test_what_stands_below_a_signature_is_none_of_it() -> None:
    """A note, a table, a footnote or a number there ends the signature."""
    for below in ("{Закон змінено}\n", "Примітка. Так.\n", "а\tб\nв\tг\n", "1. Так.\n"):
        text = f"Стаття 1. А\nТак.\nПрезидент України\nА.ПЕРША\n{below}"
        signature = next(s for s in sectionize(text, STATUTE) if text.startswith("Президент", s.start))
        assert text[signature.start : signature.end] == "Президент України\nА.ПЕРША\n"


def test_ids_follow_akoma_ntoso() -> None:
    """Articles stand alone, annexes prefix what is in them, and a second list under one part has ids of its own."""
    text = (
        "Розділ I\nПРАВА\nСтаття 212 - 1 . А\n2. Так:\n3) ні;\n4) так.\nІнше:\n1) ще.\n3) раз.\n"
        "Додаток\nдо Закону\nСтаття 1. Б\n1. В.\n"
    )
    assert ids(text) == [
        "sec_I", "art_212-1", "art_212-1__part_2", "art_212-1__part_2__item_3", "art_212-1__part_2__item_4",
        "art_212-1__part_2__para_2", "art_212-1__part_2__item_1", "art_212-1__part_2__item_3_2",
        "att", "att__art_1", "att__art_1__part_1",
    ]  # fmt: skip


def test_numbers_the_portal_marked_are_taken_as_they_are() -> None:
    """Where the text flattened a superscript, the publisher's markup wins."""
    assert outline("Стаття 1291. А\n", (Hint(0, "article", "129-1"),)) == ["article:129-1"]


def test_articles_the_portal_marked_by_a_path_are_all_there_are() -> None:
    """A heading needs no point there, and a line that only looks like a heading is none."""
    text = "Стаття 1 Мета\nТак.\nСтаття 2.\nСтаття 3. В\n"
    marked = tuple(Hint(text.index(f"Стаття {n}"), "article", n, role=f"st{n}") for n in ("1", "3"))
    assert outline(text, marked) == ["article:1", "article:3"]


ACTS = (
    "Розділ I\nЗАГАЛЬНІ ПОЛОЖЕННЯ\nСтаття 1. Мета\n1. Так:\n1) а;\n2) б.\n2. Ні.\n{Статтю 2 виключено}\n"
    "Стаття 2-1. Засади\nТак є.\nІ так.\nРозділ II\nПРИКІНЦЕВІ ПОЛОЖЕННЯ\n1. Чинність.\nПрезидент України\nА.ПЕРША",
    "Уряд постановляє:\n1. Затвердити.\n2. Діє.\nЗАТВЕРДЖЕНО\nпостановою\nПОРЯДОК\nроботи\n1. Перше.\n2. Друге.",
    "Стаття 1. Внести зміни:\n1) доповнити статтею такого змісту:\n\"Стаття 5-1. Нова\n1. А.\";\n2) ще.\nСтаття 2. Є",
    "КНИГА ПЕРША\nЗАГАЛЬНЕ\nГлава 1\nРЕЧІ\n§ 1. Дім\nСтаття 1291. А\n1. Б.\nПримітка. В.",
)  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("modern", [False, True], ids=["words", "paths"])
def test_markup_and_plain_text_give_the_same_tree(act: str, modern: bool) -> None:
    """A page of the portal, and the same text stripped of its markup."""
    page = "".join(_paragraph(line, modern) for line in act.split("\n"))
    text, markup = statute_text(f"<div id=article>{page}</div>".encode())
    hints = [Hint(offset, *told) for offset, *told in json.loads(markup)]
    assert text == act
    assert hints
    assert sectionize(text, STATUTE, hints) == sectionize(text, STATUTE)


def _paragraph(line: str, modern: bool) -> str:
    """A paragraph as the portal sets it, its articles with a path if the page is modern."""
    number = line.removeprefix("Стаття ").split(".")[0] if line.startswith("Стаття ") else ""
    path = f' data-tree="st{number}"' if modern and number else ""
    return f"<p class=rvps2><a name=n1{path}></a>{html.escape(line)}</p>"


@pytest.mark.parametrize(
    "text",
    [
        "а" * 300_000, "{" * 50_000, "{\n" * 50_000, '"1. Текст\n' * 8_000, '"Стаття 5. А\n' * 8_000,
        'такого змісту:\n"Стаття 5. А\n' * 4_000, '"Стаття 5. "А";\n' * 8_000, "(Стаття 5 \n" * 8_000,
        "(Стат" + "(а)" * 50_000, "1. А\n" + "{Пункт 1}\n" * 8_000, "Стаття 1. А\n" + "ДОДАТОК\n" * 8_000,
        "Стаття 1. А:\n1) а;\n" + "Так є.\n" * 8_000, "Президент України\n" * 8_000, "1." * 100_000, " " * 300_000,
        "1. А\n" + "".join(f"{n}. Б\n" for n in range(11, 999)) * 8, "а\tб\n" * 30_000, "Стаття 5 А " * 20_000,
        "''" * 50_000,
        "1. А\nНазва\n" * 8_000, "Примітка. а\n1. б\n" * 8_000, "".join(f"Стаття {n}. А\n" for n in range(9999, 1, -1)),
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    """Long lines, thousands of braces, notes and quotations that never close: time grows with the text, not faster.

    Two seconds for a few hundred kilobytes are some hundred times what they take; a square of the lines takes minutes.
    """
    with cpu() as used:
        sectionize(text, STATUTE)
    assert used.seconds < 2
