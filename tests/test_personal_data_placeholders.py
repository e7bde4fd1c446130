"""Placeholders of the registers: every spelling of them, their canonical form, and what a number stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotate.personal import placeholders, role_tags
from pipelines.annotate.personal.finds import of_spans
from pipelines.annotate.personal.masking import TAGS
from pipelines.annotate.personal.placeholder_recognizers import LoosePlaceholder, RegisterPlaceholder, RoleTag
from pipelines.annotate.personal.placeholder_types import WORDS, Mention, typed
from pipelines.annotate.personal.settling import settle
from pipelines.annotate.personal.spans import Span


def found(text: str) -> list[tuple[str, str, str]]:
    """(written, type, canonical) of every placeholder in `text`, in order."""
    finders = (placeholders.find_underscored, placeholders.find_loose, placeholders.find_role_tags)
    spans = sorted(span for find in finders for span in find(text))
    return [(text[start:end], kind, canonical(text, start, end, kind)) for start, end, kind in spans]


def canonical(text: str, start: int, end: int, kind: str) -> str:
    """The canonical form of text[start:end]."""
    return placeholders.canonical(text, register(start, end, kind))


def register(start: int, end: int, kind: str) -> Span:
    """A span of the register."""
    return Span(kind, start, end, "register", "RegisterPlaceholder", 1.0)


@pytest.mark.parametrize(
    ("text", "written", "kind", "expected"),
    [
        ("позов ОСОБА_1 до", "ОСОБА_1", "PERSON", "ОСОБА_1"),
        ("за адресою: АДРЕСА_12,", "АДРЕСА_12", "ADDRESS", "АДРЕСА_12"),
        ("тел. НОМЕР_3.", "НОМЕР_3", "NUMBER", "НОМЕР_3"),
        ("(ІНФОРМАЦІЯ_1)", "ІНФОРМАЦІЯ_1", "INFORMATION", "ІНФОРМАЦІЯ_1"),
        ("з ОСОБОЮ_1 укладено", "ОСОБОЮ_1", "PERSON", "ОСОБА_1"),
        ("позов ОСОБИ_2", "ОСОБИ_2", "PERSON", "ОСОБА_2"),
        ("в АДРЕСІ_1", "АДРЕСІ_1", "ADDRESS", "АДРЕСА_1"),
        ("за НОМЕРОМ_4", "НОМЕРОМ_4", "NUMBER", "НОМЕР_4"),
        ("про ІНФОРМАЦІЮ_2", "ІНФОРМАЦІЮ_2", "INFORMATION", "ІНФОРМАЦІЯ_2"),
        ("ОCOБA_5", "ОCOБA_5", "PERSON", "ОСОБА_5"),
        ("IHФОРМАЦІЯ_5", "IHФОРМАЦІЯ_5", "INFORMATION", "ІНФОРМАЦІЯ_5"),
        ("особа_7 та", "особа_7", "PERSON", "ОСОБА_7"),
        ("проОСОБА_8та", "ОСОБА_8", "PERSON", "ОСОБА_8"),
        ("ОСОБА__9", "ОСОБА__9", "PERSON", "ОСОБА_9"),
        ("ОСОБА_01", "ОСОБА_01", "PERSON", "ОСОБА_1"),
        ("позов ОСОБА 1 до", "ОСОБА 1", "PERSON", "ОСОБА_1"),
        ("«Особа 2» пояснила", "Особа 2", "PERSON", "ОСОБА_2"),
        ("ОСОБА _3 пояснив", "ОСОБА _3", "PERSON", "ОСОБА_3"),
        ("ОСОБА_ 4 пояснив", "ОСОБА_ 4", "PERSON", "ОСОБА_4"),
        ("позов ОСОБА_І до", "ОСОБА_І", "PERSON", "ОСОБА_1"),
        ("у АДРЕСА 2.", "АДРЕСА 2", "ADDRESS", "АДРЕСА_2"),
        ("має РНОКПП_2, яке", "РНОКПП_2", "RNOKPP", "РНОКПП_2"),
        ("ДАТА_НАРОДЖЕННЯ_1", "ДАТА_НАРОДЖЕННЯ_1", "BIRTH_DATE", "ДАТА_НАРОДЖЕННЯ_1"),
        ("aan [verdachte] en", "[verdachte]", "PERSON", "[verdachte]"),
        ("de heer [Slachtoffer-1],", "[Slachtoffer-1]", "PERSON", "[slachtoffer 1]"),
        ("[slachtoffer2]", "[slachtoffer2]", "PERSON", "[slachtoffer 2]"),
        ("[slachtoffer\n1]", "[slachtoffer\n1]", "PERSON", "[slachtoffer 1]"),
        ("[appellant sub 1b]", "[appellant sub 1b]", "PERSON", "[appellant sub 1B]"),
        ("[GEÏNTIMEERDE]", "[GEÏNTIMEERDE]", "PERSON", "[geïntimeerde]"),
        ("[geintimeerde]", "[geintimeerde]", "PERSON", "[geïntimeerde]"),
        ("[naam 2]", "[naam 2]", "PERSON", "[naam 2]"),
        ("[naam supermarkt 2]", "[naam supermarkt 2]", "ORGANISATION", "[naam supermarkt 2]"),
        ("[bedrijf BB holding]", "[bedrijf BB holding]", "ORGANISATION", "[bedrijf BB holding]"),
        ("[adres 1 te plaats]", "[adres 1 te plaats]", "ADDRESS", "[adres 1 te plaats]"),
        ("[a-straat 12]", "[a-straat 12]", "ADDRESS", "[a-straat 12]"),
        ("[geboortedatum verdachte]", "[geboortedatum verdachte]", "BIRTH_DATE", "[geboortedatum verdachte]"),
        ("[emailadres]", "[emailadres]", "EMAIL", "[e-mailadres]"),
        ("[rekeningnummer 1]", "[rekeningnummer 1]", "IBAN", "[rekeningnummer 1]"),
        ("[kenteken]", "[kenteken]", "PLATE", "[kenteken]"),
        ("[AA-00-BB]", "[AA-00-BB]", "PLATE", "[AA-00-BB]"),
        ("[A]", "[A]", "PERSON", "[A]"),
        ("[J.P.]", "[J.P.]", "PERSON", "[J.P.]"),
    ],
)
def test_every_spelling_has_one_canonical_form(text: str, written: str, kind: str, expected: str) -> None:
    """A placeholder is found whole however it is spelled, and is written one way."""
    assert found(text) == [(written, kind, expected)]


@pytest.mark.parametrize(
    "text",
    [
        "Особа 1 групи інвалідності",
        "особа 1 та номер 2",
        "РЕЄСТРАЦІЙНИЙ НОМЕР 12",
        "АДРЕСА 12/3",
        "НОМЕР 2 У СПИСКУ",
        "фізособа_1",
        "jan_1 та ТОВАР_2",
        "ОСОБА",
        "[is] [heeft] [een forfaitair bedrag] [de]",
        "[de verdachte heeft]",
        "[BW] [EVRM] [sic] [...]",
        "[2011] [blz. 3]",
    ],
)
def test_what_is_no_placeholder_is_left_alone(text: str) -> None:
    """Ordinary words with a figure and an editor's brackets are no placeholders."""
    assert found(text) == []


def test_glued_and_listed_placeholders_are_told_apart() -> None:
    """Neither a comma nor nothing between two placeholders makes them one."""
    assert [each for _, _, each in found("ОСОБА_1,ОСОБА_2 ОСОБА_3ОСОБА_4")] == [f"ОСОБА_{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("РНОКПП: НОМЕР_1", "RNOKPP"),
        ("ідентифікаційний номер НОМЕР_1", "RNOKPP"),
        ("реєстраційний номер облікової картки платника податків НОМЕР_1", "RNOKPP"),
        ("НОМЕР_1 – РНОКПП", "RNOKPP"),
        ("код ЄДРПОУ НОМЕР_1", "EDRPOU"),
        ("на рахунок НОМЕР_1", "IBAN"),
        ("IBAN НОМЕР_1", "IBAN"),
        ("на банківську картку № НОМЕР_1", "CARD"),
        ("автомобіль ВАЗ, державний номерний знак НОМЕР_1", "PLATE"),
        ("д.н.з. НОМЕР_1", "PLATE"),
        ("номер кузова НОМЕР_1", "VIN"),
        ("паспорт серії НОМЕР_1 , виданий", "PASSPORT"),
        ("свідоцтво про народження серії НОМЕР_1", "DOCUMENT"),
        ("командира військової\nчастини НОМЕР_1", "UNIT"),
        ("військoвої чacтини НОМЕР_1", "UNIT"),
        ("за номером мобільного телефону НОМЕР_1", "PHONE"),
        ("РНОКПП НОМЕР_2). Наказ щодо НОМЕР_1", "NUMBER"),
        ("встановив НОМЕР_1", "NUMBER"),
        ("ОСОБА_1 , ІНФОРМАЦІЯ_1 , РНОКПП", "BIRTH_DATE"),
        ("ІНФОРМАЦІЯ_1 року народження", "BIRTH_DATE"),
        ("Гнатюк Олена Петрівна, ІНФОРМАЦІЯ_1", "BIRTH_DATE"),
        ("адреса електронної пошти: ІНФОРМАЦІЯ_1", "EMAIL"),
        ("тел. ІНФОРМАЦІЯ_1", "PHONE"),
        ("позов ОСОБА_1 до ІНФОРМАЦІЯ_1", "ORGANISATION"),
        ("наказ начальника ІНФОРМАЦІЯ_1", "ORGANISATION"),
        ("уродженця ІНФОРМАЦІЯ_1", "ADDRESS"),
        ("встановив ІНФОРМАЦІЯ_1", "INFORMATION"),
    ],
)
def test_a_numbered_placeholder_is_typed_by_its_words(text: str, kind: str) -> None:
    """What НОМЕР_1 or ІНФОРМАЦІЯ_1 stands for is told by the nearest words."""
    assert typed(text, mentions(text))[-1] == kind


def mentions(text: str) -> list[Mention]:
    """The numbered placeholders of a text whose type is open."""
    return [Mention(kind, start, end) for start, end, kind in placeholders.find_underscored(text) if kind in WORDS]


def test_one_number_has_one_type_in_a_document() -> None:
    """Mentions vote: a number that is twice a telephone is one where nothing tells it, and where a word misleads."""
    text = "тел. НОМЕР_1, абонент НОМЕР_1. " + "Суд дослідив докази у справі. " * 4 + "Надано НОМЕР_1, рахунок НОМЕР_1."
    assert typed(text, mentions(text)) == ["PHONE"] * 4
    spans = [register(one.start, one.end, "PHONE") for one in mentions(text)]
    assert {placeholders.canonical(text, span) for span in spans} == {"ТЕЛЕФОН_1"}


def test_only_open_placeholders_are_typed() -> None:
    """A person's placeholder and a find of our own keep their types."""
    text = "тел. ОСОБА_1, тел. 0671234567, тел. НОМЕР_1"
    spans = [register(5, 12, "PERSON"), Span("NUMBER", 19, 29, "mask", "Anything", 0.9), register(36, 43, "NUMBER")]
    settled = settle(of_spans([(0, spans)]), lambda _: text).spans()
    assert settled == [*spans[:2], register(36, 43, "PHONE")]


NUMBERED = st.tuples(
    st.sampled_from([(family, kind) for family, kinds in WORDS.items() for kind in (*kinds, family)]),
    st.integers(1, 99_999),
)


@given(NUMBERED, NUMBERED)
def test_two_values_never_share_a_tag(one: tuple[tuple[str, str], int], other: tuple[tuple[str, str], int]) -> None:
    """Numbers of different families, or different numbers of one, have different canonical tags."""
    (family, _), number = one
    (other_family, _), other_number = other
    if (family, number) != (other_family, other_number):
        assert tag(*one) != tag(*other)


@given(NUMBERED)
def test_a_canonical_tag_is_found_as_itself(one: tuple[tuple[str, str], int]) -> None:
    """What masking has written is read as the same placeholder when the masked text is scanned again."""
    ((written, kind, again),) = found(tag(*one))
    assert written == again == tag(*one)
    assert kind in one[0]


def tag(told: tuple[str, str], number: int) -> str:
    """The canonical tag of a placeholder of a family that is of a type."""
    family, kind = told
    word = next(each.word for each in placeholders.FAMILIES if each.type == family)
    return canonical(f"{word}_{number}", 0, len(word) + 1 + len(str(number)), kind)


@pytest.mark.parametrize("form", [form for tags in TAGS.values() for form in tags.values()])
def test_tags_of_masked_texts_are_placeholders(form: str) -> None:
    """Whatever masking writes in place of a find belongs to the register's family from then on."""
    assert [written for written, _, _ in found(f"та {form.format(3)} і")] == [form.format(3)]


@pytest.mark.parametrize(
    ("recognizer", "text"),
    [(RegisterPlaceholder(), "ОСОБА_1"), (LoosePlaceholder(), "ОСОБА 1"), (RoleTag(), "[verdachte]")],
)
def test_recognizers_hand_on_what_is_found(recognizer: RegisterPlaceholder, text: str) -> None:
    """Presidio gets the same placeholders, certain and to be left alone."""
    (result,) = recognizer.analyze(text, recognizer.supported_entities)
    assert (result.entity_type, result.start, result.end, result.score) == ("PERSON", 0, len(text), 1.0)
    assert result.recognition_metadata["action"] == "register"


def test_recognizers_name_every_type_they_may_find() -> None:
    """The kinds of roles_nl.txt are the declared types, and those of the finders are the recognizers'."""
    kinds = {word.kind for word in role_tags.words_of_tags().values()}
    assert kinds == {*role_tags.TYPES, "JOIN", "NAME"}
    assert set(RoleTag().supported_entities) == set(role_tags.TYPES)
    assert set(placeholders.TYPED.values()) <= set(RegisterPlaceholder().supported_entities)
