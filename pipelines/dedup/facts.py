"""From a shard to its piece: what clustering asks of each document, in four small files.

What belongs here: columns of documents and signatures as keys. What does not: what the register's words mean
(`identity.py`), how bands and sketches are written (`bands.py`, `estimates.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.dedup.arrow import numbers, one_array, text_bytes
from pipelines.dedup.bands import write_bands, write_plain
from pipelines.dedup.estimates import write_sketches
from pipelines.dedup.identity import (
    CASSATION,
    HIGHEST,
    NATIONAL,
    case_numbers,
    channel_of,
    family_of,
    instance_in_head,
    instance_of,
    role_of,
    spelled,
    without_register,
)
from pipelines.dedup.pieces import (
    ALONE,
    CASE,
    DAY,
    FACTS,
    ID,
    KIND,
    NAMES,
    NATIONWIDE,
    SILENT,
    SILENT_DAY,
    TEXT,
    WITHIN,
    Piece,
)
from pipelines.dedup.sets import Sets
from pipelines.dedup.settings import Settings
from pipelines.workroom import whole

DAYS = {"day": "date", "edition": "edition", "registered": "registered", "published": "published"}
"""Days of `FACTS`, and the columns of documents that tell them."""


def make_piece(documents: pa.Table, signatures: pa.Table, piece: Piece, settings: Settings) -> None:
    """Write the four files of a piece, each whole or not at all; the facts last, so where they are, all are.

    Takes a shard: `documents` with id, kind, issuer_code, case_numbers, date, registered, published, form, edition,
    status, instance, text_format and source_file, and text if its head is to tell the instances that the register does
    not; `signatures` with words, text_hash and minhash, row beside row.
    """
    facts = facts_of(documents, signatures)
    with whole(piece.bands) as file:
        write_bands(signatures, file, bands=settings.bands, rows=settings.rows)
    with whole(piece.sketches) as file:
        write_sketches(signatures, file)
    with whole(piece.names) as file:
        write_plain(names_of(facts), file)
    with whole(piece.facts) as file:
        write_plain(facts, file)


def facts_of(documents: pa.Table, signatures: pa.Table) -> pa.Table:
    """`FACTS` of a shard, row beside row; columns as `make_piece` takes them."""
    said = pl.DataFrame(documents).select(
        "id",
        "issuer_code",
        "status",
        statute=pl.col("kind") == "statute",
        form=spelled(pl.col("form")),
        instance=_instance(documents),
        channel=channel_of(pl.col("id"), pl.col("text_format"), pl.col("source_file")),
        **{day: pl.col(column).cast(pl.Int32).fill_null(SILENT_DAY) for day, column in DAYS.items()},
    )
    words, hashes = numbers(signatures["words"]), numbers(signatures["text_hash"])
    courts = keys_of(said["issuer_code"])
    columns = {
        **said.with_columns(role=role_of(pl.col("form"))).to_dict(),
        "id_key": keys_of(said["id"]),
        "form": keys_of(said.select(family_of(pl.col("form")))["form"]),
        "court": courts,
        "channel": keys_of(said["channel"]),
        "words": words,
        "text_key": np.where(words > 0, hashes, np.uint64(SILENT)),
        "cases": _cases(documents),
    }
    arrays = {name: column.to_arrow() if isinstance(column, pl.Series) else column for name, column in columns.items()}
    return pa.table({field.name: pa.array(arrays[field.name]).cast(field.type) for field in FACTS}, schema=FACTS)


def names_of(facts: pa.Table) -> pa.Table:
    """`NAMES` of the rows of `FACTS`: the names that rows may share.

    A text without words has no name for its text, and none for case, court and day, by which like texts are sought. A
    case is called by its number alone only where no court is told: many courts have a 1-123/2006.
    """
    columns = {name: numbers(facts[name]) for name in ("text_key", "id_key", "court", "day", "words")}
    cases, every = Sets.of(facts["cases"]), np.arange(facts.num_rows)
    called = (cases.values & np.uint64(KIND) != ALONE) | (columns["court"][cases.owners] == SILENT)
    keys, numbered = cases.values[called], cases.owners[called]
    dated = (columns["day"][numbered] != SILENT_DAY) & (columns["words"][numbered] > 0)
    days = combined(keys, columns["court"][numbered], columns["day"][numbered])
    named = columns["text_key"] != SILENT
    families = {
        TEXT: (columns["text_key"][named], every[named]),
        ID: (columns["id_key"], every),
        CASE: (keys, numbered),
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


def _instance(documents: pa.Table) -> pl.Series:
    """The instance of each row as the register tells it, else as the head of its text does, if texts are given."""
    told = pl.DataFrame(documents.select(["instance"])).select(instance_of(pl.col("instance")))["instance"]
    if "text" not in documents.column_names or not (told == 0).any():
        return told
    read = pl.DataFrame(documents.select(["text"])).select(instance=instance_in_head(pl.col("text")))["instance"]
    return told.zip_with(told != 0, read)


def _cases(documents: pa.Table) -> pa.ListArray:
    """The keys of each row's cases, sorted; the last bits of each tell its kind.

    A national number has one key. Any other has one with its court, where that is told, and one alone, which it shares
    with a row whose court is not told.
    """
    courts = pl.DataFrame(documents.select(["issuer_code"])).with_row_index("row").rename({"issuer_code": "court"})
    number, court = pl.col("number"), pl.col("court").fill_null("")
    found = case_numbers(pl.DataFrame(documents.select(["case_numbers"]))).join(courts, on="row", maintain_order="left")
    highest = number.str.contains(CASSATION) & court.str.contains(HIGHEST)
    national = number.str.contains(NATIONAL)
    kinds = {
        NATIONWIDE: found.filter(national | highest).select(
            "row", name=pl.when(highest).then(pl.concat_str(pl.lit("HR "), number)).otherwise(number)
        ),
        WITHIN: found.filter(~national & ~highest & (court != "")).select(
            "row", name=pl.concat_str(court, without_register(number), separator="\n")
        ),
        ALONE: found.filter(~national).select("row", name=number),
    }
    keyed = [
        each.select("row", key=pl.Series(keys_of(each["name"]) & ~np.uint64(KIND) | np.uint64(kind), dtype=pl.UInt64))
        for kind, each in kinds.items()
    ]
    cases = pl.concat(keyed).unique().sort("row", "key")
    bounds = np.cumsum(np.r_[0, np.bincount(cases["row"].to_numpy(), minlength=documents.num_rows)])
    return pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), cases["key"].to_arrow())
