"""Quality: what repeats, and the form of lines, beside plain Python that counts as datatrove's filters do."""

from __future__ import annotations

import re
from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.annotate.corrupted import MODEL
from pipelines.annotate.quality import text_signals

SIGNS = set(".#-…|")


def table(texts: list[str]) -> pa.Table:
    """The columns that signals of texts are read from."""
    columns = {"id": [str(i) for i in range(len(texts))], "language": ["uk"] * len(texts)}
    return pa.table({**columns, "text": pa.array(texts, pa.large_string())})


def again(parts: list[str]) -> tuple[int, int]:
    """(parts that repeat an earlier one, code points in them): datatrove's find_duplicates."""
    repeated = [part for place, part in enumerate(parts) if part in parts[:place]]
    return len(repeated), sum(map(len, repeated))


def top(words: list[str], n: int) -> int:
    """Code points in the most frequent run of n words: datatrove's find_top_duplicate."""
    runs = Counter(" ".join(words[at : at + n]) for at in range(len(words) - n + 1))
    return max(((times, len(run) * times) for run, times in runs.most_common(1)), default=(0, 0))[1]


def duplicate(words: list[str], n: int) -> int:
    """Code points in runs of n words that were met before: datatrove's find_all_duplicate, words told apart."""
    met, chars, at = set[tuple[str, ...]](), 0, 0
    while at + n <= len(words):
        run = tuple(words[at : at + n])
        chars += len("".join(run)) if run in met else 0
        at += n if run in met else 1
        met.add(run)
    return chars


def share(part: float, whole: float) -> float:
    """0 where there is nothing to divide by."""
    return part / whole if whole else 0.0


def repetition(text: str) -> dict[str, float | list[float]]:
    """Gopher's repetition, and FineWeb's, in plain Python."""
    words, chars = text.split(), len(text)
    parts, paragraphs = re.split("\n+", text), re.split("\n{2,}", text)
    visible = [line for line in text.split("\n") if line.strip()]
    return {
        "duplicate_line_share": share(again(parts)[0], len(parts)),
        "duplicate_line_char_share": share(again(parts)[1], chars),
        "duplicate_paragraph_share": share(again(paragraphs)[0], len(paragraphs)),
        "duplicate_paragraph_char_share": share(again(paragraphs)[1], chars),
        "duplicate_visible_char_share": share(again(visible)[1], len(text.replace("\n", ""))),
        "top_ngram_shares": [share(top(words, n), chars) for n in (2, 3, 4)],
        "duplicate_ngram_shares": [share(duplicate(words, n), chars) for n in (5, 6, 7, 8, 9, 10)],
    }


def form(text: str) -> dict[str, float]:
    """Gopher's and FineWeb's quality, in plain Python."""
    words, lines = text.split(), text.splitlines()
    visible = [line for line in text.split("\n") if line.strip()]
    worded = [word for word in words if set(word) - SIGNS]
    return {
        "mean_word_length": share(sum(map(len, worded)), len(worded)),
        "lettered_share": share(sum(any(c.isalpha() for c in word) for word in words), len(words)),
        "number_signs_per_word": share(text.count("#"), len(words)),
        "ellipses_per_word": share(text.count("...") + text.count("…"), len(words)),
        "line_ends_per_word": share(text.count("\n"), len(words)),
        "bullet_line_share": share(sum(line.lstrip().startswith(("•", "-")) for line in lines), len(lines)),
        "ellipsis_line_share": share(sum(line.rstrip().endswith(("...", "…")) for line in lines), len(lines)),
        "punctuated_line_share": share(sum(line.endswith(".") for line in visible), len(visible)),
        "short_line_share": share(sum(len(line) <= 30 for line in visible), len(visible)),
    }


texts = st.lists(st.text("абв \n.", max_size=60) | st.text("а1 \n#-….|•", max_size=60), min_size=1, max_size=4)


@settings(max_examples=150)
@given(texts)
def test_shares_are_those_of_datatrove(drawn: list[str]) -> None:
    """Every share of lines, paragraphs, words and runs of words is what its definition gives in plain Python."""
    stripped = [text.strip() for text in drawn]
    for text, row in zip(stripped, text_signals(table(stripped), MODEL.empty_table()).to_dicts(), strict=True):
        for name, expected in (repetition(text) | form(text)).items():
            assert row[name] == pytest.approx(expected, abs=1e-6), name


FORMULA = "суд першої інстанції дійшов такого висновку що позов не підлягає"
TWICE = f"{FORMULA} {FORMULA}"


@pytest.mark.parametrize(
    ("text", "signal", "expected"),
    [
        ("сон\nліс\nсон\n\nдім", "duplicate_line_share", 1 / 4),
        ("сон\nліс\nсон\n\nдім", "duplicate_line_char_share", 3 / 16),
        ("сон\nліс\nсон\n\nдім", "duplicate_visible_char_share", 3 / 12),
        ("сон\nліс\n\nсон\nліс\n\nСОН", "duplicate_paragraph_share", 1 / 3),
        ("сон\nліс\n\nсон\nліс\n\nСОН", "duplicate_paragraph_char_share", 7 / 21),
        ("аб вг де аб вг де", "top_ngram_shares", [10 / 17, 16 / 17, 11 / 17]),
        ("суд та", "top_ngram_shares", [6 / 6, 0, 0]),
        (TWICE, "duplicate_ngram_shares", [55 / 129, 38 / 129, 40 / 129, 45 / 129, 47 / 129, 55 / 129]),
    ],
)
def test_worked_examples(text: str, signal: str, expected: float | list[float]) -> None:
    """Shares that can be counted by hand."""
    assert text_signals(table([text]), MODEL.empty_table())[signal].to_list()[0] == pytest.approx(expected, abs=1e-6)


def test_a_text_says_the_same_among_others() -> None:
    """Tables that one document fills are empty for the next."""
    drawn = [f"{FORMULA} {FORMULA}\n{FORMULA}", "", "сон", f"{FORMULA}\n\n{FORMULA}", "сон\nсон"]
    together = text_signals(table(drawn), MODEL.empty_table()).drop("id")
    for place, text in enumerate(drawn):
        assert together[place].equals(text_signals(table([text]), MODEL.empty_table()).drop("id"))
