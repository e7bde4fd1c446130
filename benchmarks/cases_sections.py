"""Comparisons of sections and of the chunks cut along them.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`) and timing
(`measure.py`). Splitters get the same texts, the same tokenizer and the same budget in one run; no rival knows a
section, ours gets them ready. No text of a corpus comes twice, so what a rival remembers of whole texts is forgotten
before each run, and ours opens the tokenizer anew and meets every word for the first time, as at the beginning of a
shard, of which these are a fiftieth; `chunks_known` is the middle of one, where most words have been met.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import texts
from benchmarks.measure import Comparison
from benchmarks.rival import Script

TOKENS = 512
"""Budget of a chunk; the rivals' scripts have it too."""

VOCABULARY = 4096

DOCUMENTS = 2000
"""Documents that are cut; a shard has 100,000."""


def sections(documents: int = 100) -> Comparison:
    """The tree of parts of every decision, alone."""
    from pipelines.annotate.sections import section

    rows = texts.documents(documents)
    return Comparison(
        "MB/s", _megabytes(rows["text"]), lambda: section(rows), None, f"{documents} decisions; MB of text"
    )


def chunks(documents: int = DOCUMENTS) -> Comparison:
    """Decisions to chunks of at most 512 tokens, beside semantic-text-splitter."""
    return _chunks("chunks_semantic", documents)


def chunks_langchain(documents: int = DOCUMENTS) -> Comparison:
    """Decisions to chunks of at most 512 tokens, beside LangChain's RecursiveCharacterTextSplitter."""
    return _chunks("chunks_langchain", documents)


def chunks_semchunk(documents: int = DOCUMENTS) -> Comparison:
    """Decisions to chunks of at most 512 tokens, beside semchunk."""
    return _chunks("chunks_semchunk", documents)


def chunks_chonkie(documents: int = DOCUMENTS) -> Comparison:
    """Decisions to chunks of at most 512 tokens, beside chonkie's RecursiveChunker."""
    return _chunks("chunks_chonkie", documents)


def chunks_known(documents: int = DOCUMENTS) -> Comparison:
    """Decisions to chunks of at most 512 tokens where every word has been met before, alone."""
    return _chunks(None, documents)


def chunks_characters(documents: int = 300) -> Comparison:
    """Rows of the corpus to rows of chunks of at most 2,000 characters, alone."""
    from pipelines.export.chunks import chunk

    corpus = texts.corpus(documents)
    note = f"{documents} decisions; with the place, the headings and the citations of each chunk; MB of text"
    return Comparison("MB/s", _megabytes(corpus["text"]), lambda: chunk(corpus), None, note)


def _chunks(rival: str | None, documents: int) -> Comparison:
    """Beside a rival every run begins with a new counter of tokens; alone all runs share one."""
    from sectionizer import grammar_for, sectionize
    from sectionizer.chunks import split
    from sectionizer.cuts import Outline
    from tokenizer import train
    from tokenizer.counting import PieceCounter

    found = texts.documents(documents)["text"]
    whole, grammar = found.to_pylist(), grammar_for("decision", "uk")
    outlines = [Outline.of(sectionize(text, grammar)) for text in whole]
    told = train(whole, vocab_size=VOCABULARY).to_str()
    used = PieceCounter(told.encode())

    def run() -> None:
        measure = PieceCounter(told.encode()) if rival else used
        for text, outline in zip(whole, outlines, strict=True):
            split(text, outline, TOKENS, measure=measure)

    words = "whose words are all new" if rival else "whose words are known"
    note = f"{documents} decisions, {TOKENS} tokens of one tokenizer, {words}; MB of text"
    tokenizers = pa.array([told] + [None] * (documents - 1))
    script = Script(rival, pa.table({"text": found, "tokenizer": tokenizers})) if rival else None
    return Comparison("MB/s", _megabytes(found), run, script, note)


def _megabytes(text: pa.ChunkedArray) -> float:
    """Size of a column of texts in UTF-8, 10**6 bytes."""
    return (pc.sum(pc.binary_length(text)).as_py() or 0) / 1e6
