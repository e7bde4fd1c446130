"""The proof that what is released holds nothing to mask: the same recognizers look at the corpus once more.

What belongs here: which documents are looked at, and saying where something was found without showing it. What does
not: finding, the policy, and what follows (`run.py`, `assets/personal_data_checks.py`).

A cell of up to `LOOKED_AT` documents is looked at whole. Of a larger one so many are, in stretches of neighbours spread
evenly over the cell, each at a place by hash: the same on every machine, and a few row groups are read instead of all.
Every text was looked at when it was masked (`select/hiding.py`); this is the look of somebody who has the release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.annotate.personal.masking import mask, shift
from pipelines.annotate.personal.privacy import Profile, profile_named
from pipelines.annotate.personal.spans import Span
from pipelines.annotate.personal.stage import find_personal_data
from pipelines.registers import REGISTERS
from pipelines.select.hiding import guarded, spans_of_rows
from pipelines.store import Manifest, Ref, Store, content_key

LOOKED_AT, STRETCHES = 2_000, 40
"""Documents of a large cell, and into how many stretches they are cut."""

READS = ("id", "source", "kind", "case_numbers", "text", "citations")
"""Columns of `corpus` that are read."""

CONTEXT = 40
"""Characters shown on either side of a find."""

NAMED = 20
"""Finds that are named: enough to see what went wrong."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something to mask in a released text: where it is, and what stands around it, its tag in its place."""

    id: str
    type: str
    start: int
    end: int
    context: str

    def __str__(self) -> str:
        return f"{self.id} has {self.type} at {self.start}–{self.end}: «{self.context}»"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at, of how many documents, and what was found: their number, and the first of them."""

    documents: int
    looked_at: int
    found: int
    leaks: tuple[Leak, ...]

    @property
    def passed(self) -> bool:
        """Nothing to mask was found."""
        return not self.found

    @property
    def sentence(self) -> str:
        """What a person should know."""
        looked = f"{self.looked_at:,} of {self.documents:,} released documents"
        if self.passed:
            return f"{looked} were looked at again, and none holds anything that its profile masks."
        return f"{self.found:,} finds to mask in {looked}: {self.leaks[0]}; mend what finds it, and run again."


def proof_of(manifest: Manifest, store: Store) -> Proof:
    """Look at the corpus of a cell again, by the profile that each of its shards was made with."""
    rows = sampled(manifest.rows, content_key([shard.key for shard in manifest.shards]))
    first, found, leaks = 0, 0, list[Leak]()
    for shard in manifest.shards:
        here = rows[(rows >= first) & (rows < first + shard.rows)] - first
        first += shard.rows
        if len(here):
            texts = _rows(store, Ref(manifest.asset, manifest.scope, shard), here)
            seen = list(leaks_in(texts, profile_named(shard.variant)))
            found, leaks = found + len(seen), [*leaks, *seen][:NAMED]
    return Proof(manifest.rows, len(rows), found, tuple(leaks))


def sampled(rows: int, seed: str) -> np.ndarray:
    """Which of so many rows are looked at, ascending (int64)."""
    if rows <= LOOKED_AT:
        return np.arange(rows)
    part, length = rows // STRETCHES, LOOKED_AT // STRETCHES
    starts = [number * part + int(content_key(seed, number), 16) % (part - length + 1) for number in range(STRETCHES)]
    return np.concatenate([np.arange(start, start + length) for start in starts])


def leaks_in(corpus: pa.Table, profile: Profile) -> Iterator[Leak]:
    """Everything in rows of the corpus (columns `READS`) that the profile does not keep.

    Acts are not looked at where the profile keeps all that can stand in one.
    """
    if profile.keeps_acts:
        corpus = corpus.filter(pc.not_equal(corpus["kind"], "statute"))
    declared = {register.name: register.language for register in REGISTERS}
    languages = [declared[source] for source in corpus["source"].to_pylist()]
    texts = corpus.select(["id", "kind", "text"]).append_column("language", pa.array(languages, pa.string()))
    found = find_personal_data(texts)["spans"].to_pylist()
    for row, language, spans in zip(corpus.to_pylist(), languages, found, strict=True):
        yield from _leaks(row, language, spans_of_rows(spans, profile))


def _leaks(row: dict[str, Any], language: str, spans: list[Span]) -> Iterator[Leak]:
    cited = [(citation["start"], citation["end"]) for citation in row["citations"]]
    spans = guarded(spans, row["text"], cited, row["case_numbers"])
    left = [span for span in spans if span.action not in ("keep", "register")]
    if left:
        hidden, edits = mask(row["text"], spans, language)
        for span in left:
            start, end = shift((span.start, span.end), edits).tolist()
            around = hidden[max(0, start - CONTEXT) : end + CONTEXT]
            yield Leak(row["id"], span.type, span.start, span.end, " ".join(around.split()))


def _rows(store: Store, ref: Ref, rows: np.ndarray) -> pa.Table:
    return pa.table({name: store.read_rows(ref, rows, name) for name in READS})
