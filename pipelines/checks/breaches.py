"""The look at shards against what is expected of them: which rules are broken, how often, and by which documents.

What belongs here: reading one shard after the other and naming what is wrong. What does not: what is expected
(`expectations.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from pipelines.stage import Shards

if TYPE_CHECKING:
    import dataframely as dy

EXAMPLES = 3
"""Documents named for each rule."""

TAKEN = ("id", "edition", "version", "source_file", "source_place")
"""What tells that a row of `documents` was taken in a second time."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that rows break: how many, and the first documents among them."""

    rule: str
    rows: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        named = f": {', '.join(self.examples)}" if self.examples else ""
        return f"{self.rule} ({self.rows:,} rows{named})"


def breaches(shards: Shards, expected: type[dy.Schema]) -> list[Breach]:
    """Rules that rows of the shards break, the most frequent first; one shard in memory at a time.

    A shard whose columns lack, or are of another type than expected, is one breach of all its rows.
    """
    found: dict[str, Breach] = {}
    for number in range(len(shards.refs)):
        for each in _breaches_of(shards, number, expected):
            before = found.get(each.rule, Breach(each.rule, 0))
            examples = (*before.examples, *each.examples)[:EXAMPLES]
            found[each.rule] = Breach(each.rule, before.rows + each.rows, examples)
    return sorted(found.values(), key=lambda each: (-each.rows, each.rule))


def _breaches_of(shards: Shards, number: int, expected: type[dy.Schema]) -> Iterator[Breach]:
    from dataframely.exc import SchemaError

    rows = pl.DataFrame(shards.only(tuple(expected.column_names())).read(number))
    try:
        _, failure = expected.filter(rows)
    except SchemaError as error:
        yield Breach(str(error).partition("\n")[0], rows.height)
        return
    details = failure.details()
    for rule, count in failure.counts().items():
        named = details.filter(pl.col(rule) == "invalid")["id"].head(EXAMPLES)
        yield Breach(rule, count, tuple(named.fill_null("without id")))


def misaligned(annotations: Shards, documents: Shards) -> list[Breach]:
    """Rows of an annotation whose id is not that of the document in the same row of the shard they lie beside."""
    places = {ref.shard.key: place for place, ref in enumerate(documents.refs)}
    wrong = pl.concat([
        pl.Series(dtype=pl.String),
        *(_strangers(annotations, number, documents, places) for number in range(len(annotations.refs))),
    ])  # fmt: skip
    return [Breach("rows_are_those_of_documents", len(wrong), tuple(wrong.head(EXAMPLES)))] if len(wrong) else []


def _strangers(annotations: Shards, number: int, documents: Shards, places: dict[str, int]) -> pl.Series:
    """Ids of a shard that stand at the wrong place; all of them where there is no place for them."""
    ids = pl.Series(annotations.only(("id",)).read(number)["id"], dtype=pl.String)
    place = places.get(annotations.refs[number].shard.beside)
    if place is None:
        return ids
    known = pl.Series(documents.only(("id",)).read(place)["id"], dtype=pl.String)
    return ids.filter(ids.ne_missing(known)) if len(ids) == len(known) else ids


def repeated(documents: Shards) -> list[Breach]:
    """Rows of a cell that tell of a document what the row before them told, from the same place: taken in twice.

    A register may give a document at two places, and a text may change there and back; neither is a fault. Id, edition
    and 8 bytes a row of the cell are in memory.
    """
    names = ["id", "edition"]
    empty = pl.DataFrame(schema={"id": pl.String, "edition": pl.Date, "told": pl.UInt64})
    rows = [pl.DataFrame(table).select(*names, told=pl.struct(TAKEN).hash()) for table in documents.only(TAKEN)]
    again = pl.concat([empty, *rows]).filter(pl.col("told") == pl.col("told").shift().over(names))["id"]
    return [Breach("taken_in_once", len(again), tuple(again.head(EXAMPLES)))] if len(again) else []
