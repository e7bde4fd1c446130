"""Comparisons of packing: documents to rows.

What belongs here: one function a comparison, named as `--only` names it. What does not: encoding alone
(`cases_encoding.py`), loading rows (`cases_export.py`).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import texts
from benchmarks.measure import Comparison
from benchmarks.rival import Script

LENGTH = 8192


def pack_trl(documents: int = 100_000) -> Comparison:
    """The row of each document, beside `bfd` of TRL."""
    from pipelines.export.packing import best_fit

    lengths = _lengths(documents)
    _, rows = best_fit(lengths, LENGTH)
    note = f"{documents} documents into rows of {LENGTH}, {lengths.sum() / (rows * LENGTH):.3%} full; ours has lengths "
    note += "alone, for tokens are moved where files are written; the rival moves tokens of a byte"
    rival = Script("pack_trl", pa.table({"length": lengths}))
    return Comparison("documents/s", documents, lambda: best_fit(lengths, LENGTH), rival, note)


def pack_million(documents: int = 1_000_000) -> Comparison:
    """The row of each of a million documents."""
    from pipelines.export.packing import best_fit

    lengths = _lengths(documents)
    _, rows = best_fit(lengths, LENGTH)
    note = f"{documents} documents into rows of {LENGTH}, {lengths.sum() / (rows * LENGTH):.3%} full, none cut"
    return Comparison("documents/s", documents, lambda: best_fit(lengths, LENGTH), None, note)


def encode_pack(documents: int = 500, times: int = 16) -> Comparison:
    """The corpus to the bytes of files of rows, by way of files of tokens, as the two stages do it."""
    from pipelines.export.packing import pieces_of, plan
    from pipelines.export.packing_rows import id_type, places, rows_bytes, rows_of
    from pipelines.export.tokens import encode
    from pipelines.tables import parquet_bytes
    from tokenizer import train

    few = texts.corpus(documents)
    tokenizer = train(few["text"].to_pylist(), vocab_size=32_000).to_str().encode()
    corpus = pa.concat_tables([few] * times)

    def run() -> None:
        tokens = encode(corpus, tokenizer, length=LENGTH).body
        assert isinstance(tokens, pa.Table)
        parquet_bytes(tokens)
        pieces = pieces_of(corpus, tokens, "train")
        batch = places(corpus, tokens, pieces, plan(pieces, LENGTH).rows, id_type(tokenizer))
        rows_bytes(rows_of([batch], "train"), LENGTH)

    note = f"{documents} decisions {times} times over, 32000 tokens, rows of {LENGTH}; with opening the tokenizer"
    megabytes = (pc.sum(pc.binary_length(corpus["text"])).as_py() or 0) / 1e6
    return Comparison("MB/s", megabytes, run, None, f"{note}; MB of text")


def _lengths(documents: int) -> np.ndarray:
    """Log-normal, as those of decisions are: a median of 900 tokens, a tenth over 3,200; none longer than a row."""
    drawn = np.random.default_rng(7).lognormal(np.log(900), 1, documents)
    return drawn.clip(1, LENGTH).astype(np.int32)
