"""The asset: what sound texts of the corpus are like, learnt from complete years of it.

What belongs here: which documents are learnt from. What does not: learning (corrupted_training) and judging
(corrupted). The sample is drawn by hash of id from the beginning of the first shard of every cell of a year before
`before`, so that a night that adds documents to a running year changes nothing of the model, and none of what is
judged by it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.annotate.corrupted import MODEL, as_row
from pipelines.annotate.corrupted_training import learn
from pipelines.annotate.language import primary
from pipelines.scope import Scope
from pipelines.stage import Shards
from pipelines.store import Ref, Store

VERSION = "2"

BEGINNING, DRAWN = 5_000, 1_000
"""Rows of a shard that documents are drawn from, and how many are: one row group, so that little of it is read."""


def learn_model(documents: Shards, *, before: int, characters: int) -> pa.Table:
    """A model of each language, schema corrupted.MODEL; no row for a language of which there is too little.

    documents: columns id, language, text. before: first year that is not learnt from. characters: code points of each
    source and language that are learnt from at most, the same share of every cell.
    """
    samples: dict[str, dict[str, str]] = defaultdict(dict)
    first = _first_shards(documents, before)
    for ref in first:
        share = characters // sum(other.scope.source == ref.scope.source for other in first)
        for name, language, text in _drawn(documents.store, ref, share):
            samples[language][name] = text
    return pa.Table.from_pylist(
        [row for language in sorted(samples) for row in _learnt(samples[language], language)], MODEL
    )


def _first_shards(documents: Shards, before: int) -> list[Ref]:
    """The first shard of every cell of a complete year."""
    first: dict[Scope, Ref] = {}
    for ref in documents.refs:
        if int(ref.scope.year) < before:
            first.setdefault(ref.scope, ref)
    return list(first.values())


def _drawn(store: Store, ref: Ref, share: int) -> Iterator[tuple[str, str, str]]:
    """(hash of id, language, text) of documents drawn from a shard, of each language up to a share of code points."""
    rows = store.read_table(ref, ["id", "language"]).slice(0, BEGINNING)
    ids, languages = rows["id"].to_pylist(), rows["language"].to_pylist()
    hashes = [hashlib.blake2b(name.encode(), digest_size=16).hexdigest() for name in ids]
    drawn = sorted(sorted(range(len(ids)), key=hashes.__getitem__)[:DRAWN])
    texts = dict(zip(drawn, store.read_rows(ref, np.array(drawn, np.int64), "text").to_pylist(), strict=True))
    left: dict[str, int] = defaultdict(lambda: share)
    for row in sorted(drawn, key=hashes.__getitem__):
        language, text = primary(languages[row]), texts[row]
        if 0 < len(text) <= left[language]:
            left[language] -= len(text)
            yield hashes[row], language, text


def _learnt(sample: dict[str, str], language: str) -> Iterator[dict[str, Any]]:
    """The row of a language, if its texts are enough; `sample` has them by hash of id, which gives their order."""
    texts = [sample[name] for name in sorted(sample)]
    if learnt := learn(texts, language):
        yield as_row(*learnt, documents=len(texts), chars=sum(map(len, texts)))
