"""Personal data: every form a recognizer knows, every trap it must leave alone, and the way through windows."""

from __future__ import annotations

from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.nl import bsn
from stdnum.ua import rntrc

from pipelines import schema
from pipelines.annotate.personal.analyzers import recognizers
from pipelines.annotate.personal.spans import Span, resolve
from pipelines.annotate.personal.stage import find_personal_data, spans_of
from tests.patience import cpu
from tests.whole_texts import settled, whole


def found(text: str, language: str) -> list[tuple[str, str, str]]:
    """(type, text, action) of everything found."""
    return [(span.type, text[span.start : span.end], span.action) for span in spans_of(text, language)]


def tax_number(first_nine: str) -> str:
    """A РНОКПП with the right check digit."""
    return first_nine + rntrc.calc_check_digit(first_nine)


UKRAINIAN = [
    (f"РНОКПП {tax_number('305120457')}", "RNOKPP", tax_number("305120457")),
    (f"ідентифікаційний номер: {tax_number('271230118')}", "RNOKPP", tax_number("271230118")),
    (f"({tax_number('271230118')} – РНОКПП)", "RNOKPP", tax_number("271230118")),
    ("паспорт серії АК № 482917, виданий", "PASSPORT", "АК № 482917"),
    ("паспорт АК482917", "PASSPORT", "АК482917"),
    ("паспорта: серія АК номер 482917", "PASSPORT", "АК номер 482917"),
    ("закордонний паспорт FE482917", "PASSPORT", "FE482917"),
    ("паспорт громадянина України № 004829173", "ID_CARD", "004829173"),
    ("ID-картка 004829173, орган 3245", "ID_CARD", "004829173"),
    ("УНЗР 19840229-03456", "UNZR", "19840229-03456"),
    ("рахунок UA213223130000026007233566001", "IBAN", "UA213223130000026007233566001"),
    ("рахунок UA 21 322313 0000026007233566001", "IBAN", "UA 21 322313 0000026007233566001"),
    ("рахунок UA21 3223 1300 0002 6007 2335 6600 1", "IBAN", "UA21 3223 1300 0002 6007 2335 6600 1"),
    ("р/р 26205012345678 у банку", "ACCOUNT", "26205012345678"),
    ("картка 4556 7375 8689 9855", "CARD", "4556 7375 8689 9855"),
    ("на карту 4556737586899855", "CARD", "4556737586899855"),
    ("тел. +38 (067) 512-34-56", "PHONE", "+38 (067) 512-34-56"),
    ("тел.0675123456", "PHONE", "0675123456"),
    ("телефон: 067 512 34 56", "PHONE", "067 512 34 56"),
    ("номер +380675123456 належить", "PHONE", "+380675123456"),
    ("за номером 380675123456", "PHONE", "380675123456"),
    ("моб. (067)5123456", "PHONE", "(067)5123456"),
    ("тел. +380 44 512 34 56", "PHONE", "+380 44 512 34 56"),
    ("тел. 51-23-45", "PHONE", "51-23-45"),
    ("адреса ivan.koval+1@ukr.net.", "EMAIL", "ivan.koval+1@ukr.net"),
    ("автомобіль, державний номер АЕ4821ІК", "PLATE", "АЕ4821ІК"),
    ("д.н.з. АЕ 4821 ІК", "PLATE", "АЕ 4821 ІК"),
    ("автомобіль 482-17 АК", "PLATE", "482-17 АК"),
    ("мотоцикл, н.з. 12345КА", "PLATE", "12345КА"),
    ("номер кузова Y6DTF69YD81234567", "VIN", "Y6DTF69YD81234567"),
    ("проживає: м. Суми, вул. Садова, буд. 5, кв. 12", "ADDRESS", "м. Суми, вул. Садова, буд. 5, кв. 12"),
    (
        "мешкає: вул. Лесі Українки, 25, кв. 7, м. Львів, 79000",
        "ADDRESS",
        "вул. Лесі Українки, 25, кв. 7, м. Львів, 79000",
    ),
    ("мешкає: Одеса, вул. Садова, 1/3 кв.2", "ADDRESS", "Одеса, вул. Садова, 1/3 кв.2"),
    ("мешкає по просп. Науки, 14-Б", "ADDRESS", "просп. Науки, 14-Б"),
    (
        "житель 40000, Сумська обл., Роменський р-н, с. Лозова, вул. 8 Березня, 3",
        "ADDRESS",
        "40000, Сумська обл., Роменський р-н, с. Лозова, вул. 8 Березня, 3",
    ),
    ("народився 07.11.1969 у м. Ромни", "BIRTH_DATE", "07.11.1969"),
    ("07.11.1969 р.н.", "BIRTH_DATE", "07.11.1969"),
    ("7 листопада 1969 року народження", "BIRTH_DATE", "7 листопада 1969"),
    ("позивача Гнатюк О. П.", "PERSON", "Гнатюк О. П."),
    ("свідок О.П. Гнатюк", "PERSON", "О.П. Гнатюк"),
    ("потерпілої Гнатюк Олени Петрівни", "PERSON", "Гнатюк Олени Петрівни"),
    ("обвинувачений Гнатюк Олег Ілліч", "PERSON", "Гнатюк Олег Ілліч"),
    ("відповідач ГНАТЮК ОЛЕГ ПЕТРОВИЧ", "PERSON", "ГНАТЮК ОЛЕГ ПЕТРОВИЧ"),
    ("позивачка Олена ГНАТЮК", "PERSON", "Олена ГНАТЮК"),
    ("відносно Гнатюка-Бойка О.П.", "PERSON", "Гнатюка-Бойка О.П."),
    ("подсудимого Гнатюка Олега Петровича", "PERSON", "Гнатюка Олега Петровича"),
    ("громадянина Мамедова Ельдара Ариф огли", "PERSON", "Мамедова Ельдара Ариф огли"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), UKRAINIAN)
def test_ukrainian_forms_are_masked(text: str, kind: str, expected: str) -> None:
    """Every written form of an identifier, contact, address or name is found whole and masked."""
    assert found(text, "uk") == [(kind, expected, "mask")]


DUTCH = [
    ("BSN 111222333", "BSN", "111222333"),
    ("burgerservicenummer: 1112.22.333", "BSN", "1112.22.333"),
    ("sofinummer 111.222.333", "BSN", "111.222.333"),
    ("rekening NL91ABNA0417164300", "IBAN", "NL91ABNA0417164300"),
    ("rekening NL91 ABNA 0417 1643 00", "IBAN", "NL91 ABNA 0417 1643 00"),
    ("telefoonnummer 06-12345678", "PHONE", "06-12345678"),
    ("belt met 06 12 34 56 78", "PHONE", "06 12 34 56 78"),
    ("belt met 06.12.34.56.78", "PHONE", "06.12.34.56.78"),
    ("mobiel 0612345678", "PHONE", "0612345678"),
    ("het nummer +31 6 12345678", "PHONE", "+31 6 12345678"),
    ("het nummer 0031612345678", "PHONE", "0031612345678"),
    ("tel. 020-1234567", "PHONE", "020-1234567"),
    ("tel. (0172) 123456", "PHONE", "(0172) 123456"),
    ("via jan_b@voorbeeld.nl", "EMAIL", "jan_b@voorbeeld.nl"),
    ("woont aan de Lange Kerkstraat 12a, 3511 AB Utrecht", "ADDRESS", "Lange Kerkstraat 12a, 3511 AB Utrecht"),
    ("wonende Eikenlaan 7 te Zwolle", "ADDRESS", "Eikenlaan 7 te Zwolle"),
    ("auto met kenteken 12-BGH-3", "PLATE", "12-BGH-3"),
    ("een Volvo, GH-482-K", "PLATE", "GH-482-K"),
    ("V-nummer 123.456.7890", "V_NUMBER", "123.456.7890"),
    ("vreemdelingennummer 1234567890", "V_NUMBER", "1234567890"),
    ("paspoort met nummer XR1001R58", "PASSPORT", "XR1001R58"),
    ("geboren te Delft op 3 mei 1981", "BIRTH_DATE", "3 mei 1981"),
    ("geboortedatum: 03-05-1981", "BIRTH_DATE", "03-05-1981"),
    ("verdachte J.P. van den Berg", "PERSON", "J.P. van den Berg"),
    ("getuige A. Smit-de Boer", "PERSON", "A. Smit-de Boer"),
    ("verdachte Pieter de Groot", "PERSON", "Pieter de Groot"),
    ("de heer Hoekstra", "PERSON", "Hoekstra"),
    ("verdachte J. Meijer", "PERSON", "J. Meijer"),
    ("getuige H. Bosch", "PERSON", "H. Bosch"),
    ("getuige K. Bijlsma", "PERSON", "K. Bijlsma"),
    ("verdachte S.A. de Vries", "PERSON", "S.A. de Vries"),
    ("Verdachte S.A. Jonker", "PERSON", "S.A. Jonker"),
    ("verdachte T. Petrović", "PERSON", "T. Petrović"),
    ("verdachte J.\u00a0van der Meer", "PERSON", "J.\u00a0van der Meer"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), DUTCH)
def test_dutch_forms_are_masked(text: str, kind: str, expected: str) -> None:
    """Every written form of an identifier, contact, address or name is found whole and masked."""
    assert found(text, "nl") == [(kind, expected, "mask")]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("справа № 757/123/20-ц, провадження № 2/757/4567/20", "uk"),
        ("ЄРДР за № 12023186120000115 від 15 грудня 2023 року", "uk"),
        ("код ЄДРПОУ 21560045, код 00032129", "uk"),
        ("протокол серії ВАБ № 918657 та на 645602 грн", "uk"),
        ("протокол серії АБ № 918657", "uk"),
        ("РНОКПП 1234567890", "uk"),
        ("накладна № 3051204570", "uk"),
        ("Закон № 2341-III, ст. 185 ч. 3, п. 12.3.45", "uk"),
        ("сума 12 345 678,90 грн, 1234567890.50 грн", "uk"),
        ("від 07.11.2019 року, набрання чинності 01.01.2020", "uk"),
        ("рахунок UA213223130000026007233566002", "uk"),
        ("Верховного Суду України, Головного управління", "uk"),
        ("на вул. Т.Г. Шевченка в місті", "uk"),
        ("імені Тараса Григоровича Шевченка", "uk"),
        ("УНЗР 19841329-03456", "uk"),
        ("карта 4556 7375 8689 9854", "uk"),
        ("parketnummer 16-123456-12 en 05/123456-12", "nl"),
        ("zaaknummer 201512345/1/A2, rolnummer 200.123.456/01", "nl"),
        ("ECLI:NL:HR:2024:309, LJN AB1234", "nl"),
        ("BSN 111222334", "nl"),
        ("zaaknummer 111222333", "nl"),
        ("KvK-nummer 12345678", "nl"),
        ("In 1984 DE rechtbank; Postbus 20301, 2500 EH Den Haag", "nl"),
        ("kenteken AA-11-AA", "nl"),
        ("op 3 mei 1981 heeft de rechtbank", "nl"),
        ("[is] [een forfaitair bedrag] [heeft] [de]", "nl"),
        ("Bouwbedrijf B.V. Nederland, J. Jansen B.V.", "nl"),
        ("H.R. 12 mei 1981", "nl"),
        ("de aandelen van A. De koper heeft", "nl"),
        ("partij B. Gelet op het verzoek, en C. Uitgaande van de prijs", "nl"),
        ("ten gunste van A & B. Cliënten betaalden", "nl"),
        ("onderdeel D.\nMeegewogen is, en\nE.\tGebleken is", "nl"),
        ("Fiat S.p.A. Turijn, Total S.A. Parijs, Renault S.A.R.L. Parijs en Bosch G.m.b.H. Keulen", "nl"),
        ("J. Visser Ltd. en het Albert Schweitzer Ziekenhuis", "nl"),
        ("in de Willem de Boerstraat", "nl"),
        ("нагороджений орденом Богдана Хмельницького", "uk"),
        ("премія Василя Стуса та гімн Павла Чубинського", "uk"),
    ],
)
def test_traps_are_left_alone(text: str, language: str) -> None:
    """Case numbers, papers, sums, laws, wrong check digits and editorial brackets are nobody's personal data."""
    assert found(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("бюджетний рахунок UA118999980313111256000026001", "uk", "IBAN"),
        ("Окружний суд, тел. (044) 512-34-56", "uk", "PHONE"),
        ("ТОВ «Мрія», код 38640449, р/р 2600497797516 в АБ «Банк»", "uk", "ACCOUNT"),
        ("e-mail: inbox@ki.court.gov.ua", "uk", "EMAIL"),
        ("товариство з обмеженою відповідальністю «Мрія», м. Суми, вул. Садова, 5", "uk", "ADDRESS"),
        ("Суддя Гнатюк О.П.", "uk", "PERSON"),
        ("Суддя        О.П. Гнатюк", "uk", "PERSON"),
        ("адвокат Гнатюк Олег Петрович", "uk", "PERSON"),
        ("приватний виконавець Гнатюк О.П.", "uk", "PERSON"),
        ("Президент України В. ГНАТЮК", "uk", "PERSON"),
        ("Прем'єр-міністру України Гнатюку О.П.", "uk", "PERSON"),
        ("міністром внутрішніх справ України Гнатюком О.П.", "uk", "PERSON"),
        ("Гнатюк О.П., прокурор.", "uk", "PERSON"),
        ("info@rechtspraak.nl", "nl", "EMAIL"),
        ("mr. A. de Wit", "nl", "PERSON"),
        ("griffier C.M. Jonker", "nl", "PERSON"),
        ("P. Visser, advocaat.", "nl", "PERSON"),
    ],
)
def test_public_bodies_and_people_in_office_are_kept(text: str, language: str, expected: str) -> None:
    """The Treasury, courts, companies and those who act in office stay as they are."""
    text = text.replace("UA118999980313111256000026001", treasury())
    assert [(kind, action) for kind, _, action in found(text, language)] == [(expected, "keep")]


def treasury() -> str:
    """A Treasury account with right check digits."""
    from stdnum import iban

    account = "8999980313111256000026001"
    return f"UA{iban.calc_check_digits(f'UA00{account}')}{account}"


@pytest.mark.parametrize(
    ("text", "language", "kinds"),
    [
        ("ОСОБА_1 , АДРЕСА_2, НОМЕР_3 та ІНФОРМАЦІЯ_4", "uk", ["PERSON", "ADDRESS", "NUMBER", "INFORMATION"]),
        ("[verdachte] , [slachtoffer 1], [A], [adres]", "nl", ["PERSON", "PERSON", "PERSON", "ADDRESS"]),
    ],
)
def test_placeholders_belong_to_the_register(text: str, language: str, kinds: list[str]) -> None:
    """What the publisher has replaced is typed and never masked again."""
    assert [(kind, action) for kind, _, action in found(text, language)] == [(kind, "register") for kind in kinds]


def test_a_list_of_judges_shares_its_role() -> None:
    """One word of office holds for every name in its list, and ends with the next role."""
    text = "судді: Бойко А.А., Гнатюк О.П. та Лисенко В.В., позивача Мороз І.І."
    assert [action for _, _, action in found(text, "uk")] == ["keep", "keep", "keep", "mask"]


def test_a_judge_who_signs_without_a_title_stays_named() -> None:
    """A name without a role takes the role it has elsewhere in the text."""
    text = "Суддя Гнатюк О.П. розглянув справу." + " Суд встановив." * 20 + "\n\n\nО.П. Гнатюк"
    assert [action for _, _, action in found(text, "uk")] == ["keep", "keep"]


def test_another_surname_does_not_take_the_role() -> None:
    """A name without a role is masked beside a judge whose surname only begins alike."""
    text = "Суддя Коваленко О.П. розглянув справу." + " Суд встановив." * 20 + "\n\n\nКовальчук О.П. прийшов"
    assert [action for _, _, action in found(text, "uk")] == ["keep", "mask"]


def test_an_act_of_a_president_says_nothing_of_those_it_names() -> None:
    """Only a president or minister beside the name is in office."""
    text = "указом Президента України про призначення Гнатюка О.П."
    assert [action for _, _, action in found(text, "uk")] == ["mask"]


def test_a_party_anywhere_is_a_party_everywhere() -> None:
    """A role of a party outweighs a role in office of the same name."""
    text = "адвокат Бойко А.А. і позивач Бойко А.А."
    spans = [Span("PERSON", 8, 18, "keep", "x", 0.8, "lawyer"), Span("PERSON", 29, 39, "mask", "x", 0.8, "party")]
    assert [span.action for span in settled(text, spans)] == ["mask", "mask"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("внесено: Гнатюк Олег Петрович, 05.02.1951, м. Суми", "uk", ["05.02.1951"]),
        ("відносно Гнатюка Олега Петровича , 05.02.1951 року , не працює", "uk", ["05.02.1951"]),
        ("сина Гнатюка Олега Петровича, 20 лютого 2012.", "uk", ["20 лютого 2012"]),
        ("eiser M.A.J. van Leeuwen (14-02-1955) ontvangt", "nl", ["14-02-1955"]),
        ("скаргу Гнатюка Олега Петровича від 05.02.2009, надіслану", "uk", []),
        ("Гнатюк Олег Петрович, 05.02.2009 року він звернувся", "uk", []),
        ("суддя Гнатюк Олег Петрович, 05.02.2009, м. Суми", "uk", []),
    ],
)
def test_a_date_right_behind_a_name_is_of_birth(text: str, language: str, expected: list[str]) -> None:
    """A closed date behind somebody to be masked is of birth, without a word of it; behind a judge it is not."""
    spans = spans_of(text, language)
    assert [text[span.start : span.end] for span in spans if span.type == "BIRTH_DATE"] == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("A", 0, 10, 0.6), ("B", 2, 8, 0.9)], ["A"]),
        ([("A", 0, 10, 0.6), ("B", 0, 10, 0.9)], ["B"]),
        ([("A", 0, 5, 0.6), ("B", 5, 9, 0.6)], ["A", "B"]),
        ([("B", 0, 5, 0.6), ("A", 0, 5, 0.6)], ["A"]),
    ],
)
def test_overlaps_have_one_winner(spans: list[tuple[str, int, int, float]], expected: list[str]) -> None:
    """The longer wins, then the higher score, then the name."""
    given_spans = [Span(kind, start, end, "mask", "x", score) for kind, start, end, score in spans]
    assert [span.type for span in resolve(given_spans)] == expected
    assert resolve(reversed(given_spans)) == resolve(given_spans)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from([0.6, 0.8])), max_size=30))
def test_winners_are_those_that_meet_no_longer_one(places: list[tuple[int, int, float]]) -> None:
    """Winners do not overlap, are in order, and every loser overlaps a winner at least as long."""
    spans = [Span("A", start, start + length, "mask", "x", score) for start, length, score in places]
    winners = resolve(spans)
    assert all(one.end <= other.start for one, other in pairwise(winners))
    for span in spans:
        met = [winner for winner in winners if winner.start < span.end and span.start < winner.end]
        assert max(winner.end - winner.start for winner in met) >= span.end - span.start


def test_many_spans_are_resolved_in_little_time() -> None:
    """Twenty thousand spans take far less than the seconds that comparing each with each takes."""
    spans = [Span("A", 3 * i, 3 * i + 2, "mask", "x", 0.8) for i in range(20_000)]
    with cpu() as used:
        assert resolve(spans) == spans
    assert used.seconds < 3


PIECES = [text for text, _, _ in UKRAINIAN] + ["ОСОБА_1 звернувся до суду", "сума 12 345,67 грн.", "Суд встановив таке"]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(PIECES), st.integers(0, 400)), min_size=1, max_size=6))
def test_windows_lose_nothing(pieces: list[tuple[str, int]]) -> None:
    """Looking only into windows finds what looking at the whole text finds."""
    text = "".join(f"{piece}; {'слово ' * gap}" for piece, gap in pieces)
    assert spans_of(text, "uk") == whole(text, "uk")


def table(texts: list[str], languages: list[str]) -> pa.Table:
    """Documents with only the columns the stage reads."""
    ids = [str(i) for i in range(len(texts))]
    columns = {"id": pa.array(ids, pa.string()), "language": pa.array(languages, pa.string())}
    return pa.table({**columns, "text": pa.array(texts, pa.large_string())})


def test_the_stage_keeps_rows_and_order() -> None:
    """One row a document, in order, whatever its language; offsets are those of its own text."""
    texts = ["Ґанок 🙂 моб. 0675123456", "", "BSN 111222333", "без нічого", "моб. 0675123456"]
    result = find_personal_data(table(texts, ["uk", "uk", "nl", "uk", "uk"]))
    assert result.schema.equals(schema.PERSONAL_DATA)
    cut = [[texts[i][s["start"] : s["end"]] for s in row] for i, row in enumerate(result["spans"].to_pylist())]
    assert cut == [["0675123456"], [], ["111222333"], [], ["0675123456"]]


def test_a_slice_and_chunks_are_read_right() -> None:
    """A table that is a slice of chunks gives the same as the rows alone."""
    texts = ["моб. 0675123456", "немає", "тел. 0991234567", "кінець 0501234567"]
    chunked = pa.concat_tables([table(texts[:2], ["uk"] * 2), table(texts[2:], ["uk"] * 2)])
    alone = find_personal_data(table(texts[1:3], ["uk"] * 2))["spans"]
    assert find_personal_data(chunked.slice(1, 2))["spans"].to_pylist() == alone.to_pylist()


def test_no_documents_no_rows() -> None:
    """An empty table gives an empty table."""
    assert find_personal_data(schema.DOCUMENTS.empty_table()).equals(schema.PERSONAL_DATA.empty_table())


def test_texts_of_either_width_are_read() -> None:
    """A column of short strings tells what one of long strings does, and a null is refused."""
    wide = table(["тел. 067 123 45 67", "Ні."], ["uk", "uk"])
    short = wide.set_column(wide.column_names.index("text"), "text", wide["text"].cast(pa.string()))
    assert find_personal_data(short).equals(find_personal_data(wide))
    missing = wide.set_column(wide.column_names.index("text"), "text", pa.array(["А", None], pa.large_string()))
    with pytest.raises(ValueError, match="A text is null"):
        find_personal_data(missing)


@pytest.mark.parametrize(
    ("language", "kinds"),
    [("NL", ["BSN"]), ("nl-NL", ["BSN"]), ("uk-UA", ["PHONE"]), ("en", ["BSN", "PHONE"]), ("", ["BSN", "PHONE"])],
)
def test_another_language_is_looked_at_by_both(language: str, kinds: list[str]) -> None:
    """A tag counts without its region; what is neither uk nor nl is searched for the data of both."""
    text = "BSN 111222333 ... моб. (067) 512-34-56"
    rows = find_personal_data(table([text], [language]))["spans"].to_pylist()
    assert [span["type"] for span in rows[0]] == kinds == [span.type for span in spans_of(text, language)]


def test_nothing_is_masked_in_a_statute() -> None:
    """An official act has no data of a person to hide; a decision with the same words has."""
    texts = ["нагородити Гнатюка Олега Петровича"] * 2
    kinds = pa.array(["statute", "decision"], pa.string())
    documents = table(texts, ["uk"] * 2).append_column("kind", kinds)
    rows = find_personal_data(documents)["spans"].to_pylist()
    assert [[span["action"] for span in row] for row in rows] == [["keep"], ["mask"]]


def test_recognizers_join_anybodys_engine() -> None:
    """Each recognizer can be registered beside presidio's own, and finds what it finds here."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    engine = NoOpNlpEngine(models=[{"lang_code": "nl", "model_name": "no_op"}])
    engine.load()
    registry = RecognizerRegistry(supported_languages=["nl"])
    for recognizer in recognizers("nl"):
        registry.add_recognizer(recognizer)
    results = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["nl"]).analyze(
        "BSN 111222333, [verdachte] J. Smit", "nl", score_threshold=0.5
    )
    assert {(r.entity_type, r.start) for r in results} == {("BSN", 4), ("PERSON", 15), ("PERSON", 27)}


@settings(max_examples=30)
@given(st.integers(10_000_000, 999_999_999))
def test_a_bsn_needs_the_eleven_test(number: int) -> None:
    """Beside its name, exactly the numbers that pass the eleven-test are found."""
    assert bool(found(f"BSN {number:09d}", "nl")) == bsn.is_valid(f"{number:09d}")
