# /// script
# dependencies = [
#   "datatrove==0.10.1", "numpy==2.4.6", "pyarrow==26.0.1", "regex==2026.9.29", "tokenizers==0.23.3", "xxhash==3.6.0",
# ]
# ///
"""Gopher repetition, Gopher quality and FineWeb quality filters of datatrove, words split at blanks, its cheapest.

A filter counts no further once a document fails, so the thresholds are such that none does: then it counts everything,
as ours does. A document goes through all three before the next, as in a pipeline, so its words are split once. Before
anything is timed, datatrove's own functions count what the table has of ours, and the two must be equal.
"""

from __future__ import annotations

import re

from datatrove.data import Document  # pyright: ignore[reportMissingImports]
from datatrove.pipeline.filters import (  # pyright: ignore[reportMissingImports]
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.pipeline.filters import gopher_repetition_filter as gopher  # pyright: ignore[reportMissingImports]
from datatrove.utils import word_tokenizers  # pyright: ignore[reportMissingImports]
from datatrove.utils.word_tokenizers import WhitespaceTokenizer  # pyright: ignore[reportMissingImports]
from serve import column, serve

ANY = 1e9
"""A share that no text has."""

TOP, DUPLICATE = (2, 3, 4), (5, 6, 7, 8, 9, 10)


class Blanks(WhitespaceTokenizer):
    """datatrove's own asks spaCy for the words."""

    def word_tokenize(self, text: str) -> list[str]:
        """Words between blanks."""
        return text.split()


def filters() -> list[GopherRepetitionFilter | GopherQualityFilter | FineWebQualityFilter]:
    """The three filters, which let every text pass."""
    return [
        GopherRepetitionFilter(
            dup_line_frac=ANY, dup_para_frac=ANY, dup_line_char_frac=ANY, dup_para_char_frac=ANY,
            top_n_grams=tuple((n, ANY) for n in TOP), dup_n_grams=tuple((n, ANY) for n in DUPLICATE),
        ),
        GopherQualityFilter(
            min_doc_words=-1, max_doc_words=10**9, min_avg_word_length=-1, max_avg_word_length=10**9,
            max_symbol_word_ratio=ANY, max_bullet_lines_ratio=ANY, max_ellipsis_lines_ratio=ANY,
            max_non_alpha_words_ratio=-1.0, min_stop_words=-1,
        ),
        FineWebQualityFilter(line_punct_thr=-1.0, short_line_thr=ANY, char_duplicates_ratio=ANY, new_line_ratio=ANY),
    ]  # fmt: skip


def shares(text: str) -> list[float]:
    """What Gopher's repetition filter compares with its thresholds."""
    words, chars = text.split(), len(text)
    paragraphs, lines = re.split(r"\n{2,}", text.strip()), re.split("\n+", text)
    same_lines, line_chars = gopher.find_duplicates(lines)
    same_paragraphs, paragraph_chars = gopher.find_duplicates(paragraphs)
    tops = [gopher.find_top_duplicate(runs) if (runs := gopher.get_n_grams(words, n)) else 0 for n in TOP]
    counted = [line_chars, paragraph_chars, *tops, *(gopher.find_all_duplicate(words, n) for n in DUPLICATE)]
    return [same_lines / len(lines), same_paragraphs / len(paragraphs), *(count / chars for count in counted)]


def check(texts: list[str], ours: list[list[float]]) -> None:
    """Raises SystemExit, one sentence, when a share of ours is not datatrove's."""
    for text, found in zip(texts, ours, strict=True):
        if any(abs(own - other) > 1e-6 for own, other in zip(found, shares(text), strict=True)):
            raise SystemExit(f"ours says {found}, datatrove {shares(text)} of {text[:40]!r}")


def count_all(texts: list[str]) -> None:
    """Pass every text through the three filters, one after another as a pipeline does."""
    each = filters()
    for number, text in enumerate(texts):
        document = Document(text, str(number))
        if not all(one.filter(document) is True for one in each):
            raise SystemExit(f"a filter stopped document {number}, so the rival did not do the whole job")


if __name__ == "__main__":
    word_tokenizers.load_word_tokenizer = lambda language: Blanks()
    documents = column("text")
    check(documents, column("ours"))
    serve("datatrove", lambda: count_all(documents))
