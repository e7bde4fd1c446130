"""Signals of quality for every document: damage, repetition, language, structure, toxicity. Nothing is dropped here.

What belongs here: the asset, and which count becomes which signal. What does not: counting (quality_reading and
its kernels), the tables behind it (lexicon), languages (language), and thresholds for keeping a document, which are
selection's: thresholds made for the web remove 29 % of Ukrainian decisions and nearly all statutes.

Signals of the Gopher family follow Rae et al. 2021 (arXiv 2112.11446, table A1) and those of FineWeb Penedo et al.
2024 (arXiv 2406.17557), both as datatrove 0.10.1 counts them over words between blanks. A line is what stands between
line ends, a paragraph what stands between blank lines.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.annotate import language, language_model
from pipelines.annotate.corrupted import score
from pipelines.annotate.quality_reading import Reading, read_texts, toxic_places
from pipelines.schema import QUALITY

VERSION = "6"

BATCH = 1_000
"""Documents read at once: beside the texts 5 bytes a code point, 12 a word and 73 a line are in memory."""

MOJIBAKE_SHARE = 0.01
"""Share of garbled code points from which a text is damaged; a sound decision has none."""

MIXED_SHARE = 0.05
"""Share of words of two scripts: look-alike letters are typed by habit in a few words of many texts."""

REASONING = {"reasoning": 1.0, "overwegingen": 1.0, "separate_opinion": 1.0, "body": 0.5}
"""How much of a part is reasons, by its kind; most Ukrainian decisions have one body for facts and reasons."""

REPEATED_SHARE = 0.3
"""Gopher's bound for repeated lines, here also for runs of ten words; statutes and judgments lie far below."""

SPACED_SHARE = 0.1
"""Share of letters set apart: a heading «У Х В А Л А» is ordinary, a text of them is not."""


def measure(
    documents: pa.Table, sections: pa.Table, signatures: pa.Table, boilerplate: pa.Table, quality_model: pa.Table
) -> pa.Table:
    """Signals of every row of `documents`: schema.QUALITY, same rows, same order.

    `sections` and `signatures` are the annotations of the same documents; `boilerplate` lists the paragraphs that
    recur in the source; `quality_model` is what sound texts are like (`corrupted.MODEL`).
    """
    signals = text_signals(documents, quality_model).with_columns(
        _boilerplate_share(signatures, boilerplate),
        structured=_structured(pl.Series(documents["kind"]), sections),
        reasoning_share=_reasoning_share(sections),
    )
    return signals.select(QUALITY.names).to_arrow().cast(QUALITY)


def text_signals(documents: pa.Table, quality_model: pa.Table) -> pl.DataFrame:
    """What the text alone tells of every row of `documents` (columns id, language, text): same rows, same order."""
    frame = pl.DataFrame(documents.select(["id", "language"])).with_row_index("row")
    parts = [
        _measured(rows, documents, code, quality_model)
        for code in frame["language"].unique().sort()
        for rows in frame.filter(pl.col("language") == code).iter_slices(BATCH)
    ]
    return pl.concat(parts or [_measured(frame, documents, "uk", quality_model)]).sort("row").drop("row")


def _measured(rows: pl.DataFrame, documents: pa.Table, code: str, quality_model: pa.Table) -> pl.DataFrame:
    """Signals of the documents declared to be in one language, with their `row`."""
    texts = documents["text"].take(rows["row"].to_arrow()).combine_chunks()
    read = read_texts(texts, code)
    labels = language_model.decide(language.label(read.lines, read.spoken), read)
    found = language.runs(labels, read.lines, read.first_line, read.chars)
    return _signals(rows, read).with_columns(
        language=language.main_language(found, len(texts)),
        languages=language.as_lists(found, len(texts)),
        toxic_spans=_toxic_spans(read, code),
        **_of_corruption(read, code, quality_model),
    )


def _of_corruption(read: Reading, code: str, quality_model: pa.Table) -> dict[str, pl.Series]:
    """How far the texts are from sound ones; null where nothing can be said."""
    scores = score(read, language.primary(code), quality_model)
    return {
        "bits_per_char": pl.Series(scores.bits_per_char).fill_nan(None),
        "corrupted": pl.Series(scores.corrupted).fill_nan(None),
        "corrupted_sign": pl.Series(scores.sign, dtype=pl.String).replace("", None),
    }


def _signals(rows: pl.DataFrame, read: Reading) -> pl.DataFrame:
    """Counts as shares, and the damage they tell."""
    of_words = _of_words(read.words) | _of_tokens(read.tokens)
    columns = _of_characters(read) | of_words | _of_lines(read) | _of_ngrams(read)
    spaced = _share(read.words["spaced"], columns["letters"].to_numpy())
    signals = rows.select("row", "id").with_columns(**columns, spaced=spaced).with_columns(damage=_damage())
    return signals.drop("spaced", "letters", "controls")


def _of_characters(read: Reading) -> dict[str, pl.Series]:
    """Shares of kinds of code points; letters and controls as counts, for the damage."""
    from pipelines.annotate import quality_kernels as kernels

    kinds = np.zeros((len(read.words), kernels.KINDS), np.int64)
    if len(kinds):
        np.add.reduceat(read.lines["kinds"], read.first_line[:-1], axis=0, out=kinds, dtype=np.int64)
    cyrillic = kinds[:, [kernels.CYRILLIC, kernels.UKRAINIAN, kernels.RUSSIAN]].sum(axis=1)
    letters = cyrillic + kinds[:, kernels.LATIN] + kinds[:, kernels.OTHER_LETTER]
    digits, symbols = kinds[:, kernels.DIGIT], kinds[:, kernels.PUNCTUATION] + kinds[:, kernels.SYMBOL]
    visible = letters + digits + symbols
    return {
        "chars": pl.Series(read.chars),
        "letters": pl.Series(letters),
        "controls": pl.Series(kinds[:, kernels.CONTROL]),
        "letter_share": _share(letters, visible),
        "digit_share": _share(digits, visible),
        "symbol_share": _share(symbols, visible),
        "cyrillic_share": _share(cyrillic, letters),
        "mojibake_share": _share(read.garbled + read.words["accented"], read.chars),
    }


def _of_words(counts: np.ndarray) -> dict[str, pl.Series]:
    """Shares of words of letters and digits."""
    words = counts["words"]
    return {
        "words": pl.Series(words),
        "mixed_script_share": _share(counts["mixed"], words),
        "stop_word_share": _share(counts["stop_words"], words),
        "stop_words": pl.Series(np.bitwise_count(counts["stop_set"])),
        "placeholder_share": _share(counts["placeholders"], words),
        "toxicity": 1000 * _share(counts["toxic_open"], words),
    }


def _of_tokens(counts: np.ndarray) -> dict[str, pl.Series]:
    """Shares of words between blanks."""
    tokens = counts["tokens"]
    return {
        "mean_word_length": _share(counts["worded_chars"], counts["worded"]),
        "lettered_share": _share(counts["lettered"], tokens),
        "number_signs_per_word": _share(counts["number_signs"], tokens),
        "ellipses_per_word": _share(counts["ellipses"], tokens),
    }


def _of_lines(read: Reading) -> dict[str, pl.Series]:
    """Shares of lines and paragraphs, and of code points in those that repeat an earlier one."""
    shapes, chars = read.shapes, read.chars
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
        "line_ends_per_word": _share(ends, read.tokens["tokens"]),
    }


def _of_ngrams(read: Reading) -> dict[str, pl.Series]:
    """Shares of code points in recurring runs of words, as lists of fixed length."""
    from pipelines.annotate.ngram_kernels import DUPLICATE, TOP

    shares = (read.repetition / np.maximum(read.chars, 1)[:, None]).astype(np.float32)
    return {
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
    repetition = pl.max_horizontal("duplicate_line_share", pl.col("duplicate_ngram_shares").arr.last())
    kinds = {
        "control_characters": pl.col("controls") > 0,
        "empty": pl.col("words") == 0,
        "letterspaced": pl.col("spaced") > SPACED_SHARE,
        "mixed_script": pl.col("mixed_script_share") > MIXED_SHARE,
        "mojibake": pl.col("mojibake_share") > MOJIBAKE_SHARE,
        "repeated": (pl.col("words") > 0) & (repetition > REPEATED_SHARE),
    }
    named = [pl.when(test).then(pl.lit(name)) for name, test in kinds.items()]
    return pl.concat_list(named).list.drop_nulls()


def _toxic_spans(read: Reading, code: str) -> pl.Series:
    """Where toxic words stand, quoted ones too: a list of {start, end} a document."""
    first_place, places = toxic_places(read, code)
    bounds = [pa.array(side, pa.int32()) for side in places.T]
    spans = pa.StructArray.from_arrays(bounds, ["start", "end"])
    return pl.Series(pa.LargeListArray.from_arrays(pa.array(first_place), spans))


def _structured(kinds: pl.Series, sections: pa.Table) -> pl.Series:
    """Whether a decision has its operative part, a statute an article or item."""
    found = pl.Series(sections["sections"]).list.eval(pl.element().struct.field("kind"))
    decides = found.list.eval(pl.element().is_in(["operative", "beslissing"])).list.any()
    provides = found.list.eval(pl.element().is_in(["article", "item"])).list.any()
    return pl.select(pl.when(kinds == "statute").then(provides).otherwise(decides).fill_null(False)).to_series()


def _reasoning_share(sections: pa.Table) -> pl.Series:
    """Share of characters in reasoning parts; a body states the facts as well, and counts half."""
    told = pl.element().struct
    length = told.field("end") - told.field("start")
    reasons = length * told.field("kind").replace_strict(REASONING, default=0.0, return_dtype=pl.Float64)
    every = pl.Series(sections["sections"])
    whole = every.list.eval(told.field("end")).list.max().fill_null(0)
    return _share(every.list.eval(reasons).list.sum().to_numpy(), whole.to_numpy())


def _boilerplate_share(signatures: pa.Table, boilerplate: pa.Table) -> pl.Series:
    """Share of paragraphs that recur in many documents of the source."""
    recurring = pl.Series(boilerplate["paragraph_hash"]).implode()
    hashes = pl.DataFrame({"hashes": pl.Series(signatures["paragraph_hashes"])})
    share = pl.col("hashes").list.eval(pl.element().is_in(recurring)).list.mean().fill_null(0.0)
    return hashes.select(share.alias("boilerplate_share")).to_series()
