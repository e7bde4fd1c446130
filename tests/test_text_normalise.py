"""Normalised text: one spelling of what carries no meaning, and nothing else touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.normalise import normalise


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("а\r\nб\rв\u2028г\x0bд", "а\nб\nв\nг\nд"),
        ("а\x00б\x07в\u00adг\u200bд\ufeff", "абвгд"),
        ("суд\u00a0України", "суд України"),
        ("а \t б\t\tв", "а\tб\t\tв"),
        ("м. Київ" + "\u00a0" * 60 + "1 травня", "м. Київ\t1 травня"),
        ("рядок  \nдалі\t\n", "рядок\nдалі"),
        ("а\n\n\n\n\nб\n\nв", "а\n\nб\n\nв"),
        ("зобов`язання зобов’язання зобовʼязання зобов*язання", "зобов'язання " * 3 + "зобов'язання"),
        ("auto’s en zo’n", "auto's en zo'n"),
        ("2*3 `лапки` ‘слово’ ’s-Gravenhage", "2*3 `лапки` ‘слово’ ’s-Gravenhage"),
        ("п*ять, сім*я, К*Ц = а*б*в, а*б*я, **Іван**", "п'ять, сім'я, К*Ц = а*б*в, а*б*я, **Іван**"),
        ("п\u00ad*\u200bять", "п'ять"),
        ("бp*я", "бр'я"),
        ("за́мок вое́нный", "замок военный"),
        ("e\u0301e\u0301n i\u0308", "één ï"),
        ("и\u0306 і\u0308", "й ї"),
        ("\uf0b7 перше", "• перше"),
        ("а\ud800б", "а\ufffdб"),
        ("У Х В А Л А   І М Е Н Е М", "У Х В А Л А   І М Е Н Е М"),
        ("перший рядок\nобірваний на", "перший рядок\nобірваний на"),
        ("\n  \u00a0\n", ""),
    ],
)
def test_spelling_without_meaning(given_text: str, expected: str) -> None:
    """Line ends, blanks, controls, apostrophes and stress have one form; headings and wrapped lines stay."""
    assert normalise(given_text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "№53\\5, справа 2-а-10600/11, 22/61пд",
        "129-1, 129–1, 129—1; ст.ст. 12–15; 1 000 000,50 грн; 5%",
        "«лапки „у лапках“», \"прямі\", “криві”, 'одинарні'",
        "inbox@court.example, https://court.example/Review/1?a=b*c&d=`e`",
        "ВАЗ-2107, IMEI 35-209900, VIN JTDBR32E720123456, АА1234ВВ, A/B-тест, м³, CO2",
        "et al., inter alia, i.e., mutatis mutandis; X проти Y; Art. 6 § 1 ECHR",
        "ХХ століття; І інстанція; ч. І ст. Х",
        "ОСОБА_1 , АДРЕСА_1 ,\t[naam 1] , [geboortedag] 1964",
        "art. 6:162 BW, € 645,54, één, ’s-Hertogenbosch, 3½ jaar, Ⅷ",
        "В = Т*Я; Н*Є / 100; КН*Ю; СІМ*Ю",
        "1) а) перше;\n2) друге\n\n   абзац   з   розрядкою",
    ],
)
def test_what_may_mean_something_stays(text: str) -> None:
    """Numbers, quotes, dashes, codes, addresses, Latin and placeholders are the law's own."""
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("ст. 129\x1e1", "ст. 129-1"),
        ("будь\x1eякий", "будь-який"),
        ("№ 2\u00ad1234/11", "№ 2-1234/11"),
        ("0,5\u00ad0,7 та 7\x1f5", "0,5-0,7 та 7-5"),
        ("1\u00ad\u00ad2, 3\u200b\u00ad\u200b4", "1-2, 3-4"),
        ("рі\u00adшен\x1fня № 2\u00adа, ст\u00ad2", "рішення № 2а, ст2"),
        ("1\u00ad 2 \u00ad3\u00ad\n4\t\u00ad5", "1 2 3\n4\t5"),
        ("\u00ad1\u00ad", "1"),
    ],
)
def test_hyphens_that_no_reader_sees(given_text: str, expected: str) -> None:
    """Two numbers never become one: a hard hyphen is a hyphen, a soft one between digits too."""
    assert normalise(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("розділ VІІ", "розділ VII"),
        ("ХVІІІ століття", "XVIII століття"),
        ("частина ІІІ, ХІІ", "частина III, XII"),
        ("2222-ІV", "2222-IV"),
        ("ХІ2, ХІ_1, 2ХІ", "ХІ2, ХІ_1, 2ХІ"),
        ("ІХ-ХІІІ ст.", "IX-XIII ст."),
        ("І вирок, і Х.", "І вирок, і Х."),
        ("СМІХ, ПРАВО НА СМІХ; ХСІ, МІІ, ЇХ, ІХ", "СМІХ, ПРАВО НА СМІХ; ХСІ, МІІ, ЇХ, IX"),
        ("СMІХ, XСІ", "CMIX, XCI"),
        ("ХХ серія АА", "ХХ серія АА"),
        ("cуд виpішив", "суд вирішив"),
        ("Кpиміналъний", "Кримінальний".replace("ь", "ъ")),
        ("СOVID SMSка ІТ-фахівець", "СOVID SMSка ІТ-фахівець"),
        ("АA1234BB", "АA1234BB"),
        ("МІС СІМ ДІМ", "МІС СІМ ДІМ"),
        ("company", "company"),
    ],
)
def test_letters_that_look_alike(given_text: str, expected: str) -> None:
    """Roman numerals go to Latin letters, Cyrillic words to Cyrillic; what could be either stays."""
    assert normalise(given_text) == expected


SIGNS = "12\x1e\x1f-аіІХxXVIVcCпСбяЯ'’`* \t\u00a0\u0301\u0308\u0341еeи\n\r\u00ad-\u200b1Ⅷ\ufeff"
MIXED = st.text(st.sampled_from(SIGNS) | st.characters())


@given(MIXED)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Idempotent, so that offsets into stored text hold."""
    once = normalise(text)
    assert normalise(once) == once


@given(st.lists(MIXED.map(lambda text: normalise(text).replace("\n", " ").strip()).map(normalise)))
def test_normalised_lines_can_be_joined(lines: list[str]) -> None:
    """Marks are offsets of lines, so no change may reach across a line end."""
    text = "\n".join(line for line in lines if line)
    assert normalise(text) == text


@given(st.text("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя ,.«»\n"))
def test_clean_words_stay(text: str) -> None:
    """Nothing but blanks changes in clean Ukrainian."""
    assert normalise(text).split() == text.split()


@given(MIXED)
def test_no_letter_of_another_sound_appears(text: str) -> None:
    """Digits stay in number and order, and nothing grows but a letter that Unicode parts."""
    once = normalise(unicodedata.normalize("NFC", text))
    assert [char for char in once if char.isdecimal()] == [char for char in text if char.isdecimal()]


def test_a_long_run_of_mixed_letters_takes_linear_time() -> None:
    """Adversarial words of a million letters are folded at once."""
    assert len(normalise("аb" * 500_000)) == 1_000_000


@pytest.mark.parametrize("text", ["1" + "\u00ad" * 1_000_000 + "а", "1\u00ad" * 500_000, "б*\u200b" * 300_000 + "я"])
def test_a_long_run_of_hyphens_takes_linear_time(text: str) -> None:
    """What a sign becomes hangs on what follows, which is looked for once."""
    assert normalise(text).replace("-", "").replace("*", "").isalnum()
