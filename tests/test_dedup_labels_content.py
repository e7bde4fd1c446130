"""What is rendering in two texts, and what another party."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipelines.dedup.content import CONTENT, another_name, compare_contents, content_of, numerals_agree, same_content
from pipelines.dedup.wording import case_forms

ORDER = (
    "УХВАЛА\nСуд зобов'язав ПАТ «Криниця» сплатити Петренку Івану 5 810 грн за договором поставки, "
    "а скаргу відповідача залишив без задоволення."
)
TWO_SLIPS = ORDER.replace("сплатити", "сплатипи").replace("скаргу", "скаргв")


@pytest.mark.parametrize(
    ("what", "other", "same", "named"),
    [
        ("nothing", ORDER, True, False),
        ("capitals, blanks, apostrophes", ORDER.upper().replace(" ", "\n ").replace("'", "`"), True, False),
        ("Latin letters", ORDER.replace("Суд", "Cyд").replace("скаргу", "cкapгу"), True, False),
        ("a soft hyphen, a broken line", ORDER.replace("договором", "дого\u00adво-\nром"), True, False),
        ("a spaced heading", ORDER.replace("УХВАЛА", "У Х В А Л А"), True, False),
        ("glued words", ORDER.replace("грн за", "грнза"), True, False),
        ("a placeholder", ORDER.replace("Петренку Івану", "ОСОБА_1"), True, False),
        ("another register's placeholder", ORDER.replace("Петренку Івану", "ПІБ"), True, False),
        ("a name in brackets", ORDER.replace("Петренку Івану", "[особа 2]"), True, False),
        ("two slips", TWO_SLIPS, False, False),
        ("a scanner's slips", TWO_SLIPS.replace("без", "бев"), True, False),
        ("another sum", ORDER.replace("810", "870"), False, False),
        ("a sum held back", ORDER.replace("5 810", "НОМЕР_1"), True, False),
        ("a sentence more", ORDER + " Ухвала оскарженню не підлягає.", False, False),
        ("a name's ending", ORDER.replace("Петренку", "Петренка"), False, False),
        ("another name", ORDER.replace("Петренку", "Дорошенку"), False, True),
        ("a letter of a name", ORDER.replace("Петренку", "Петрeнчку"), False, True),
        ("another opening of a sentence", ORDER + " Далі.", False, False),
        ("a like name", ORDER.replace("Петренку", "Петрівському"), False, True),
        ("another firm", ORDER.replace("Криниця", "Обрій"), False, True),
        ("a name less", ORDER.replace(" Івану", ""), False, False),
        ("an opinion's head", "О К Р Е М А   Д У М К А судді\n" + ORDER, False, True),
    ],
)  # fmt: skip
def test_content(what: str, other: str, same: bool, named: bool) -> None:
    """Rendering leaves the content as it is; a number, a name or a sentence does not. Either way round."""
    for one, two in ((content_of(ORDER), content_of(other)), (content_of(other), content_of(ORDER))):
        assert (same_content(one, two), another_name(one, two)) == (same, named), what


@pytest.mark.parametrize(
    ("one", "other", "same", "named"),
    [
        ("позов ОСОБА_1 до ОСОБА_2", "позов ОСОБА_1 до ОСОБА_3", False, True),
        ("позов ОСОБА_1 до АДРЕСА_1", "позов ПІБ1 до м. Київ", True, False),
        ("вимога банку, вимога банку", "вимога ради, вимога ради", False, True),
        ("вимога банку", "вимога ради", False, False),
        ("Позов задоволено. Витрати стягнуто.", "Позов задоволено. Збір стягнуто.", False, False),
        ("позов п. О. Витрикуша", "позов п. О. Збіра", False, True),
        ("eis van [appellant 1]", "eis van [appellant 2]", False, True),
        ("eis van [appellant 1]", "eis van Jansen", True, False),
        ("arrest van 3 mei", "arrest van 4 mei", False, False),
        ("", "", True, False),
    ],
)
def test_placeholders_and_words_said_twice(one: str, other: str, same: bool, named: bool) -> None:
    """Placeholders of one kind are persons of one text; a word that is said twice is its subject."""
    contents = content_of(one), content_of(other)
    assert (same_content(*contents), another_name(*contents)) == (same, named)


PLAN = "Суд розглянув справу від 12 березня 2021 року, борг 5 810 грн, і УХВАЛИВ: {order}"


@pytest.mark.parametrize(
    ("what", "one", "other", "named"),
    [
        ("brothers", "наказ щодо Бойка О. П.", "наказ щодо Бойка І. П.", True),
        ("initials before the name", "наказ щодо О. Бойка", "наказ щодо І. Бойка", True),
        ("an initial less", "наказ щодо Бойка О. П.", "наказ щодо Бойка О.", False),
        ("a case form with initials", "наказ щодо Бойка О. П.", "наказ про Бойко О. П.", False),
        ("Dutch initials", "eis van J. de Boer", "eis van K. de Boer", True),
        ("Dutch names have no case forms", "eis van Timo", "eis van Tima", True),
        ("two endings of one root", "наказ щодо Іванова", "наказ щодо Іваненка", True),
        ("two names of one root", "наказ щодо Марії", "наказ щодо Марини", True),
        ("digits change places", "від 1.11.2019", "від 11.1.2019", True),
        ("another address", "буд. 1/12", "буд. 11/2", False),
        ("another sum", PLAN, PLAN.replace("810", "870"), False),
        ("a sum more", "борг 500 і 70", "борг 500", False),
        ("another telephone", PLAN.format(order="номер 0671112233"), PLAN.format(order="номер 0509876543"), True),
        (
            "another sum ordered",
            PLAN.format(order="сплатити 710000 грн"),
            PLAN.format(order="сплатити 170000 грн"),
            False,
        ),
        ("euro", "Beslissing\nbetaalt € 125000 aan eiser", "Beslissing\nbetaalt € 152000 aan eiser", False),
        ("another outcome", PLAN.format(order="скаргу задовольнити"), PLAN.format(order="у скарзі відмовити"), True),
        ("a Dutch outcome", "Beslissing\nwijst het verzoek af", "Beslissing\nwijst het verzoek toe", True),
        ("an outcome that is only asked for", "просить скаргу задовольнити", "просить у скарзі відмовити", False),
    ],
)
def test_what_tells_two_decisions(what: str, one: str, other: str, named: bool) -> None:
    """Persons, the order of numbers, things, outcomes; either way round, and never one content."""
    first, second = content_of(one), content_of(other)
    assert (another_name(first, second), another_name(second, first)) == (named, named), what
    assert not same_content(first, second), what


@pytest.mark.parametrize(
    ("what", "one", "other", "agree"),
    [
        ("a month", PLAN, PLAN.replace("березня", "квітня"), False),
        ("a month's case", PLAN, PLAN.replace("12 березня", "у березні"), True),
        ("a number in words", "борг вісім тисяч", "борг дев'ять тисяч", False),
        ("its case", "протягом п'яти років", "на п'ять років", True),
        ("a term", "у десятиденний строк", "у п'ятиденний строк", False),
        ("one year or three", "на один рік", "на три роки", False),
        ("a number more", "борг вісім тисяч", "борг вісім тисяч двісті", True),
        ("a family is no number", "права сім'ї", "права трьох сторін", True),
        ("Russian", "сроком на два года", "сроком на четыре года", False),
        ("Dutch", "een termijn van veertien dagen", "een termijn van dertien dagen", False),
        ("a Dutch compound", "gedurende vijftien jaar", "gedurende vijfentwintig jaar", False),
        ("a diaeresis", "tweeëntwintig dagen", "tweeentwintig dagen", True),
    ],
)
def test_numbers_written_out(what: str, one: str, other: str, agree: bool) -> None:
    """They agree as numbers in digits do, whatever their case, and name nobody."""
    first, second = content_of(one), content_of(other)
    assert (numerals_agree(first, second), numerals_agree(second, first)) == (agree, agree), what
    assert not same_content(first, second) or what == "a diaeresis"
    assert not another_name(first, second), what


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("петренко", "петренкові", True),
        ("ілля", "іллею", True),
        ("чорний", "чорного", True),
        ("савчук", "савченка", False),
        ("ян", "яна", True),
        ("і", "їй", False),
        ("jansen", "jansens", False),
    ],
)
def test_case_forms(one: str, other: str, same: bool) -> None:
    """Endings of a declension, in Cyrillic only."""
    assert case_forms(one, other) is case_forms(other, one) is same


def test_pairs_are_answered_in_their_order() -> None:
    """Places may come in any order and more than once."""
    texts = pa.array(["суд 1", "суд 2", "СУД 1"])
    found = compare_contents(texts, np.array([2, 1, 0]), np.array([0, 0, 0]))
    assert found["same_content"].to_list() == [True, False, True]
    empty = compare_contents(texts, np.array([], np.int64), np.array([], np.int64))
    assert (empty.height, empty.columns) == (0, list(CONTENT))
