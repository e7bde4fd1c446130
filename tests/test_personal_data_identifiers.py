"""Recognizers of identifiers: one YAML for anybody's presidio, a reading of the same length, no text that stalls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.annotate.personal import registry
from pipelines.annotate.personal.anchors import BESIDE, SHAPES, stems
from pipelines.annotate.personal.reading import reading
from tests.found_identifiers import engine
from tests.patience import cpu

LANGUAGES = ("uk", "nl")


def test_one_yaml_is_all_that_presidio_needs() -> None:
    """The provider of presidio reads the file and finds a telephone in each language."""
    from presidio_analyzer import AnalyzerEngineProvider

    registry.load()
    analyzer = AnalyzerEngineProvider(analyzer_engine_conf_file=registry.CONFIGURATION).create_engine()
    for text, language in (("моб. 067 512 34 56", "uk"), ("mobiel 06-12345678", "nl")):
        assert [result.entity_type for result in analyzer.analyze(text, language)] == ["PHONE"]


def test_the_registry_joins_an_engine_of_ones_own() -> None:
    """Beside a blank model and without a threshold the same is found: what is nothing is dropped by the recognizers."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    blank = NoOpNlpEngine(models=[{"lang_code": language, "model_name": "no_op"} for language in LANGUAGES])
    blank.load()
    own = AnalyzerEngine(registry=registry.registry(), nlp_engine=blank, supported_languages=list(LANGUAGES))
    results = own.analyze("справа 1234567890, 12345678, моб. 067 512 34 56", "uk")
    assert [(result.entity_type, result.start) for result in results] == [("PHONE", 34)]


def test_flags_of_a_registry_change_nothing(tmp_path: Path) -> None:
    """Under presidio's default flags, which ignore case, «на 123456» is still no passport."""
    configuration = yaml.safe_load(Path(registry.CONFIGURATION).read_text(encoding="utf-8"))
    configuration["recognizer_registry"]["global_regex_flags"] = 26
    path = tmp_path / "recognizers.yaml"
    path.write_text(yaml.safe_dump(configuration, allow_unicode=True), encoding="utf-8")
    results = registry.engine(str(path)).analyze("паспорт видано на 123456", "uk")
    assert results == []


def test_a_recognizer_can_be_switched_off(tmp_path: Path) -> None:
    """The file decides which recognizers there are."""
    text = Path(registry.CONFIGURATION).read_text(encoding="utf-8")
    path = tmp_path / "recognizers.yaml"
    path.write_text(text.replace("{name: UkrainianPhone,", "{name: UkrainianPhone, enabled: false,"), encoding="utf-8")
    assert "UkrainianPhone" not in {each.name for each in registry.registry(str(path)).recognizers}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_recognizer_says_what_it_is_anchored_by(language: str) -> None:
    """The prefilter needs it: kinds of anchors, a span, and stems for the kinds that are words; names need none."""
    for each in registry.recognizers(language):
        told: Any = each
        if told.name == "PersonName":
            continue
        assert {part for kind in told.ANCHORS for part in kind.split(BESIDE)} <= SHAPES.keys() | stems(language).keys()
        assert all(0 < points <= 250 for points in told.SPAN)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("305120О457", "3051200457"),
        ("О67 І2 3О", "067 12 30"),
        ("19.О1.І94І р.н.", "19.01.1941 р.н."),
        ("О6-l2345678", "06-12345678"),
        ("067\u00a0512–34‑56", "067 512-34-56"),
        ("вyл. Caдова", "вул. Садова"),
        ("АЕ1234ІО", "АЕ1234ІО"),
        ("О.П. Іваненко", "О.П. Іваненко"),
        ("строк — 5 днів", "строк — 5 днів"),
    ],
)
def test_a_text_is_read_as_it_was_meant(written: str, read: str) -> None:
    """Letters in numbers are digits, spaces and hyphens are of one kind, words are of one script."""
    assert reading(written) == read


@settings(max_examples=200)
@given(st.text(st.sampled_from("0129ОOоІIlЗзб |вСcА.-–\u00a0\n"), max_size=60))
def test_a_reading_is_as_long_as_its_text(text: str) -> None:
    """Offsets stay true, and what is read is read the same again."""
    read = reading(text)
    assert len(read) == len(text)
    assert [at for at, sign in enumerate(text) if sign == "\n"] == [at for at, sign in enumerate(read) if sign == "\n"]


STALLING = [
    "0" * 20_000,
    "12 " * 7_000,
    "1 2-3.4(5)" * 2_000,
    "АА " * 7_000,
    "вул. Садова " * 1_700,
    "м. Суми, " * 2_200,
    "буд. 5, " * 2_500,
    "a" * 20_000 + "@",
    "a@" * 10_000,
    "a.b-c@d." * 2_500,
    "народився " * 2_000,
    "Van der Kerk " * 1_600,
    "1234 AB Stad, " * 1_400,
    "wonende te Stad aan de " * 900,
    "NL91 ABNA " * 2_000,
    "XR1001R58" * 2_200,
    "кузов " * 3_300,
    "IBAN UA21 " * 2_000,
    "О1І" * 6_600,
    "тел. 51-23-45, " * 1_300,
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", STALLING)
def test_no_text_stalls_a_recognizer(text: str, language: str) -> None:
    """Twenty thousand characters of the worst kind take less than two seconds in all recognizers together."""
    engine().analyze("", language)
    with cpu() as used:
        engine().analyze(text, language)
    assert used.seconds < 2


FRAGMENTS = (
    "вул.|Садова|буд.|5|кв.|м.|Суми|тел.|067|512|-|(|)|ІПН|паспорт|АК|№|народився|01.02.1980|р.н.|@|ukr.net|UA21|\n|"
    "straat|12|Kerk|geboren|op|BSN|wonende|te|kenteken"
)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(FRAGMENTS.split("|")), min_size=1, max_size=400), st.sampled_from(LANGUAGES))
def test_any_order_of_fragments_is_read_in_time(fragments: list[str], language: str) -> None:
    """No order of the pieces of identifiers makes a pattern go back and forth."""
    text = " ".join(fragments)
    engine().analyze("", language)
    with cpu() as used:
        for result in engine().analyze(text, language):
            assert text[result.start : result.end] == text[result.start : result.end].strip(" \n,")
    assert used.seconds < 1
