"""Ukraine: every written form of an identifier, address and birth date, and the traps beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.ua import rntrc

from tests.found_identifiers import found


def tax_number(first_nine: str) -> str:
    """A РНОКПП with the right check digit."""
    return first_nine + rntrc.calc_check_digit(first_nine)


def account(bban: str) -> str:
    """A Ukrainian IBAN with right check digits."""
    return f"UA{iban.calc_check_digits(f'UA00{bban}')}{bban}"


def card(first_fifteen: str) -> str:
    """A card number with the right Luhn digit."""
    return first_fifteen + luhn.calc_check_digit(first_fifteen)


TAX, OTHER_TAX = tax_number("305120457"), tax_number("271230118")
IBAN = account("3052990000026201234567890")
TREASURY = account("8999980313111256000026001")
CARD = card("516875123456789")

FORMS = [
    ("РНОКПП: {}", "RNOKPP", TAX),
    ("(РНОКПП – {})", "RNOKPP", TAX),
    ("реєстраційний номер облікової картки платника податків {}", "RNOKPP", TAX),
    ("РЕЄСТРАЦІЙНИЙ НОМЕР ОБЛІКОВОЇ КАРТКИ\nПЛАТНИКА ПОДАТКІВ {}", "RNOKPP", TAX),
    ("ідентифікаційний код {}", "RNOKPP", TAX),
    ("ідентиф ікаційний номер {}", "RNOKPP", TAX),
    ("податковий номер {}", "RNOKPP", TAX),
    ("і.п.н. {}", "RNOKPP", TAX),
    ("ІПН{}", "RNOKPP", TAX),
    ("идентификационный номер {}", "RNOKPP", TAX),
    ("ІПН {}", "RNOKPP", TAX[:6] + "\n" + TAX[6:]),
    ("ІПН {}", "RNOKPP", TAX.replace("0", "О")),
    ("ІПН {}", "RNOKPP", "З" + TAX[1:]),
    ("ФОП Гнатюк О.П. ({})", "RNOKPP", TAX),
    ("ОСОБА_1, {},", "RNOKPP", TAX),
    ("паспорт серії {}, виданий", "PASSPORT", "АК № 482917"),
    ("паспорт серія: {}", "PASSPORT", "АК, номер: 482917"),
    ("ПАСПОРТ СЕРІЯ {}", "PASSPORT", "НА № 482917"),
    ("паспорт {}", "PASSPORT", "АК 4829І7"),
    ("паспорт {}", "PASSPORT", "AK482917"),
    ("паспорт серии {}, выдан", "PASSPORT", "СО 482917"),
    ("серії {}, виданий Роменським РВ", "PASSPORT", "МА 482917"),
    ("паспорт громадянина Польщі {}", "PASSPORT", "ЕА1234567"),
    ("паспорт громадянина України № {}", "ID_CARD", "004829173"),
    ("ID-картка {}", "ID_CARD", "004829173"),
    ("посвідка на постійне проживання {}", "ID_CARD", "900012345"),
    ("УНЗР {}", "UNZR", "19840229-03456"),
    ("унікальний номер запису в реєстрі № {}", "UNZR", "19840229-03456"),
    ("УНЗР {}", "UNZR", "19840229 - 03456"),
    ("рахунок {}", "IBAN", IBAN),
    ("рахунок {}", "IBAN", f"{IBAN[:4]} {IBAN[4:10]} {IBAN[10:]}"),
    ("рахунок {}", "IBAN", "\u00a0".join(IBAN[i : i + 4] for i in range(0, 29, 4))),
    ("рахунок {}", "IBAN", "UА" + IBAN[2:15] + "\n" + IBAN[15:]),
    ("рахунок {}", "IBAN", "UA" + IBAN[2:].replace("0", "О")),
    ("р/р {} у банку", "ACCOUNT", "26205012345678"),
    ("поточний рахунок № {}", "ACCOUNT", "26201012345678"),
    ("рахунок {}", "ACCOUNT", "26251012345678"),
    ("кошти на {}, МФО 305299", "ACCOUNT", "26205012345678"),
    ("на р/с {}", "ACCOUNT", "26205012345678"),
    ("картку {}", "CARD", CARD),
    ("картка № {}", "CARD", "-".join(CARD[i : i + 4] for i in range(0, 16, 4))),
    ("на {}", "CARD", " ".join(CARD[i : i + 4] for i in range(0, 16, 4))),
    ("тел. {}", "PHONE", "+38 (067) 512-34-56"),
    ("тел. {}", "PHONE", "+38(067)5123456"),
    ("моб.тел.{}", "PHONE", "067-51-23-456"),
    ("за номером {}", "PHONE", "+380675123456"),
    ("за номером {}", "PHONE", "380 67 512 34 56"),
    ("за номером {}", "PHONE", "8-067-512-34-56"),
    ("за номером {}", "PHONE", "8 (067) 512 34 56"),
    ("за номером {}", "PHONE", "+38 067 512–34–56"),
    ("дзвонив з {}", "PHONE", "067 512 34 56"),
    ("ТЕЛЕФОН {}", "PHONE", "О67 512 34 56"),
    ("тел. {}", "PHONE", "(04732) 2-34-56"),
    ("домашній телефон {}", "PHONE", "51-23-45"),
    ("тел. {}", "PHONE", "2-34-56"),
    ("тел: {}", "PHONE", "512345"),
    ("e-mail {}", "EMAIL", "ivan.koval+1@ukr.net"),
    ("пошта: {}", "EMAIL", "ivan @ ukr.net"),
    ("пошта: {}.", "EMAIL", "IVAN_KOVAL@GMAIL.COM"),
    ("автомобіль {}", "PLATE", "АЕ4821ІК"),
    ("д.н.з. {}", "PLATE", "AE 4821 IK"),
    ("реєстраційний номер {}", "PLATE", "АЕ 48-21 ІК"),
    ("н.з. {}", "PLATE", "АЕ48І1ІК"),
    ("автомобіль {}", "PLATE", "482-17 АК"),
    ("автомобіль № {}", "PLATE", "48-91 КХІ"),
    ("мотоцикл, номерний знак {}", "PLATE", "С 4812 СУ"),
    ("без слів {},", "PLATE", "ВС7788СТ"),
    ("кузов № {}", "VIN", "Y6DTF69YD8123456А"),
    ("номер шасі {}", "VIN", "WVWZZZ1KZ6W000123"),
    ("КУЗОВ {}", "VIN", "ХТА21093052812345"),
    ("VIN-код {}", "VIN", "WVW ZZZ1KZ6W0001 23"),
    ("без слів WV {}", "VIN", "WVWZZZ1KZ6W000123"),
    ("проживає: {}", "ADDRESS", "м. Суми, вул. Садова, буд. 5, кв. 12"),
    ("ПРОЖИВАЄ: {}", "ADDRESS", "М. СУМИ, ВУЛ. САДОВА, БУД. 5, КВ. 12"),
    ("проживає: {}", "ADDRESS", "м.Суми,вул.Садова,буд.5,кв.12"),
    ("проживає: {}", "ADDRESS", "м. Суми, вул.\nСадова, буд. 5,\nкв. 12"),
    ("мешкає: {}", "ADDRESS", "40000, Сумська обл., м. Суми, вул. Садова, 5"),
    ("мешкає: {}", "ADDRESS", "вул. Лесі Українки, 25, кв. 7, м. Львів, 79000"),
    ("житель {}", "ADDRESS", "с. Лозова Роменського району Сумської області, вул. 8 Березня, 3"),
    ("житель {}", "ADDRESS", "с. Лозова, буд. 12"),
    ("житель {}", "ADDRESS", "с. Лозова Роменського району, будинок № 12"),
    ("мешкає по {}", "ADDRESS", "просп. Перемоги, 14-Б, корп. 2, кв. 115"),
    ("мешкає: {}", "ADDRESS", "м. Харків, бульвар Б. Хмельницького, 26/1"),
    ("мешкає: {}", "ADDRESS", "м. Харків, Харківське шосе, 12, кв. 5"),
    ("мешкає: {}", "ADDRESS", "м. Рівне, мкр. Ювілейний, буд. 3, кв. 9"),
    ("мешкає: {}", "ADDRESS", "м. Київ, пров. Тихий, 5-а, кім. 12"),
    ("мешкає: {}", "ADDRESS", "м. Київ, пл. Героїв Небесної Сотні, 5"),
    ("мешкає у {}", "ADDRESS", "кв. 7 будинку № 5 по вул. Садовій"),
    ("проживающий: {}", "ADDRESS", "г. Ялта, ул. 60 лет Октября, д. 15, кв. 118"),
    ("проживающий {}", "ADDRESS", "пер. Садовый, 7"),
    ("квартира: {}", "ADDRESS", "Одеса, вул. Садова, 1/3 кв.2"),
    ("народився {} у м. Ромни", "BIRTH_DATE", "07.11.1969"),
    ("народилася в с. Лозова {}", "BIRTH_DATE", "7 листопада 1969"),
    ("НАРОДИВСЯ {}", "BIRTH_DATE", "07.11.1969"),
    ("дата народження: {}", "BIRTH_DATE", "07.11.1969"),
    ("{} р.н.", "BIRTH_DATE", "07.11.1969"),
    ("{} року народження", "BIRTH_DATE", "07.11.1969"),
    ("{} року народження", "BIRTH_DATE", "07» листопада 1969"),
    ("{} РОКУ НАРОДЖЕННЯ", "BIRTH_DATE", "07 ЛИСТОПАДА 1969"),
    ("{} року народження", "BIRTH_DATE", "1969"),
    ("{} г.р.", "BIRTH_DATE", "07.11.1969"),
    ("родился {} года", "BIRTH_DATE", "7 ноября 1969"),
    ("{} года рождения", "BIRTH_DATE", "07.11.1969"),
    ("{} р.н.", "BIRTH_DATE", "07.11.69"),
    ("народження сина ОСОБА_2, {} р.н.", "BIRTH_DATE", "О7.11.20І9"),
    ("народжений {}", "BIRTH_DATE", "1969-11-07"),
]


@pytest.mark.parametrize(("words", "kind", "value"), FORMS)
def test_a_form_is_found_whole_and_masked(words: str, kind: str, value: str) -> None:
    """Every written form, in running text, in capitals and as a scanner leaves it."""
    assert found(words.format(value), "uk") == [(kind, value, "mask")]


TRAPS = [
    "справа № 757/123/20-ц, провадження № 61-123св20, № 2-а-4567/11",
    "ЄРДР за № 12023186120000115",
    "код ЄДРПОУ 21560045, ідентифікаційний код 14360570, ОКПО 24046582",
    f"накладна № {TAX}",
    f"у розмірі {TAX} грн",
    f"ЄДРПОУ банку, {TAX}",
    "РНОКПП 1234567890",
    "протокол серії ААБ № 482917 та постанова серії АА № 482917",
    "виконавчий лист серії АК № 482917",
    "ТЕХНІЧНИЙ ПАСПОРТ ВІД 2019 РОКУ, ПО 482917",
    "технічний паспорт № 004829173",
    "посвідчення учасника бойових дій серії АБ № 482917",
    "УНЗР 19841329-03456",
    f"рахунок {IBAN[:-1]}{(int(IBAN[-1]) + 1) % 10}",
    f"картка {CARD[:-1]}{(int(CARD[-1]) + 1) % 10}",
    "сума 512 345,67 грн, 1 234 567 890 грн та 0675123456 грн",
    "12 345 678 90 12",
    "Закон № 2341-III від 05.04.2001, ВВР, 2001, № 25-26, ст. 131",
    "наказ № 0675123456 від 01.02.2020",
    "кадастровий номер 0510100000:01:005:0180",
    "статті 12, 13-15, 28, 56, 263-265 ЦПК",
    "на вул. Садовій 12 травня 2020 року о 10 год.",
    "на перехресті вул. Садової та вул. Лісової в м. Суми",
    "на вул. Садовій було виявлено 12 пакетів",
    "площа 45,5 кв.м, пл. 12 га",
    "за I квартал 2002 року та II квартал 2003 року",
    "свідоцтво про народження від 05.06.2010",
    "актовий запис про народження № 12 від 05.06.2010",
    "народився, як зазначено в рішенні від 05.06.2010",
    "від 07.11.2019 року, набрання чинності 01.01.2020",
    "КК України 2001 року",
    "відповідно до КК 2001 ТА КПК",
    "ЄДРСР: 12345678, ЄДРСР 102345678",
    "ISBN 978-966-00-1234-5",
    "о/р 1234567, лічильник № 0675123456",
    "ОСОБА_1 ІНФОРМАЦІЯ_2 АДРЕСА_3 НОМЕР_4 ТЕЛЕФОН_1",
]


@pytest.mark.parametrize("text", TRAPS)
def test_traps_are_left_alone(text: str) -> None:
    """Numbers of cases, papers, companies and laws, sums, quantities and dates of events are nobody's."""
    assert found(text, "uk") == []


KEPT = [
    (f"бюджетний рахунок {TREASURY}", "IBAN"),
    (f"судовий збір на рахунок {account('8201720343110001000000123')}", "IBAN"),
    (f"ТОВ «Мрія», код ЄДРПОУ 38640449, р/р {IBAN}", "IBAN"),
    ("на поточний рахунок 31111095600006, МФО 804013", "ACCOUNT"),
    ("товариство «Мрія», р/р 26004977975160 в АБ «Банк»", "ACCOUNT"),
    ("Окружний суд, тел. (044) 512-34-56", "PHONE"),
    ("канцелярія суду: 51-23-45, тел. 51-23-45", "PHONE"),
    ("гаряча лінія 0800 501 482", "PHONE"),
    ("e-mail: inbox@ki.court.gov.ua", "EMAIL"),
    ("Господарський суд, 01030, м. Київ, вул. Садова, 44-Б", "ADDRESS"),
    ("у приміщенні суду за адресою: вул. Садова, 8, корпус 5, м. Київ, 01029", "ADDRESS"),
    ("ТОВ «Мрія», зареєстроване за адресою: м. Суми, вул. Садова, 5", "ADDRESS"),
    ("військової\nчастини 1494: м. Львів, вул. Личаківська, 74", "ADDRESS"),
    ("вул. Садова, 5, м. Суми, код ЄДРПОУ 38640449", "ADDRESS"),
]


@pytest.mark.parametrize(("text", "kind"), KEPT)
def test_bodies_and_companies_are_kept(text: str, kind: str) -> None:
    """The Treasury, courts, public bodies and companies stay as they are."""
    assert {(each, action) for each, _, action in found(text, "uk")} == {(kind, "keep")}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("суд встановив, що позивач зареєстрований: м. Суми, вул. Садова, 5", "м. Суми, вул. Садова, 5"),
        ("до суду звернувся Гнатюк О.П. (40000, м. Суми, вул. Садова, 5)", "40000, м. Суми, вул. Садова, 5"),
        ("суду повідомив позивач, моб. 067 512 34 56", "067 512 34 56"),
        ("місце проживання якого зареєстроване: вул. Садова, 5", "вул. Садова, 5"),
    ],
)
def test_a_person_named_nearer_outweighs_a_body(text: str, masked: str) -> None:
    """The nearest word tells whose an address or a telephone is."""
    assert [value for _, value, action in found(text, "uk") if action == "mask"] == [masked]


def test_two_values_side_by_side_are_both_found() -> None:
    """The word for one number does not disown the next."""
    text = f"РНОКПП {TAX}, тел. 067 512 34 56, 050 512 34 56, паспорт АК 482917"
    assert [kind for kind, _, _ in found(text, "uk")] == ["RNOKPP", "PHONE", "PHONE", "PASSPORT"]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9_999_999_999))
def test_a_taxpayer_number_needs_its_check_digit(number: int) -> None:
    """Beside its name exactly the numbers with the right check digit are found."""
    digits = f"{number:010d}"
    right = rntrc.is_valid(digits) and not digits.startswith("00000")
    assert ([kind for kind, _, _ in found(f"РНОКПП {digits}", "uk")] == ["RNOKPP"]) == right
