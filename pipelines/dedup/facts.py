"""From a shard to its piece: what clustering asks of each document, in four small files.

What belongs here: columns of documents and signatures as keys. What does not: what the register's words mean
(`identity.py`), how bands and sketches are written (`bands.py`, `estimates.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.arrow import numbers, one_array, text_bytes
from pipelines.dedup.bands import write_bands, write_plain
from pipelines.dedup.estimates import write_sketches
from pipelines.dedup.identity import NATIONAL, case_numbers, channel_of, instance_of, role_of, spelled
from pipelines.dedup.pieces import CASE, DAY, FACTS, ID, NAMES, SILENT, SILENT_DAY, TEXT, Piece
from pipelines.dedup.sets import Sets
from pipelines.dedup.settings import Settings

DAYS = {"day": "date", "edition": "edition", "registered": "registered", "published": "published"}
"""Days of `FACTS`, and the columns of documents that tell them."""


def make_piece(documents: pa.Table, signatures: pa.Table, piece: Piece, settings: Settings) -> None:
    """Write the four files of a piece, each whole or not at all; the facts last, so where they are, all are.

    Takes a shard: `documents` with id, kind, issuer_code, case_numbers, date, registered, published, form, edition,
    status, instance, text_format and source_file; `signatures` with words, text_hash and minhash, row beside row.
    """
    facts = facts_of(documents, signatures)
    _whole(piece.bands, lambda file: write_bands(signatures, file, bands=settings.bands, rows=settings.rows))
    _whole(piece.sketches, lambda file: write_sketches(signatures, file))
    _whole(piece.names, lambda file: write_plain(names_of(facts), file))
    _whole(piece.facts, lambda file: write_plain(facts, file))


def facts_of(documents: pa.Table, signatures: pa.Table) -> pa.Table:
    """`FACTS` of a shard, row beside row; columns as `make_piece` takes them."""
    said = pl.DataFrame(documents).select(
        "id",
        "issuer_code",
        "status",
        statute=pl.col("kind") == "statute",
        form=spelled(pl.col("form")),
        instance=instance_of(pl.col("instance")),
        channel=channel_of(pl.col("id"), pl.col("text_format"), pl.col("source_file")),
        **{day: pl.col(column).cast(pl.Int32).fill_null(SILENT_DAY) for day, column in DAYS.items()},
    )
    words, hashes = numbers(signatures["words"]), numbers(signatures["text_hash"])
    courts = keys_of(said["issuer_code"])
    columns = {
        **said.with_columns(role=role_of(pl.col("form"))).to_dict(),
        "id_key": keys_of(said["id"]),
        "form": keys_of(said["form"]),
        "court": courts,
        "channel": keys_of(said["channel"]),
        "words": words,
        "text_key": np.where(words > 0, hashes, np.uint64(SILENT)),
        "cases": _cases(documents, courts),
    }
    arrays = {name: column.to_arrow() if isinstance(column, pl.Series) else column for name, column in columns.items()}
    return pa.table({field.name: pa.array(arrays[field.name]).cast(field.type) for field in FACTS}, schema=FACTS)


def names_of(facts: pa.Table) -> pa.Table:
    """`NAMES` of the rows of `FACTS`: the names that rows may share.

    A text without words has no name for its text, and none for case, court and day, by which like texts are sought.
    """
    columns = {name: numbers(facts[name]) for name in ("text_key", "id_key", "court", "day", "words")}
    cases = Sets.of(facts["cases"])
    numbered, every = cases.owners, np.arange(facts.num_rows)
    dated = (columns["day"][numbered] != SILENT_DAY) & (columns["words"][numbered] > 0)
    days = combined(cases.values, columns["court"][numbered], columns["day"][numbered])
    named = columns["text_key"] != SILENT
    families = {
        TEXT: (columns["text_key"][named], every[named]),
        ID: (columns["id_key"], every),
        CASE: (cases.values, numbered),
        DAY: (days[dated], numbered[dated]),
    }
    parts = [
        pa.table([np.full(len(keys), family), keys, rows], names=NAMES.names).cast(NAMES)
        for family, (keys, rows) in families.items()
    ]
    return pa.concat_tables(parts).combine_chunks()


def keys_of(strings: pl.Series) -> np.ndarray:
    """uint64 per string: equal strings, equal keys; SILENT for null and the empty string."""
    from pipelines.dedup.facts_kernel import string_keys

    return string_keys(*text_bytes(pc.fill_null(one_array(strings.to_arrow()).cast(pa.large_string()), "")))


def combined(*parts: np.ndarray) -> np.ndarray:
    """uint64 key of several columns of keys; among 100 million, two collide with a chance of 1 in 3,700."""
    key = np.zeros(len(parts[0]), np.uint64)
    for part in parts:
        key = (key ^ part.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        key ^= key >> np.uint64(32)
    return key


def _cases(documents: pa.Table, courts: np.ndarray) -> pa.ListArray:
    """The keys of each row's cases, sorted: a national number speaks for itself, any other with its court."""
    found = case_numbers(pl.DataFrame(documents.select(["case_numbers"])))
    rows, alone = found["row"].to_numpy(), keys_of(found["number"])
    national = found["number"].str.contains(NATIONAL).to_numpy()
    keys = np.where(national, alone, combined(alone, courts[rows]))
    order = np.lexsort((keys, rows))
    bounds = np.cumsum(np.r_[0, np.bincount(rows, minlength=documents.num_rows)])
    return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), pa.array(keys[order]))


def _whole(file: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place, then move it there."""
    new = file.with_name(f".new-{file.name}")
    write(new)
    new.replace(file)
