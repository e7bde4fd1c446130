"""Comparisons of encoding: texts to token ids.

What belongs here: one function a comparison, named as `--only` names it. What does not: learning a tokenizer
(`cases_tokenizer.py`), counting tokens for chunks (`cases_sections.py`). Both contenders have the same tokenizer and
the same texts, and every run compares ids with the rival's on a sample, as the pipeline's own runs do.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import texts
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import RivalMissing

VOCABULARY = 32_000

_VERSION = f"tokenizers {version('tokenizers')}"


def bpe_encode_hf(documents: int = 500) -> Comparison:
    """Decisions to token ids, beside `encode_batch_fast` of `tokenizers`; ids are the same."""
    from tokenizer import load
    from tokenizer.encoding import Encoder

    column, encoder, library = _column(documents), Encoder(_tokenizer(documents)), load(_tokenizer(documents))
    rival = InProcess(_VERSION, lambda: lambda: library.encode_batch_fast(column.to_pylist()))
    note = f"{documents} decisions, {VOCABULARY} tokens; words are known, as in the middle of a shard; MB of text"
    return Comparison("MB/s", _megabytes(column), lambda: encoder.encode(column), rival, note)


def bpe_encode_first(documents: int = 500) -> Comparison:
    """The same from the first word on: each run opens the tokenizer and has met no text."""
    from tokenizer import load
    from tokenizer.encoding import Encoder

    column, told = _column(documents), _tokenizer(documents)
    rival = InProcess(_VERSION, lambda: lambda: load(told).encode_batch_fast(column.to_pylist()))
    note = f"{documents} decisions, {VOCABULARY} tokens; with opening the tokenizer; MB of text"
    return Comparison("MB/s", _megabytes(column), lambda: Encoder(told).encode(column), rival, note)


def bpe_encode_base(documents: int = 200) -> Comparison:
    """Decisions to the ids of DeepSeek-V3's tokenizer. Raises RivalMissing where its package is not installed."""
    from tokenizer import load
    from tokenizer.encoding import Encoder
    from tokenizer.reporting_public import installed

    file = installed().get("DeepSeek-V3")
    if file is None:
        raise RivalMissing("DeepSeek's tokenizer is not installed: install the extra test, which names its package.")
    told = file.read_bytes()
    column, encoder, library = _column(documents), Encoder(told), load(told)
    rival = InProcess(_VERSION, lambda: lambda: library.encode_batch_fast(column.to_pylist()))
    note = f"{documents} decisions, the tokenizer of DeepSeek-V3; words are known; MB of text"
    return Comparison("MB/s", _megabytes(column), lambda: encoder.encode(column), rival, note)


@cache
def _column(documents: int) -> pa.ChunkedArray:
    return texts.documents(documents)["text"]


@cache
def _tokenizer(documents: int) -> bytes:
    """Learned from the same texts, so that most words are a token or two, as they are in a corpus."""
    from tokenizer import train

    return train(_column(documents).to_pylist(), vocab_size=VOCABULARY).to_str().encode()


def _megabytes(text: pa.ChunkedArray) -> float:
    """Size of a column of texts in UTF-8, 10**6 bytes."""
    return (pc.sum(pc.binary_length(text)).as_py() or 0) / 1e6
