"""Packed rows as mosaicml-streaming reads them: Mosaic Data Shards and their `index.json` (version 2).

What belongs here: the bytes of both. What does not: which rows (`packing_export.py`).

    u32 samples  u32 begins[samples + 1]  the shard's entry as JSON  samples
    sample: u32 size of each column  the columns, by name

An array is told by a byte with its dimensions and the width of its length, then the length, then its values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

COLUMNS = {"doc_ids": "json", "doc_lengths": "ndarray:int32", "tokens": "ndarray:int32"}
"""Columns and encodings, by name; `tokens` is what llm-foundry asks for."""

SIZE_LIMIT = 1 << 26
"""Bytes of a shard, the library's own default."""

_ONE_DIMENSION = 1 << 2
_WIDTHS = ((1 << 8, 0, "<u1"), (1 << 16, 1, "<u2"), (1 << 32, 2, "<u4"))

_ENTRY: dict[str, Any] = {
    "column_encodings": list(COLUMNS.values()), "column_names": list(COLUMNS), "column_sizes": [None] * len(COLUMNS),
    "compression": None, "format": "mds", "hashes": [], "size_limit": SIZE_LIMIT, "version": 2,
}  # fmt: skip


def write_rows(tables: Iterable[pa.Table], folder: Path) -> list[Path]:
    """Write shards and then their index to a folder that is there. Memory: a table and a shard.

    Args:
        tables: rows of `schema.PACKED_SEQUENCES`.
        folder: where `index.json` and `shard.00000.mds` … go.
    """
    written, entries = list[Path](), list[dict[str, Any]]()
    for number, samples in enumerate(_shards(sample for table in tables for sample in _samples(table))):
        file, body = folder / f"shard.{number:05d}.mds", _shard(samples)
        file.write_bytes(body)
        raw = {"basename": file.name, "bytes": len(body), "hashes": {}}
        entries.append({**_ENTRY, "raw_data": raw, "samples": len(samples), "zip_data": None})
        written.append(file)
    index = folder / "index.json"
    index.write_text(json.dumps({"shards": entries, "version": 2}, sort_keys=True), encoding="utf-8")
    return [*written, index]


def _samples(table: pa.Table) -> Iterator[bytes]:
    for batch in table.to_batches(max_chunksize=1024):
        for ids, lengths, names in zip(batch["input_ids"], batch["doc_lengths"], batch["doc_ids"], strict=True):
            columns = (json.dumps(names.as_py()).encode(), _array(lengths), _array(ids))
            yield np.array([len(one) for one in columns], "<u4").tobytes() + b"".join(columns)


def _array(values: pa.ListScalar) -> bytes:
    held = values.values.to_numpy().astype("<i4")
    code, width = next((code, width) for limit, code, width in _WIDTHS if len(held) < limit)
    return bytes([_ONE_DIMENSION | code]) + np.array(len(held), width).tobytes() + held.tobytes()


def _shards(samples: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Samples in shards of at most `SIZE_LIMIT`, at least one sample in each."""
    held, size = list[bytes](), _overhead(0)
    for sample in samples:
        if held and size + len(sample) + 4 > SIZE_LIMIT:
            yield held
            held, size = [], _overhead(0)
        held.append(sample)
        size += len(sample) + 4
    if held:
        yield held


def _overhead(samples: int) -> int:
    """Bytes of a shard before its samples."""
    return 4 + 4 * (samples + 1) + len(_told())


def _told() -> bytes:
    return json.dumps(_ENTRY, sort_keys=True).encode()


def _shard(samples: list[bytes]) -> bytes:
    begins = np.cumsum([_overhead(len(samples)), *map(len, samples)])
    return b"".join([np.array(len(samples), "<u4").tobytes(), begins.astype("<u4").tobytes(), _told(), *samples])
