"""Where patterns may begin, and a megabyte of text that cites nothing."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.citations import case_law, dutch, dutch_laws, resolve_pointers, ukrainian, ukrainian_laws
from pipelines.citations.anchors import DIGIT, MARKS, SPACE, Anchors, matches, words
from pipelines.citations.find import find_citations
from pipelines.citations.grammar import grammar
from pipelines.citations.shadow import shadow

PATTERNS = {
    ("uk", "units"): ukrainian._segment_pattern,
    ("uk", "laws"): ukrainian_laws._name,
    ("nl", "units"): dutch._segment_pattern,
    ("nl", "laws"): dutch_laws._name,
    ("nl", "cases"): case_law._dutch,
    ("uk", "cases"): case_law._ukrainian,
    ("uk", "pointers"): lambda: resolve_pointers._pointers("uk").words,
    ("uk", "amends"): lambda: grammar("uk").amends,
    ("nl", "amends"): lambda: grammar("nl").amends,
    ("nl", "pointers"): lambda: resolve_pointers._pointers("nl").words,
}
WORDS = [
    "ст.", "Ст", "СТАТТЯ", "стаття", "ч.", "Ч.ч.", "частина", "п", "п.п.", "пп.", "підпункт", "подпункт", "підрозд.",
    "абз.", "розділ", "раздел", "гл.", "§", "Закон", "ЗУ", "кодексу", "Конституції", "ЦК", "ЦK", "KK", "КУпАП",
    "Пакт", "указ Президента", "першого протоколу", "Правил дорожнього руху", "постанова КМУ", "artikel", "Art.", "lid",
    "leden", "alinea", "onder a", "sub", "letter b", "6:162", "7A:1", "BW", "Awb", "Sr", "Wet", "die wet", "Richtlijn",
    "Verordening (EU) nr. 1/2", "Opiumwet", "I 12", "ECLI:NL:HR:2019:1", "LJN AB1234", "NJ 1990, 2", "HvJ C-1/19",
    "v. Ukraine", "reyestr.court.gov.ua/Review/12345", "Декретом КМУ", "Пленуму Верховного Суду",
    "постановою Пленуму Верховного Суду", "Загальної декларації прав людини", "EHRM 1 mei 2005 nr. 123/99",
    "справах № 1/2/20", "№ 757/1/20", "№5-рп/2008", "«А» проти України", "ЄДРСР", "цієї", "Вищезазначеної", "тій ж",
    "даної", "статті ", "норми", "пункту", "dat ", "deze ", "genoemd ", "artikel", "bepaling", "ecli:nl:hr:2019:1",
    "Внести такі зміни", "викласти у новій", "доповнити статтею", "wordt ingevoegd", "komt te luiden",
    "LJ-nummer AB1234", "ten 2°", "ten eerste", "ahf/ond a", "C-1/19", "CELEX: 32016R0679", "Uitvoeringsrichtlijn 1/2",
    "Protocol 1", "ЗАКОНУ", "З.У.",
    " ", "  ", "\n", "\u3000", "-", "\"", "(", ",", "5", "12", "²", "x", "я", "😀", "e\u0301",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=16).map("".join), st.text(max_size=40))

UKRAINIAN = [
    "У {n} ст. до нашої ери тут жили рибалки, а в ХІХ ст. з'явився млин.",
    "На с. {n} розповіді герой їде до міста {name}, і ч. {d} починається листом.",
    "Тісто місимо {d} хвилин: пункт за пунктом, частинами, доки маса не стане гладкою.",
    "Команда «{name}» виграла {d}:{m} і має {n} очок; стаття про матч вийшла зранку.",
    "Потяг № {n} вирушає о {d}.{m:02}, вагон {d}, місце {m}.",
    "Телефон майстерні: 0{n}-{m:02}-{m:02}-{d:02}, питати пані {name}.",
    "Температура вночі {d}-{m} градусів, удень до {m} °C, вітер {d} м/с.",
    "Рецепт № {d}: {n} г борошна, {m} яєць і ч. л. солі.",
    "Будинок {d}/{m}, квартира {n}; ключ у сусідки на ім'я {name}.",
    "Третя частина трилогії вийшла {d}.{m:02}.19{m:02}, розділ перший займає {n} сторінок.",
    "Сезонна знижка {m} % на {n} товарів діє до {d} серпня, артикул {n}-{d}.",
    "Суть справи проста: {name} посадив {n} яблунь і {m} груш.",
    "П. {name} подякував за {d} книжок, а ст. сержант {name} усміхнувся.",
    "Закон тяжіння діє всюди; кодекс честі лицаря має {d} правил.",
]
DUTCH = [
    "De trein van {d}:{m:02} naar {name} heeft {n} zitplaatsen en {m} staanplaatsen.",
    "Het artikel in de krant van {d} mei telde {n} woorden over {name}.",
    "Bak de taart {m} minuten op {n} graden, onder een laag van {d} cm suiker.",
    "{name} won met {d}-{m}; het was de {n}e zege op rij.",
    "Een lid van de club, {name}, bracht {d} van de {n} boeken terug.",
    "De wet van de zwaartekracht geldt ook op {d} km hoogte.",
    "Bel 0{n}-{n}{m:02} en vraag naar {name}, kamer {d}a.",
    "In 19{m:02} schilderde {name} {n} doeken, waarvan {d} in het museum hangen.",
    "Sub {d} van de lijst staat een fiets van {n} euro.",
    "Het weer: {d} tot en met {m} graden, ten noorden van {name} regen.",
    "Letter voor letter las {name} de {n} regels van het gedicht.",
    "De winkel verkoopt {n} art objects, {d} per week.",
]
NAMES = ("Ластівка", "Barendrecht", "Мороз", "Utrecht", "Калина", "Veldhuis", "Сокіл", "Groen")


@given(TEXTS, st.sampled_from(sorted(PATTERNS)))
def test_anchors_let_through_all_that_matches(text: str, which: tuple[str, str]) -> None:
    """From the anchored places a pattern finds what it would find by walking through the whole text."""
    language, kind = which
    looks, pattern = shadow(text), PATTERNS[which]()
    starts = grammar(language).anchors.starts(looks)[kind]
    assert [m.span() for m in matches(pattern, looks, starts)] == [m.span() for m in pattern.finditer(looks)]


def test_starts_are_beginnings_of_words() -> None:
    """A kind begins at the beginning of a word, with its own signs; signs beyond the basic plane shift nothing."""
    anchors = Anchors.of({"trees": words(["oak", "elder"]), "numbers": [("1" + DIGIT, "x")]})
    assert anchors.starts("😀 oak soak elm\nelder 1x 3x 2y") == {"trees": [2, 15], "numbers": [21, 24]}
    assert anchors.starts("") == {"trees": [], "numbers": []}
    assert anchors.starts("5oak") == {"trees": [], "numbers": []}
    assert Anchors.of({"trees": words(["oak"])}, r"[^\W\d]").starts("5oak soak") == {"trees": [1]}


def test_beginnings_of_words() -> None:
    """Of a long word the first signs count, and a word of one letter ends there."""
    assert words(["abcdexyz", "ab", "abcdexx"]) == [("a", "b"), ("a", "b", "c", "d", "e", "x")]
    assert words(["K"]) == [("K", SPACE + MARKS)]


@pytest.mark.parametrize("space", re.findall(r"\s", "".join(map(chr, range(0xD800)))))
def test_spaces_are_those_of_patterns(space: str) -> None:
    """A space is whatever a pattern takes for space."""
    assert Anchors.of({"names": [("a", SPACE, "b")]}).starts(f"a{space}b") == {"names": [0]}


@pytest.mark.parametrize(("language", "templates"), [("uk", UKRAINIAN), ("nl", DUTCH)])
def test_a_megabyte_that_cites_nothing(language: str, templates: list[str]) -> None:
    """Half a megabyte of recipes, sport, timetables and gossip in each language: not one citation."""
    draw = random.Random(8)
    sentences: list[str] = []
    size = 0
    while size < 524_288:
        numbers = {"n": draw.randint(3, 999), "d": draw.randint(1, 12), "m": draw.randint(13, 59)}
        sentences.append(draw.choice(templates).format(name=draw.choice(NAMES), **numbers))
        size += len(sentences[-1].encode()) + 1
    text = " ".join(sentences)
    assert [text[c.start - 20 : c.end + 20] for c in find_citations(text, language)] == []
