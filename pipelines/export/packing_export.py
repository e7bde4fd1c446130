"""Tokens in the forms of trainers that do not read our rows: Megatron-LM, mosaicml-streaming, TRL.

What belongs here: which tokens go to which form. What does not: the bytes of a form (`megatron.py`, `mds.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.export import masks, mds, megatron
from pipelines.export.packing import READS, flat, taken
from pipelines.export.packing_rows import id_type, runs
from pipelines.scope import EVERYTHING
from pipelines.store import MissingInput, Ref, Store


def _megatron(folder: Path, store: Store, split: str) -> list[Path]:
    """Whole documents, as often as their weights say, in the order of the corpus: the trainer shuffles them."""
    (tokenizer,) = store.manifest("bpe_tokenizer", EVERYTHING).shards
    kind = id_type(store.read_bytes(Ref("bpe_tokenizer", EVERYTHING, tokenizer)))
    return list(megatron.write_documents(_documents(store, split, kind), folder / split, kind))


def _mds(folder: Path, store: Store, split: str) -> list[Path]:
    """Packed rows; `doc_lengths` are their borders."""
    return mds.write_rows(_packed(store, split), folder)


def _trl(folder: Path, store: Store, split: str) -> list[Path]:
    """Packed rows as Parquet with `seq_lengths` and `position_ids`, as `trl.pack_dataset` leaves them."""
    written = []
    for number, table in enumerate(_packed(store, split)):
        written.append(folder / f"{split}-{number:05d}.parquet")
        pq.write_table(_trl_rows(table), written[-1], compression="zstd")
    return written


def _trl_rows(packed: pa.Table) -> pa.Table:
    lengths, ids = packed["doc_lengths"].combine_chunks(), packed["input_ids"].combine_chunks()
    positions = masks.position_ids(lengths.flatten().to_numpy())
    columns = {
        "input_ids": ids.cast(pa.list_(pa.int32())),
        "position_ids": pa.ListArray.from_arrays(ids.offsets, positions),
        "seq_lengths": lengths,
    }
    return pa.table(columns)


FORMS: Mapping[str, Callable[[Path, Store, str], list[Path]]] = {"megatron": _megatron, "mds": _mds, "trl": _trl}
"""What there is to export to; torchtitan reads the rows of `trl`, where it calls positions `positions`."""


def _packed(store: Store, split: str) -> Iterator[pa.Table]:
    """The files of packed rows of a split."""
    manifest = store.manifest("packed_sequences", EVERYTHING)
    for shard in manifest.shards:
        if shard.variant == split and shard.rows:
            yield store.read_table(Ref(manifest.asset, manifest.scope, shard))


def _documents(store: Store, split: str, kind: type) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Ids and lengths of the documents of each shard of the corpus."""
    for chosen in store.manifests("corpus"):
        encoded = {shard.beside: shard for shard in store.manifest("tokens", chosen.scope).shards}
        for shard in chosen.shards:
            if shard.key not in encoded:
                raise MissingInput(f"tokens of {chosen.scope} are older than its corpus: make them again.")
            corpus = store.read_table(Ref("corpus", chosen.scope, shard), READS)
            tokens = store.read_table(Ref("tokens", chosen.scope, encoded[shard.key]), ("tokens",))["tokens"]
            lengths = np.diff(tokens.combine_chunks().offsets.to_numpy())
            document = np.repeat(np.arange(len(lengths)), taken(corpus, split))
            begins = np.cumsum(lengths, dtype=np.int64) - lengths
            yield runs(flat(tokens), begins[document], lengths[document], kind).values.to_numpy(), lengths[document]
