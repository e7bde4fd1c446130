"""Signals of quality for every document: damage, repetition, language, structure, toxicity. Nothing is dropped here.

What belongs here: the asset, and which count becomes which signal. What does not: counting (quality_kernels), the
tables behind it (lexicon), languages (language), and thresholds for keeping a document, which are selection's:
thresholds made for the web remove 29 % of Ukrainian decisions and nearly all statutes. Still to come: shuffled
words and a character language model.

Signals of the Gopher family follow Rae et al. 2021 (arXiv 2112.11446, table A1) as datatrove counts them: a line is
what stands between line ends, a paragraph what stands between blank lines, blank ones apart.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.annotate import language, lexicon
from pipelines.annotate.buffers import text_buffers
from pipelines.schema import QUALITY

VERSION = "1"

BATCH = 10_000
"""Documents whose paragraphs are in memory at once: 28 bytes a paragraph, and as much again while runs are joined."""

MOJIBAKE_SHARE = 0.01
"""Share of garbled code points from which a text is damaged; a sound decision has none."""

MIXED_SHARE = 0.05
"""Share of words of two scripts: look-alike letters are typed by habit in a few words of many texts."""

REPEATED_SHARE = 0.3
"""Gopher's bound for repeated lines; statutes and judgments lie far below."""

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


def _measured(rows: pl.DataFrame, documents: pa.Table, code: str) -> pl.DataFrame:
    """Signals of the documents declared to be in one language, with their `row`."""
    from pipelines.annotate import line_kernels
    from pipelines.annotate import quality_kernels as kernels

    texts = documents["text"].take(rows["row"].to_arrow()).combine_chunks()
    data, offsets = text_buffers(texts)
    tables, known = lexicon.tables(), lexicon.lexicon(code)
    lines = line_kernels.count_lines(data, offsets)
    counts, shares = np.zeros((len(texts), 13), np.int64), np.zeros((len(texts), 3))
    paragraphs = np.zeros((lines[-1], 5), np.int32)
    kernels.measure(
        data,
        offsets,
        lines,
        tables.kinds,
        tables.lower,
        tables.trail,
        known.hashes,
        known.bits,
        counts,
        paragraphs,
        shares,
    )
    found = language.runs(paragraphs, line_kernels.line_starts(data, offsets, lines), lines, counts[:, kernels.CHARS])
    return _signals(rows, counts, shares).with_columns(
        language=language.main_language(found, len(texts)),
        languages=language.as_lists(found, len(texts)),
        toxic_spans=_toxic_spans(data, offsets, counts[:, kernels.TOXIC], known),
    )


def _signals(rows: pl.DataFrame, counts: np.ndarray, shares: np.ndarray) -> pl.DataFrame:
    """Counts as shares, and the damage they tell."""
    chars, words, letters, cyrillic, digits, symbols, controls, mixed, spaced, garbled, stops, _, toxic = counts.T
    visible = letters + digits + symbols
    return (
        rows.select("row", "id")
        .with_columns(
            chars=pl.Series(chars),
            words=pl.Series(words),
            letter_share=_share(letters, visible),
            digit_share=_share(digits, visible),
            symbol_share=_share(symbols, visible),
            cyrillic_share=_share(cyrillic, letters),
            mojibake_share=_share(garbled, chars),
            mixed_script_share=_share(mixed, words),
            duplicate_line_share=pl.Series(shares[:, 0]),
            duplicate_paragraph_share=pl.Series(shares[:, 1]),
            top_ngram_share=pl.Series(shares[:, 2]),
            stop_word_share=_share(stops, words),
            mean_word_length=_share(letters, words),
            toxicity=1000 * _share(toxic, words),
            spaced=_share(spaced, letters),
            controls=pl.Series(controls),
        )
        .with_columns(damage=_damage())
        .drop("spaced", "controls")
    )


def _share(part: np.ndarray, whole: np.ndarray) -> pl.Series:
    """Divide as Float64, 0 where there is nothing to divide by."""
    return pl.Series(part / np.maximum(whole, 1))


def _damage() -> pl.Expr:
    """Kinds of damage, as a list in alphabetical order."""
    kinds = {
        "control_characters": pl.col("controls") > 0,
        "empty": pl.col("words") == 0,
        "letterspaced": pl.col("spaced") > SPACED_SHARE,
        "mixed_script": pl.col("mixed_script_share") > MIXED_SHARE,
        "mojibake": pl.col("mojibake_share") > MOJIBAKE_SHARE,
        "repeated": pl.max_horizontal("duplicate_line_share", "top_ngram_share") > REPEATED_SHARE,
    }
    named = [pl.when(test).then(pl.lit(name)) for name, test in kinds.items()]
    return pl.concat_list(named).list.drop_nulls()


def _toxic_spans(data: np.ndarray, offsets: np.ndarray, toxic: np.ndarray, known: lexicon.Lexicon) -> pl.Series:
    """Where toxic words stand, quoted ones too: a list of {start, end} a document."""
    from pipelines.annotate import quality_kernels as kernels

    tables = lexicon.tables()
    spans: list[list[dict[str, int]]] = [[] for _ in range(len(toxic))]
    for row in np.flatnonzero(toxic):
        places = np.empty((toxic[row], 2), np.int64)
        kernels.toxic_places(
            data, offsets[row], offsets[row + 1], tables.kinds, tables.lower, known.hashes, known.bits, places
        )
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
