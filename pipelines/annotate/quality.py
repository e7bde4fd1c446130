"""Signals of quality for every document: damage, repetition, language, structure, toxicity. Nothing is dropped here.

What belongs here: the asset, and which count becomes which signal. What does not: counting (quality_kernels,
line_kernels, ngram_kernels), the tables behind it (lexicon), languages (language), and thresholds for keeping a
document, which are selection's: thresholds made for the web remove 29 % of Ukrainian decisions and nearly all statutes.

Signals of the Gopher family follow Rae et al. 2021 (arXiv 2112.11446, table A1) and those of FineWeb Penedo et al.
2024 (arXiv 2406.17557), both as datatrove 0.10.1 counts them over words between blanks. A line is what stands between
line ends, a paragraph what stands between blank lines.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.annotate import language, lexicon
from pipelines.annotate.buffers import text_buffers
from pipelines.schema import QUALITY

VERSION = "2"

BATCH = 2_000
"""Documents read at once: beside the texts 12 bytes a word and 76 a line are in memory, and some 30 more a run."""

MOJIBAKE_SHARE = 0.01
"""Share of garbled code points from which a text is damaged; a sound decision has none."""

MIXED_SHARE = 0.05
"""Share of words of two scripts: look-alike letters are typed by habit in a few words of many texts."""

REPEATED_SHARE = 0.3
"""Gopher's bound for repeated lines, here also for runs of ten words; statutes and judgments lie far below."""

SPACED_SHARE = 0.1
"""Share of letters set apart: a heading «У Х В А Л А» is ordinary, a text of them is not."""


def measure(documents: pa.Table, sections: pa.Table, signatures: pa.Table, boilerplate: pa.Table) -> pa.Table:
    """Signals of every row of `documents`: schema.QUALITY, same rows, same order.

    `sections` and `signatures` are the annotations of the same documents; `boilerplate` lists the paragraphs that
    recur in the source.
    """
    frame = pl.DataFrame(documents.select(["id", "kind", "language"])).with_row_index("row")
    parts = [
        _measured(rows, documents, code)
        for code in frame["language"].unique().sort()
        for rows in frame.filter(pl.col("language") == code).iter_slices(BATCH)
    ]
    signals = pl.concat(parts or [_measured(frame, documents, "uk")]).sort("row")
    signals = signals.with_columns(
        _boilerplate_share(signatures, boilerplate), structured=_structured(frame["kind"], sections)
    )
    return signals.select(QUALITY.names).to_arrow().cast(QUALITY)


class Reading(NamedTuple):
    """What the kernels found: rows of COUNTS, SHAPES and int64[9] a document, rows of LINE, first line of each."""

    counts: np.ndarray
    shapes: np.ndarray
    repetition: np.ndarray
    lines: np.ndarray
    first_line: np.ndarray


def _measured(rows: pl.DataFrame, documents: pa.Table, code: str) -> pl.DataFrame:
    """Signals of the documents declared to be in one language, with their `row`."""
    texts = documents["text"].take(rows["row"].to_arrow()).combine_chunks()
    data, offsets = text_buffers(texts)
    known = lexicon.lexicon(code)
    read = _read(data, offsets, known)
    found = language.runs(read.lines, read.first_line, read.counts["chars"])
    return _signals(rows, read).with_columns(
        language=language.main_language(found, len(texts)),
        languages=language.as_lists(found, len(texts)),
        toxic_spans=_toxic_spans(data, offsets, read.counts["toxic"], known),
    )


def _read(data: np.ndarray, offsets: np.ndarray, known: np.ndarray) -> Reading:
    """Run the kernels over a batch of texts (bytes, int64 offsets)."""
    from pipelines.annotate import line_kernels, ngram_kernels, quality_kernels

    tables, documents = lexicon.tables(), len(offsets) - 1
    first_line, first_token = line_kernels.bounds(data, offsets)
    lines = np.zeros(first_line[-1], quality_kernels.LINE)
    tokens = np.empty(first_token[-1], quality_kernels.TOKEN)
    counts = np.zeros(documents, quality_kernels.COUNTS)
    quality_kernels.read(
        data, offsets, first_line, first_token, tables.kinds, tables.lower, tables.trail, known, lines, tokens, counts
    )
    shapes = np.zeros(documents, line_kernels.SHAPES)
    line_kernels.shape(lines, first_line, shapes)
    repetition = np.zeros((documents, len(ngram_kernels.TOP + ngram_kernels.DUPLICATE)), np.int64)
    ngram_kernels.repetition(tokens, first_token, counts["tokens"], repetition)
    return Reading(counts, shapes, repetition, lines, first_line)


def _signals(rows: pl.DataFrame, read: Reading) -> pl.DataFrame:
    """Counts as shares, and the damage they tell."""
    columns = _of_characters(read) | _of_words(read.counts) | _of_lines(read) | _of_ngrams(read)
    spaced = _share(read.counts["spaced"], columns["letters"].to_numpy())
    signals = rows.select("row", "id").with_columns(**columns, spaced=spaced).with_columns(damage=_damage())
    return signals.drop("spaced", "letters", "controls")


def _of_characters(read: Reading) -> dict[str, pl.Series]:
    """Shares of kinds of code points; letters and controls as counts, for the damage."""
    from pipelines.annotate import quality_kernels as kernels

    kinds = np.zeros((len(read.counts), kernels.KINDS), np.int64)
    if len(read.counts):
        np.add.reduceat(read.lines["kinds"], read.first_line[:-1], axis=0, out=kinds, dtype=np.int64)
    cyrillic = kinds[:, [kernels.CYRILLIC, kernels.UKRAINIAN, kernels.RUSSIAN]].sum(axis=1)
    letters = cyrillic + kinds[:, kernels.LATIN] + kinds[:, kernels.OTHER_LETTER]
    digits, symbols = kinds[:, kernels.DIGIT], kinds[:, kernels.PUNCTUATION] + kinds[:, kernels.SYMBOL]
    visible = letters + digits + symbols
    return {
        "chars": pl.Series(read.counts["chars"]),
        "letters": pl.Series(letters),
        "controls": pl.Series(kinds[:, kernels.CONTROL]),
        "letter_share": _share(letters, visible),
        "digit_share": _share(digits, visible),
        "symbol_share": _share(symbols, visible),
        "cyrillic_share": _share(cyrillic, letters),
        "mojibake_share": _share(read.counts["garbled"], read.counts["chars"]),
    }


def _of_words(counts: np.ndarray) -> dict[str, pl.Series]:
    """Shares of words, and of tokens, which stand between blanks."""
    words, tokens = counts["words"], counts["tokens"]
    return {
        "words": pl.Series(words),
        "mixed_script_share": _share(counts["mixed"], words),
        "stop_word_share": _share(counts["stop_words"], words),
        "stop_words": pl.Series(np.bitwise_count(counts["stop_set"])),
        "placeholder_share": _share(counts["placeholders"], words),
        "toxicity": 1000 * _share(counts["toxic_open"], words),
        "mean_word_length": _share(counts["worded_chars"], counts["worded"]),
        "lettered_share": _share(counts["lettered"], tokens),
        "number_signs_per_word": _share(counts["number_signs"], tokens),
        "ellipses_per_word": _share(counts["ellipses"], tokens),
    }


def _of_lines(read: Reading) -> dict[str, pl.Series]:
    """Shares of lines and paragraphs, and of code points in those that repeat an earlier one."""
    shapes, chars = read.shapes, read.counts["chars"]
    ends = np.diff(read.first_line) - 1
    return {
        "duplicate_line_share": _share(shapes["same_parts"], shapes["parts"]),
        "duplicate_line_char_share": _share(shapes["same_part_chars"], chars),
        "duplicate_visible_char_share": _share(shapes["same_visible_chars"], chars - ends),
        "duplicate_paragraph_share": _share(shapes["same_paragraphs"], shapes["paragraphs"]),
        "duplicate_paragraph_char_share": _share(shapes["same_paragraph_chars"], chars),
        "short_line_share": _share(shapes["short"], shapes["visible"]),
        "punctuated_line_share": _share(shapes["punctuated"], shapes["visible"]),
        "bullet_line_share": _share(shapes["bullets"], shapes["lines"]),
        "ellipsis_line_share": _share(shapes["ellipses"], shapes["lines"]),
        "table_line_share": _share(shapes["tabular"], shapes["visible"]),
        "line_ends_per_word": _share(ends, read.counts["tokens"]),
    }


def _of_ngrams(read: Reading) -> dict[str, pl.Series]:
    """Shares of code points in recurring runs of words, as lists of fixed length."""
    from pipelines.annotate.ngram_kernels import DUPLICATE, TOP

    shares = (read.repetition / np.maximum(read.counts["chars"], 1)[:, None]).astype(np.float32)
    return {
        "top_ngram_share": pl.Series(shares[:, 1]),
        "top_ngram_shares": _as_arrays(shares[:, : len(TOP)]),
        "duplicate_ngram_shares": _as_arrays(shares[:, -len(DUPLICATE) :]),
    }


def _as_arrays(values: np.ndarray) -> pl.Series:
    """A matrix as a column of lists of one length."""
    return pl.Series(values, dtype=pl.Array(pl.Float32, values.shape[1]))


def _share(part: np.ndarray, whole: np.ndarray) -> pl.Series:
    """Divide as Float64, 0 where there is nothing to divide by."""
    return pl.Series(part / np.maximum(whole, 1))


def _damage() -> pl.Expr:
    """Kinds of damage, as a list in alphabetical order."""
    repeated = pl.max_horizontal("duplicate_line_share", pl.col("duplicate_ngram_shares").arr.last())
    kinds = {
        "control_characters": pl.col("controls") > 0,
        "empty": pl.col("words") == 0,
        "letterspaced": pl.col("spaced") > SPACED_SHARE,
        "mixed_script": pl.col("mixed_script_share") > MIXED_SHARE,
        "mojibake": pl.col("mojibake_share") > MOJIBAKE_SHARE,
        "repeated": repeated > REPEATED_SHARE,
    }
    named = [pl.when(test).then(pl.lit(name)) for name, test in kinds.items()]
    return pl.concat_list(named).list.drop_nulls()


def _toxic_spans(data: np.ndarray, offsets: np.ndarray, toxic: np.ndarray, known: np.ndarray) -> pl.Series:
    """Where toxic words stand, quoted ones too: a list of {start, end} a document."""
    from pipelines.annotate import quality_kernels as kernels

    tables = lexicon.tables()
    spans: list[list[dict[str, int]]] = [[] for _ in range(len(toxic))]
    for row in np.flatnonzero(toxic):
        places = np.empty((toxic[row], 2), np.int64)
        kernels.toxic_places(data, offsets[row], offsets[row + 1], tables.kinds, tables.lower, known, places)
        spans[row] = [{"start": int(start), "end": int(end)} for start, end in places]
    return pl.Series(spans, dtype=pl.List(pl.Struct({"start": pl.Int32, "end": pl.Int32})))


def _structured(kinds: pl.Series, sections: pa.Table) -> pl.Series:
    """Whether a decision has its operative part, a statute an article or item."""
    found = pl.Series(sections["sections"]).list.eval(pl.element().struct.field("kind"))
    decides = found.list.eval(pl.element().is_in(["operative", "beslissing"])).list.any()
    provides = found.list.eval(pl.element().is_in(["article", "item"])).list.any()
    return pl.select(pl.when(kinds == "statute").then(provides).otherwise(decides).fill_null(False)).to_series()


def _boilerplate_share(signatures: pa.Table, boilerplate: pa.Table) -> pl.Series:
    """Share of paragraphs that recur in many documents of the source."""
    recurring = pl.Series(boilerplate["paragraph_hash"]).implode()
    hashes = pl.DataFrame({"hashes": pl.Series(signatures["paragraph_hashes"])})
    share = pl.col("hashes").list.eval(pl.element().is_in(recurring)).list.mean().fill_null(0.0)
    return hashes.select(share.alias("boilerplate_share")).to_series()
