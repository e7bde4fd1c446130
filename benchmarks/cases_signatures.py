"""Comparisons of signatures: raw texts to MinHash, each rival on the same documents.

What belongs here: one function a comparison, named as `--only` names it. What does not: input (`texts.py`), timing
(`measure.py`), and how near the estimates come (`signature_errors.py`). Every contender makes 5-grams of words and
128 permutations, or what it has nearest to them, and its own words of its own hashes: only the job is the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

from benchmarks import texts
from benchmarks.measure import Comparison, InProcess
from benchmarks.rival import Script
from pipelines.dedup.signatures import sign
from pipelines.schema import MINHASH_PERMUTATIONS


def signatures_datasketch(documents: int = 1000) -> Comparison:
    """Texts to MinHash signatures, beside datasketch over sets of joined words."""
    rows = texts.documents(documents)
    rival = InProcess(f"datasketch {version('datasketch')}", lambda: _datasketch(rows["text"].to_pylist()))
    return Comparison("docs/s", documents, lambda: sign(rows), rival, _note(documents, "its default hash is sha1"))


def _datasketch(documents: list[str]) -> Callable[[], object]:
    from datasketch import MinHash

    def shingles(text: str) -> set[bytes]:
        words = re.findall(r"\w+", text.lower())
        return {" ".join(words[at : at + 5]).encode() for at in range(max(1, len(words) - 4))}

    return lambda: MinHash.bulk([shingles(text) for text in documents], num_perm=MINHASH_PERMUTATIONS)


def signatures_daft(documents: int = 2000) -> Comparison:
    """Texts to MinHash signatures, beside Daft's normalize and minhash, both in Rust."""
    return _beside("signatures_daft", documents, "lower-cases, drops ASCII punctuation and splits at blanks")


def signatures_datatrove(documents: int = 1000) -> Comparison:
    """Texts to MinHash signatures, beside datatrove's stage 1 with the cheapest words it can have."""
    return _beside("signatures_datatrove", documents, "14 × 8 minima of 64 bits, words split at blanks, sorted files")


def _beside(script: str, documents: int, how: str) -> Comparison:
    rows = texts.documents(documents)
    return Comparison(
        "docs/s", documents, lambda: sign(rows), Script(script, rows.select(["text"])), _note(documents, how)
    )


def _note(documents: int, how: str) -> str:
    told = f"{documents} decisions, 5-grams of words, 128 permutations; ours adds SimHash, text and paragraph hashes"
    return f"{told}; the rival: {how}"


def signatures_threads(documents: int = 24_000, pieces: int = 8) -> Comparison:
    """Texts to MinHash signatures on two threads, piece by piece of a shard, beside one thread with all of it."""
    rows = texts.documents(documents)
    size = documents // pieces

    def on_two() -> None:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(sign, (rows.slice(size * piece, size) for piece in range(pieces))))

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))  # the others are measured on one core
    rival = InProcess("one thread", lambda: lambda: sign(rows))
    return Comparison("docs/s", documents, on_two, rival, f"{documents} decisions; the only comparison on two cores")
