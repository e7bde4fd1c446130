"""Personal data in figures, and finds for a person to look at: a lot of each kind and recognizer, with their context.

What belongs here: counting and choosing, shard by shard. What does not: how it looks (`personal_data_page.py`).

Values are shown: without them nobody can say whether a find is right. So the page lies in the data root, where the
texts themselves lie, and never in a release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import polars as pl

from pipelines.registers import REGISTERS
from pipelines.sources.marks import row_hashes
from pipelines.stage import Shards

SHOWN = 20
"""Finds of a kind and recognizer that are shown."""

CONTEXT = 100
"""Characters shown on either side of a find."""

KIND = ("language", "type", "recognizer")

_COUNTED = pl.Schema({**dict.fromkeys((*KIND, "action"), pl.String()), "spans": pl.Int64()})
_FOUND = pl.Schema({
    **dict.fromkeys((*KIND, "action", "role"), pl.String()), "score": pl.Float32(), "chance": pl.UInt64(),
    "shard": pl.Int64(), "row": pl.UInt32(), "id": pl.String(), "start": pl.Int32(), "end": pl.Int32(),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Find:
    """A find in its context."""

    language: str
    type: str
    recognizer: str
    action: str
    role: str
    score: float
    id: str
    before: str
    value: str
    after: str


@dataclass(frozen=True, slots=True)
class Review:
    """What a person looks at: counts by language, kind, recognizer and action, and some finds of each."""

    scope: str
    counts: pl.DataFrame
    finds: Sequence[Find]


def counts_by_type(personal_data: Shards) -> Mapping[str, Mapping[str, int]]:
    """Spans by kind and action over all shards; one shard in memory at a time."""
    counted = pl.DataFrame(schema=_COUNTED)
    for number in range(len(personal_data.refs)):
        counted = _added(counted, _spans(personal_data, number))
    kinds: dict[str, dict[str, int]] = {}
    for kind, action, spans in counted.group_by("type", "action").agg(pl.col("spans").sum()).sort("type").iter_rows():
        kinds.setdefault(kind, {})[action] = spans
    return kinds


def review(scope: str, personal_data: Shards, documents: Shards) -> Review:
    """Counts, and of each language, kind and recognizer some finds by lot, from doubtful to sure.

    Scores take turns, so that the few doubtful ones are seen beside the many sure. The lot is a hash of document and
    place: the same finds on every machine. Both assets have the shards of the same cells.
    """
    counted, drawn = pl.DataFrame(schema=_COUNTED), pl.DataFrame(schema=_FOUND)
    for number in range(len(personal_data.refs)):
        spans = _spans(personal_data, number)
        counted = _added(counted, spans)
        drawn = _turns(pl.concat([drawn, spans.select(_FOUND.names())])).filter(pl.col("turn") < SHOWN).drop("turn")
    first = _turns(drawn).sort("turn", "score").filter(pl.int_range(pl.len()).over(KIND) < SHOWN)
    chosen = first.sort(*KIND, "score", "chance")
    return Review(scope, counted.sort(*KIND, "action"), _in_context(chosen, personal_data, documents))


def _spans(personal_data: Shards, number: int) -> pl.DataFrame:
    """Every span of a shard, a row each, with the chance that it is shown."""
    ref = personal_data.refs[number]
    languages = {register.name: register.language for register in REGISTERS}
    rows = pl.DataFrame(personal_data.only(("id", "spans")).read(number)).with_row_index("row")
    spans = rows.explode("spans", empty_as_null=False).unnest("spans")
    chance = row_hashes({name: spans[name].to_arrow() for name in ("id", "start")})[:, 0]
    here = (pl.lit(languages[ref.scope.source]).alias("language"), pl.lit(number, pl.Int64).alias("shard"))
    return spans.with_columns(*here, pl.Series("chance", chance, pl.UInt64))


def _added(counted: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    more = spans.group_by(*KIND, "action").agg(pl.len().cast(pl.Int64).alias("spans"))
    return pl.concat([counted, more]).group_by(*KIND, "action").agg(pl.col("spans").sum())


def _turns(found: pl.DataFrame) -> pl.DataFrame:
    """The finds by lot, each with its turn among those of its kind, recognizer and score."""
    of_score = [*KIND, "score"]
    drawn = found.sort(*of_score, "chance", "shard", "row", "start")
    return drawn.with_columns(turn=pl.int_range(pl.len()).over(of_score))


def _in_context(chosen: pl.DataFrame, personal_data: Shards, documents: Shards) -> list[Find]:
    """The finds with their texts, of which only the row groups that hold them are read."""
    known = {ref.shard.key: ref for ref in documents.refs}
    texts: dict[tuple[int, int], str] = {}
    places = sorted(set(chosen.select("shard", "row").iter_rows()))
    for shard, group in groupby(places, key=lambda place: place[0]):
        rows = np.array([row for _, row in group])
        ref = known[personal_data.refs[shard].shard.beside]
        held = documents.store.read_rows(ref, rows, "text").to_pylist()
        texts |= {(shard, int(row)): text for row, text in zip(rows, held, strict=True)}
    return [_find(row, texts[row["shard"], row["row"]]) for row in chosen.iter_rows(named=True)]


def _find(row: Mapping[str, object], text: str) -> Find:
    told = {name: row[name] for name in (*KIND, "action", "role", "score", "id")}
    start, end = int(str(row["start"])), int(str(row["end"]))
    around = text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT]
    return Find(**told, before=around[0], value=around[1], after=around[2])  # pyright: ignore[reportArgumentType]
