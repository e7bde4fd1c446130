"""Slices: what clustering says of the rows of one shard, as a table that lies beside it.

What belongs here: `schema.DUPLICATES` of a piece, and telling whether a slice would say anything new. What does not:
finding it out (`clusters.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.dedup.arrow import numbers, one_array, text_bytes
from pipelines.dedup.clusters import ALONE, Settled
from pipelines.dedup.labels import LABELS
from pipelines.dedup.pieces import Piece
from pipelines.schema import DUPLICATES


def slice_of(settled: Settled, number: int, piece: Piece) -> pa.Table:
    """`schema.DUPLICATES` of the piece with that number in the order of the source, row beside row."""
    said = _said(settled, number)
    ids = one_array(pq.ParquetFile(piece.facts).read(["id"])["id"])
    named = {name: pc.coalesce(said[name], ids) for name in ("cluster", "group")}
    return pa.table({**said, **named, "id": ids}).select(DUPLICATES.names).cast(DUPLICATES)


def digest_of(settled: Settled, number: int) -> str:
    """Hash of all that a slice says, but for the ids of its own rows, which are its shard's; 32 hex digits.

    It names documents by their ids: a slice does not change because rows elsewhere came in before its twins.
    """
    digest = hashlib.sha256()
    for name, column in _said(settled, number).items():
        digest.update(name.encode())
        for part in _content(column):
            digest.update(part.tobytes())
    return digest.hexdigest()[:32]


def _said(settled: Settled, number: int) -> dict[str, pa.Array]:
    """The columns of a slice but for `id`; cluster and group are null where they are the row's own id."""
    place = slice(settled.starts[number], settled.starts[number + 1])
    own, root, group = np.arange(place.start, place.stop), settled.cluster[place], settled.group[place]
    oldest, size, decisions = (array[root] for array in (settled.oldest, settled.size, settled.decisions))
    twin, label = settled.twins.row[place], settled.twins.label[place]
    paired = label != ALONE
    names = settled.names
    return {
        "cluster": names.take(oldest, oldest != own),
        "cluster_size": pa.array(size.astype(np.int32)),
        "decisions": pa.array(decisions.astype(np.int32)),
        "label": pa.array([*LABELS, "unique", "first"]).take(pa.array(np.where(paired, label, ALONE + (size > 1)))),
        "twin": names.take(twin, paired),
        "jaccard": _where(settled.twins.likeness[place], paired),
        "containment": _where(settled.twins.containment[place], paired),
        "standing": pa.array(settled.standing[place]),
        "keeper": pa.array(settled.keeper[place]),
        "group": names.take(group, group != own),
    }


def _where(values: np.ndarray, told: np.ndarray) -> pa.Array:
    """The values, null where they are not told or no number."""
    return pa.array(values, mask=~told | np.isnan(values))


def _content(column: pa.Array) -> Iterator[np.ndarray]:
    """All that a column says, whatever lies in memory under its nulls."""
    yield numbers(column.is_null())
    if pa.types.is_string(column.type):
        data, bounds = text_bytes(column.fill_null(""))
        yield bounds - bounds[0]
        yield data[bounds[0] : bounds[-1]]
    else:
        yield numbers(column.fill_null(0) if column.null_count else column)
