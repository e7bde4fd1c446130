"""Pairs: the edges of all families as one file a piece, and which of them tell that two rows are one document or case.

What belongs here: from edges to what the index gives. What does not: finding edges (`index_edges.py`).

A file of pairs is named after its content and says nothing of where pieces lie in the source, so a night makes those of
such pieces anew only as have a row that it asked about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.dedup.bands import write_edges
from pipelines.dedup.index_night import ASKED, Night
from pipelines.dedup.pieces import BY_BAND, BY_CASE, BY_DAY, BY_ID, BY_TEXT, CASE, DAY, ID, PAIRS, TEXT
from pipelines.dedup.runs_files import map_columns
from pipelines.engine import Engine

WAYS = {TEXT: BY_TEXT, ID: BY_ID, CASE: BY_CASE, DAY: BY_DAY, None: BY_BAND}
"""Bit of each kind of family."""


@dataclass(frozen=True, slots=True)
class _Pairs:
    """The number of an arrival, and the file with the pairs that it had, if it had some."""

    night: Night
    number: int
    before: str


@dataclass(frozen=True, slots=True)
class _Links:
    night: Night
    number: int
    pairs: str
    output: str


def write_pairs(night: Night, wanted: Sequence[tuple[int, str]], engine: Engine) -> list[str]:
    """Write the pairs of each arrival (number, name of the file it had or ""); the names of the new files."""
    return list(engine.map(_write_pairs, [_Pairs(night, number, before) for number, before in wanted]))


def write_links(night: Night, wanted: Sequence[tuple[int, str, str]], engine: Engine) -> None:
    """Write the links of each arrival (number, its pairs, name of the file): left and right, rows of the source.

    Each row but the first of an id or a case has one with an earlier row of it, so all of them are joined.
    """
    list(engine.map(_write_links, [_Links(night, *one) for one in wanted]))


def _write_pairs(task: _Pairs) -> str:
    night, layout = task.night, task.night.layout()
    begin, end = layout.begins[task.number : task.number + 2]
    edges = pl.concat(_edges(night, family, which, begin, end) for family, which in night.ranges)
    met = edges.group_by("later", "earlier").agg(
        pl.col("ways").bitwise_or(), pl.col("bands").sum().cast(pl.UInt8), pl.col("equal").max()
    )
    keys = night.keys()
    arrivals = layout.arrivals_of(met["earlier"].to_numpy())
    pairs = met.select(
        row=(pl.col("later").cast(pl.Int64) - begin).cast(pl.UInt32),
        other=keys.gather(arrivals),
        other_row=(pl.col("earlier") - pl.Series(layout.begins[arrivals])).cast(pl.UInt32),
        ways="ways",
        bands="bands",
        equal="equal",
        place=keys.rank("dense").gather(arrivals),
    )
    pairs = pairs.sort("row", "place", "other_row").drop("place")
    if task.before:
        known = pl.read_parquet(night.folder / task.before)
        asked = pl.Series(night.flags(ASKED)[begin:end])
        kept = known.filter(~asked.gather(known["row"]))
        pairs = pl.concat([kept, pairs]).sort("row", maintain_order=True)
    return _write_named(pairs, night.folder)


def _edges(night: Night, family: int, which: int, begin: int, end: int) -> pl.DataFrame:
    """The edges of a range whose later row is one of [begin, end)."""
    later, earlier, equal = map_columns(night.file("edges", family, which))
    inside = slice(*np.searchsorted(later, [begin, end]))
    way = night.way(family)
    return pl.DataFrame({"later": later[inside], "earlier": earlier[inside], "equal": equal[inside]}).with_columns(
        ways=pl.lit(WAYS[way], pl.UInt8), bands=pl.lit(int(way is None), pl.UInt8)
    )


def _write_named(pairs: pl.DataFrame, folder: Path) -> str:
    """Write pairs to a file that is named after its bytes."""
    sink = pa.BufferOutputStream()
    table = pairs.to_arrow().cast(PAIRS)
    # Few different values, which Parquet then keeps by number; the stubs know of no list.
    coded: Any = ["other", "ways", "bands", "equal"]
    pq.write_table(table, sink, compression="none", use_dictionary=coded, write_statistics=False)
    body = sink.getvalue()
    name = f"pairs-{hashlib.sha256(body).hexdigest()[:32]}.parquet"
    (folder / name).write_bytes(body)
    return name


def _write_links(task: _Links) -> None:
    night, layout = task.night, task.night.layout()
    pairs = pl.read_parquet(night.folder / task.pairs, columns=["row", "other", "other_row", "ways"])
    linked = pairs.filter(pl.col("ways") & (BY_ID | BY_CASE) > 0)
    here = pl.DataFrame({"other": night.keys(), "first": layout.positions}).filter(pl.col("first") >= 0)
    left = linked.join(here, on="other", how="left", maintain_order="left").select(
        pl.col("first") + pl.col("other_row")
    )
    right = layout.positions[task.number] + linked["row"].to_numpy().astype(np.int64)
    ends = (left.to_series().to_numpy(), right)
    write_edges((ends[0].astype(np.uint32), ends[1].astype(np.uint32)), night.folder / task.output)
