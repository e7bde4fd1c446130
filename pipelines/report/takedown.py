"""The takedown list of a release: documents that their register has withdrawn, or that are no longer on offer.

What belongs here: naming them, so that whoever holds an earlier release can remove them there. What does not: keeping
their texts out of this one, which `select/` does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

import polars as pl

from pipelines.stage import Shards
from pipelines.standing import ENDS, READS, rows_that_stand

LIST = "takedown.jsonl"
"""Its name in a release."""


def takedown(documents: Shards) -> bytes:
    """JSON lines `{"id": …, "edition": …}`, sorted: documents that a register withdrew, or that stand nowhere any more.

    A record that moved from one cell to another has vanished in the first and goes on living in the second. An act as
    a whole, of no edition, is never listed: its other editions may be in force.
    """
    one, ends = ["id", "edition"], pl.col("status").is_in(ENDS)
    ended = pl.concat([_FOUND, *(_standing(cell).filter(ends) for cell in _cells(documents))])
    ended = ended.filter((pl.col("kind") != "statute") | pl.col("edition").is_not_null())
    vanished = ended.filter(status="vanished")
    there = (
        _standing(cell).filter(~ends).join(vanished, on=one, how="semi", nulls_equal=True) for cell in _cells(documents)
    )
    living = pl.concat([_FOUND, *there]) if vanished.height else _FOUND
    moved = vanished.join(living, on=one, how="semi", nulls_equal=True)
    listed = ended.join(moved, on=[*one, "status"], how="anti", nulls_equal=True)
    rows = listed.select(one).unique().sort(one).iter_rows()
    lines = [json.dumps({"id": name, "edition": edition}, ensure_ascii=False) for name, edition in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def ids_in(listed: bytes) -> set[str]:
    """The documents that a takedown list names."""
    return {json.loads(line)["id"] for line in listed.splitlines()}


_FOUND = pl.DataFrame(schema={"id": pl.String, "edition": pl.String, "kind": pl.String, "status": pl.String})


def _cells(documents: Shards) -> Iterator[Shards]:
    for _, refs in groupby(documents.refs, key=lambda ref: ref.scope):
        yield Shards(documents.store, tuple(refs), READS)


def _standing(cell: Shards) -> pl.DataFrame:
    """What a cell says of each of its documents; only acts have an edition that matters."""
    edition = pl.when(pl.col("kind") == "statute").then(pl.col("edition").dt.to_string("%Y-%m-%d"))
    return rows_that_stand(cell).select("id", edition=edition, kind="kind", status="status")
