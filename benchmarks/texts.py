"""Input for the comparisons: invented decisions and judgments, the same on every machine.

What belongs here: words. What does not: bytes in a publisher's format (`files.py`), and real documents, which are not
ours to ship. A document is one of the fixtures' decisions, which has what the annotators look for, with prose of a
Zipf vocabulary in its middle, which makes it as long and as varied as a real one. Synthetic text still has fewer odd
characters and compresses better, so only ratios between contenders carry over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count

import numpy as np
import pyarrow as pa

from pipelines import schema
from tests.fixture_maker import rechtspraak
from tests.fixture_maker.cases import Decision, decide
from tests.fixture_maker.judgment_xml import Record

UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY = 60_000
SYLLABLES = 400
KINDS = ("order", "credit", "divorce", "theft", "drunk", "supply", "pension", "cassation")
JUDGMENTS = ("loan", "social", "hof_civil", "theft")

PARAGRAPH = 60
"""Words of a paragraph of prose."""

PARAGRAPHS = 8
"""Paragraphs of prose in a document: about 6,000 characters then, with as many citations in each as real ones have."""


@cache
def _vocabulary(letters: str) -> np.ndarray:
    """Words of one to four syllables, so that a tokenizer has something to learn."""
    draw = np.random.default_rng(0)
    syllables = np.array(["".join(draw.choice(list(letters), 2 + place % 2)) for place in range(SYLLABLES)])
    picked = syllables[draw.integers(0, SYLLABLES, (VOCABULARY, 4))]
    lengths = draw.integers(1, 5, VOCABULARY)
    return np.array(["".join(row[:length]) for row, length in zip(picked.tolist(), lengths, strict=True)])


def prose(letters: str = UKRAINIAN, seed: int = 0) -> Iterator[str]:
    """Paragraphs without end; word frequencies follow Zipf's law with exponent 1.2."""
    draw, words = np.random.default_rng(seed), _vocabulary(letters)
    while True:
        ranks = np.minimum(draw.zipf(1.2, PARAGRAPH) - 1, VOCABULARY - 1)
        yield " ".join(words[ranks]).capitalize() + "."


def decisions(number: int) -> Iterator[Decision]:
    """So many Ukrainian decisions of 2019, kind after kind."""
    filling = prose()
    for place in range(number):
        one = decide(KINDS[place % len(KINDS)], 2019, place // len(KINDS))
        middle = len(one.lines) // 2
        between = [next(filling) for _ in range(PARAGRAPHS)]
        yield replace(one, lines=(*one.lines[:middle], *between, *one.lines[middle:]))


def documents(number: int) -> pa.Table:
    """Those decisions as rows of `documents`: the columns that annotators read."""
    found = list(decisions(number))
    columns = {
        "id": [f"edrsr:{79_000_001 + place}" for place in range(number)],
        "kind": ["decision"] * number,
        "language": ["uk"] * number,
        "date": [one.day for one in found],
        "text": ["\n".join(one.lines) for one in found],
        "markup": [None] * number,
    }
    return pa.table(columns, schema=pa.schema([schema.DOCUMENTS.field(name) for name in columns]))


def corpus(number: int) -> pa.Table:
    """Those decisions as rows of `corpus`, cut into sections and with their citations."""
    from pipelines.annotate.sections import section
    from pipelines.citations.cite import cite

    rows = documents(number)
    cited = cite(rows, schema.STATUTES.empty_table())["citations"].to_pylist()
    known = {
        **{name: rows[name].to_pylist() for name in ("id", "kind", "language", "date", "text")},
        "version": rows["id"].to_pylist(),
        "group": rows["id"].to_pylist(),
        "source": ["edrsr"] * number,
        "case_numbers": [[]] * number,
        "split": ["train"] * number,
        "weight": [1.0] * number,
        "masked": [0] * number,
        "sections": section(rows)["sections"].to_pylist(),
        "citations": [[_target(one) for one in found] for found in cited],
    }
    columns = [known.get(name, [None] * number) for name in schema.CORPUS.names]
    return pa.table(columns, schema=schema.CORPUS)


def _target(citation: dict[str, object]) -> dict[str, object]:
    where = citation["case"] or "/".join(str(citation[part]) for part in ("law", "article") if citation[part])
    return {"start": citation["start"], "end": citation["end"], "target": where}


def judgments(number: int) -> Iterator[Record]:
    """So many Dutch judgments of 2019 with numbered paragraphs of prose at their end."""
    filling = prose(LATIN)
    for place in range(number):
        one, _, _ = rechtspraak.record(JUDGMENTS[place % len(JUDGMENTS)], 2019, place // len(JUDGMENTS))
        numbered = (f"9.{line}. {text}" for line, text in zip(count(1), filling, strict=False))
        yield replace(one, lines=(*one.lines, *(next(numbered) for _ in range(3 * PARAGRAPHS))))


def opinions(texts: list[str], citations: list[int]) -> list[str]:
    """American opinions: for each text one of its length, with so many citations evenly in its prose."""
    filling = prose(LATIN)
    return [_opinion(filling, len(text), cited) for text, cited in zip(texts, citations, strict=True)]


def _opinion(filling: Iterator[str], length: int, cited: int) -> str:
    citations = [f"See Smith v. Jones, {100 + place} U.S. {113 + place}, 120 (1973)." for place in range(cited)]
    words, left = list[str](), length - sum(map(len, citations))
    while left > 0:
        words += next(filling).split()
        left -= len(" ".join(words[-PARAGRAPH:]))
    step = max(1, len(words) // (cited + 1))
    for place, citation in enumerate(citations, 1):
        words.insert(place * step, citation)
    return " ".join(words)
