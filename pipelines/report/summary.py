"""What a release holds, counted: the one source of figures for card, Croissant and page.

What belongs here: counting the tables of a shard (`count`, a map) and adding the counts up (`summarise`, a fold).
What does not: how the figures are shown.

A count is a line of a *facet*: so many rows of one name, in one source and year. Facets and their names:

    documents      status of each document row
    quarantine     reason for which a row of the source was refused
    duplicates     label
    simhash        label of a pair; amount: pairs whose SimHashes are near too
    language       language found; amount: code points of text
    damage         kind of damage found (a document may have several)
    mask, keep, drop_document, register    type of personal data, by what the release's profile does with it
    profile        release profile of a released document
    decision       decision of the selection
    rule           rule that spoke against a document that was not kept
    corpus         split of a released document; amount: code points of text
    day            first and last day of each shard's released documents
    packed         split of a packed row; amount: tokens
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import polars as pl
import pyarrow as pa

from pipelines.annotate.personal.privacy import ANSWERS, Profile, answered
from pipelines.export.parquet import SPLITS
from pipelines.report.clusters import Census, Pair
from tokenizer import Fertility

_KEY = ["facet", "source", "year", "name"]
_LINES = pl.Schema(dict.fromkeys(_KEY, pl.String()) | {"rows": pl.Int64(), "amount": pl.Int64()})


@dataclass(frozen=True, slots=True)
class Shard:
    """Tables of one shard of a cell, by asset; any subset of them, each given once."""

    source: str
    year: str
    tables: Mapping[str, pa.Table]
    profile: Profile | None = None
    """what personal data is released by; without one a find counts as what is done with it by default"""


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a facet."""

    facet: str
    source: str
    year: str
    name: str
    rows: int
    amount: int


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file of the release: `{format}/{split}/{file}`, relative to the release's folder."""

    path: str
    rows: int
    bytes: int
    sha256: str

    @property
    def split(self) -> str:
        """Split the file belongs to, or empty for files that have none (the tokenizer)."""
        folder = PurePosixPath(self.path).parent.name
        return folder if folder in SPLITS else ""

    @property
    def format(self) -> str:
        """Data set the file is part of: parquet, webdataset, packed, embedding/pairs and so on."""
        folder = PurePosixPath(self.path).parent
        return str(folder.parent if self.split else folder)


@dataclass(frozen=True, slots=True)
class Summary:
    """A release in figures. `row_length` is the room of a packed row in tokens, 0 when nothing was packed."""

    name: str
    url: str
    creator: str
    released: dt.date
    counts: tuple[Count, ...]
    files: tuple[ReleaseFile, ...]
    fertility: tuple[Fertility, ...]
    row_length: int
    clusters: tuple[Census, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def has(self, facet: str) -> bool:
        """Whether anything was counted: a facet without lines was not measured, which is not the same as 0."""
        return any(count.facet == facet for count in self.counts)

    def rows(self, facet: str, by: str = "name") -> dict[str, int]:
        """Rows of a facet, summed by `name`, `source` or `year`, in the order of their keys (splits in their own)."""
        return self._sums(facet, by, "rows")

    def amounts(self, facet: str, by: str = "name") -> dict[str, int]:
        """Code points or tokens of a facet, summed by `name`, `source` or `year`."""
        return self._sums(facet, by, "amount")

    def _sums(self, facet: str, by: str, value: str) -> dict[str, int]:
        sums: dict[str, int] = {}
        for count in self.counts:
            if count.facet == facet:
                key = getattr(count, by)
                sums[key] = sums.get(key, 0) + getattr(count, value)
        places = {name: place for place, name in enumerate(SPLITS)}
        return dict(sorted(sums.items(), key=lambda item: (places.get(item[0], -1), item[0])))

    def of(self, source: str) -> Summary:
        """The same release, counts of one source only."""
        return replace(self, counts=tuple(count for count in self.counts if count.source == source))

    @property
    def days(self) -> tuple[str, str] | None:
        """First and last day of the released documents, YYYY-MM-DD; None when none has a date."""
        known = self.rows("day")
        return (min(known), max(known)) if known else None

    @property
    def sources(self) -> list[str]:
        """Sources that anything was counted for."""
        return sorted({count.source for count in self.counts} - {""})


def profile_of(summary: Summary) -> str:
    """The release profile, as far as any document was released."""
    return ", ".join(summary.rows("profile")) or "none"


def by_answer(summary: Summary) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows of a table of personal data: types by what the profile does with them."""
    words = {"mask": "Masked", "keep": "Kept, public", "drop_document": "Document dropped"}
    shown = [each for each in words if each != "drop_document" or summary.has(each)]
    counts = [summary.rows(each) for each in (*shown, "register")]
    names = sorted({name for count in counts for name in count})
    rows = [[name, *(count.get(name, 0) for count in counts)] for name in names]
    return ["Type", *(words[each] for each in shown), "Placeholder of the register"], rows


def _tally(facet: str, frame: pl.DataFrame, name: str, amount: pl.Expr | None = None) -> pl.DataFrame:
    """Rows and amount of each name, as (facet, name, rows, amount)."""
    measured = pl.lit(0, pl.Int64) if amount is None else amount.cast(pl.Int64).sum()
    counted = frame.group_by(pl.col(name).alias("name")).agg(pl.len().cast(pl.Int64).alias("rows"), amount=measured)
    return counted.select(pl.lit(facet).alias("facet"), "name", "rows", "amount")


def _personal_data(frame: pl.DataFrame, profile: Profile | None) -> Iterator[pl.DataFrame]:
    spans = frame.select(pl.col("spans").explode(empty_as_null=False, keep_nulls=False)).unnest("spans")
    if profile is not None:
        spans = answered(spans, profile)
    for action in (*ANSWERS, "register"):
        yield _tally(action, spans.filter(pl.col("action") == action), "type")


def _characters(frame: pl.DataFrame) -> pl.Expr:
    """Code points of a text; its sections tell them too, for they cover it, and are far less to read."""
    if "text" in frame.columns:
        return pl.col("text").str.len_chars()
    return pl.col("sections").list.eval(pl.element().struct.field("end")).list.max().fill_null(0)


def _tokens(frame: pl.DataFrame) -> pl.Expr:
    """Tokens of a packed row, told by the lengths of its pieces as well."""
    return pl.col("doc_lengths").list.sum() if "doc_lengths" in frame.columns else pl.col("input_ids").list.len()


def _selection(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield _tally("decision", frame, "decision")
    against = frame.filter(pl.col("decision") != "keep").select(pl.col("reasons").explode(empty_as_null=False))
    yield _tally("rule", against.unnest("reasons"), "rule")


def _counted(asset: str, frame: pl.DataFrame, profile: Profile | None) -> Iterator[pl.DataFrame]:
    """The facets an asset's table gives."""
    match asset:
        case "documents":
            yield _tally("documents", frame, "status")
        case "quarantine":
            yield _tally("quarantine", frame, "reason")
        case "duplicates":
            yield _tally("duplicates", frame, "label")
        case "simhash":
            yield _tally("simhash", frame, "label", pl.col("within"))
        case "quality":
            yield _tally("language", frame, "language", pl.col("chars"))
            yield _tally("damage", frame.select(pl.col("damage").explode(empty_as_null=False)), "damage")
        case "personal_data":
            yield from _personal_data(frame, profile)
        case "selection":
            yield from _selection(frame)
        case "corpus":
            yield _tally("corpus", frame, "split", _characters(frame))
            days = pl.concat([frame.select(pl.col("date").min()), frame.select(pl.col("date").max())]).drop_nulls()
            yield _tally("day", days.cast(pl.String), "date")
            if profile is not None:
                yield _tally("profile", frame.with_columns(profile=pl.lit(profile.name)), "profile")
        case "packed_sequences":
            yield _tally("packed", frame, "split", _tokens(frame))
        case _:
            raise ValueError(f"Nothing is counted in {asset}; leave it out of the shard.")


def count(shard: Shard) -> pl.DataFrame:
    """The lines of one shard: facet, source, year, name, rows, amount.

    Of `documents` the status alone is read, of `corpus` date, split and text or, instead of the text, the ends of its
    sections; give no more columns than that.

    Raises:
        ValueError: a table of an asset in which nothing is counted.
    """
    cell = (pl.lit(shard.source).alias("source"), pl.lit(shard.year).alias("year"))
    tables = ((asset, pl.DataFrame(table)) for asset, table in shard.tables.items())
    counted = (line for each in tables for line in _counted(*each, shard.profile))
    lines = [line.select("facet", *cell, "name", "rows", "amount") for line in counted]
    return pl.concat([pl.DataFrame(schema=_LINES), *lines])


def summarise(
    counted: Iterable[pl.DataFrame],
    *,
    name: str,
    files: Sequence[ReleaseFile] = (),
    fertility: Sequence[Fertility] = (),
    released: dt.date | None = None,
    url: str = ".",
    creator: str = "lexcorpus",
    row_length: int = 0,
    clusters: Sequence[Census] = (),
    pairs: Sequence[Pair] = (),
) -> Summary:
    """Add the counts of all shards up: memory is the counts.

    Args:
        counted: what `count` made of each shard, in any order.
        name: of the release.
        files: the files of the release.
        fertility: of its tokenizer, see `tokenizer.measure`.
        released: day of the release; the newest released document's day when not given, never the clock's.
        url: where the release can be found; its own folder when it is not published.
        creator: who answers for it.
        row_length: room of a packed row in tokens.
        clusters: duplicates in figures, see `clusters.census`.
        pairs: documents beside their twins, see `clusters.pairs`.

    Raises:
        ValueError: no day is given and no released document has one.
    """
    counts = pl.DataFrame(schema=_LINES)
    for lines in counted:
        counts = pl.concat([counts, lines]).group_by(_KEY).sum()
    newest = counts.filter(pl.col("facet") == "day")["name"].max()
    if released is None and not isinstance(newest, str):
        raise ValueError("No released document has a date; give the day of the release.")
    return Summary(
        name=name,
        url=url,
        creator=creator,
        released=released or dt.date.fromisoformat(str(newest)),
        counts=tuple(Count(*line) for line in counts.sort(_KEY).iter_rows()),
        files=tuple(sorted(files, key=lambda file: file.path)),
        fertility=tuple(fertility),
        row_length=row_length,
        clusters=tuple(clusters),
        pairs=tuple(pairs),
    )
