"""Strata: what is usual for a document of its source, form, instance, era and length.

What belongs here: counting signals by stratum, shard by shard, and adding the counts up. What does not: the names of
strata (`strata_names.py`), what an outlier is (`strata_limits.py`) and what it costs (`policy.yaml`).

A stratum of fewer documents than the policy asks is not told: its documents are compared with the next wider one. A
signal is told by its median and its 10th and 90th percentile, for the two sides of a share are seldom alike.

Thresholds must not move over night, since every decision hangs on them:

* only cells of complete years are counted, and of those no shard that is small beside the greatest of its cell: it came
  of a night, and is counted when `compact` has merged it;
* percentiles are borders of bins (`strata_bins.py`): what would move one by less than about 3 % seldom moves it at all.

Still to come: a template of a million siblings counts a million times, and narrows what is usual in its stratum; the
bounds of the policy keep that from making outliers of sound texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.schema import column
from pipelines.select.policy import base, signal_value
from pipelines.select.strata_bins import bins, borders, power_of_two
from pipelines.select.strata_names import FORM_LEVEL, LEVELS, names, widened
from pipelines.stage import Job, Shards
from pipelines.store import content_key
from pipelines.workroom import forget, write_whole

VERSION = "1"

TOLD = ("source", "form", "instance", "date", "category")
"""What strata ask of `documents`; of `quality` they ask the signals and how many words there are."""

STRATA = pa.schema(
    [
        column("stratum", pa.string(), "source | form | instance | era | length, as far as documents share it"),
        column("documents", pa.int64(), "documents counted, rounded down to a power of two"),
        column(
            "signals",
            pa.list_(
                pa.struct(
                    [
                        column("signal", pa.string(), "number of quality"),
                        column("low", pa.float32(), "10th percentile"),
                        column("median", pa.float32(), "median"),
                        column("high", pa.float32(), "90th percentile"),
                    ]
                )
            ),
            "what is usual in the stratum",
        ),
        column("rare", pa.list_(pa.string()), "rare categories, in strata of a source and form"),
    ]
)

SKETCH = pl.Schema(
    {"stratum": pl.String, "signal": pl.String, "bin": pl.Int32, "category": pl.String, "documents": pl.Int64}
)
"""Documents of a finest stratum: in a bin of a signal, or, where `signal` is `category`, of a category ('': untold)."""

SKETCHED = ("eras", "lengths", "signals")
"""Settings that a sketch hangs on; the others are asked when sketches are merged."""

SMALL = 10
"""A shard of fewer rows than this part of the greatest of its cell came of a night."""

AT_ONCE = 32
"""Sketches that are added up at one time."""


def conduct(job: Job, *, settings: Mapping[str, Any]) -> pa.Table:
    """The stage `strata` of a source: a sketch for each shard, once in its life, and all of them added up.

    Its shards are those of `documents` and of `quality` beside them. Answers `STRATA`, sorted by stratum.
    """
    write = partial(_write_sketch, folder=job.workroom, settings=settings)
    files = list(job.engine.map(write, _counted(job, settings)))
    forget(job.workroom, files)
    return merge((pq.read_table(file) for file in files), settings=settings)


def sketch(documents: pa.Table, quality: pa.Table, *, settings: Mapping[str, Any]) -> pa.Table:
    """How many documents of a shard that have words show what, `SKETCH`: a row for each bin that is not empty.

    Args:
        documents: columns `TOLD`.
        quality: the same rows: `words` and the columns of the signals. What is null or no number is not counted.
        settings: as `settings_of` gives them.
    """
    every = pl.concat([pl.DataFrame(documents.select(TOLD)), pl.DataFrame(quality)], how="horizontal")
    rows = every.filter(pl.col("words") > 0)
    named = rows.select(names(settings)[0].alias("stratum"), category=pl.col("category").fill_null(""))
    counts = [named.group_by("stratum", "category").len("documents").with_columns(signal=pl.lit("category"))]
    for signal in settings["signals"]:
        binned = named.select("stratum", bins(rows.select(signal_value(signal)).to_series()).alias("bin"))
        counted = binned.drop_nulls("bin").group_by("stratum", "bin").len("documents")
        counts.append(counted.with_columns(signal=pl.lit(signal)))
    return _added([_shaped(each) for each in counts]).to_arrow()


def merge(sketches: Iterable[pa.Table], *, settings: Mapping[str, Any]) -> pa.Table:
    """What is usual in every stratum of enough documents, `STRATA`, from the sketches of a source in any order.

    Memory is that of the counts of the source and `AT_ONCE` sketches.
    """
    levels = [_all(sketches)]
    for _ in range(1, LEVELS):
        levels.append(_added([levels[-1].with_columns(widened(pl.col("stratum")))]))
    every, enough = pl.concat(levels), settings["at_least"]
    counts = every.filter(pl.col("signal") == "category").group_by("stratum").agg(pl.col("documents").sum())
    told = counts.filter(pl.col("documents") >= enough)
    for part in (_usual(every, enough), _rare(levels[-FORM_LEVEL], settings["rare"])):
        told = told.join(part, on="stratum", how="left")
    lists = (pl.col(name).fill_null([]) for name in ("signals", "rare"))
    rounded = told.with_columns(power_of_two(told["documents"]), *lists)
    return rounded.select(STRATA.names).sort("stratum").to_arrow().cast(STRATA)


def _counted(job: Job, settings: Mapping[str, Any]) -> list[tuple[Shards, Shards]]:
    """Shards of documents and quality that move thresholds: of complete years, and not of a night."""
    documents, quality = job.shards("documents").only(TOLD), job.shards("quality").only(_asked(settings))
    greatest: dict[str, int] = {}
    for ref in documents.refs:
        greatest[ref.scope.year] = max(greatest.get(ref.scope.year, 0), ref.shard.rows)
    return [
        (replace(documents, refs=(ref,)), replace(quality, refs=(beside,)))
        for ref, beside in zip(documents.refs, quality.refs, strict=True)
        if int(ref.scope.year) <= settings["until"] and ref.shard.rows * SMALL >= greatest[ref.scope.year]
    ]


def _asked(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({"words", *map(base, settings["signals"])}))


def _write_sketch(shards: tuple[Shards, Shards], folder: Path, settings: Mapping[str, Any]) -> Path:
    """The sketch of a shard, in a file named after what it was made from."""
    documents, quality = shards
    key = content_key(
        VERSION, [settings[name] for name in SKETCHED], documents.refs[0].shard.key, quality.refs[0].shard.key
    )
    file = folder / f"sketch-{key}.parquet"
    if not file.exists():
        write_whole(sketch(documents.read(0), quality.read(0), settings=settings), file)
    return file


def _shaped(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts with the columns of a sketch; those that it lacks are of no bin, or no category."""
    lacking = [pl.lit(0 if name == "bin" else "").alias(name) for name in SKETCH if name not in counts.columns]
    return counts.with_columns(lacking).select(SKETCH.names()).cast(SKETCH)


def _all(sketches: Iterable[pa.Table]) -> pl.DataFrame:
    """Sketches added up, some at a time."""
    total, waiting = _added([]), iter(sketches)
    while some := [pl.DataFrame(each) for each in islice(waiting, AT_ONCE)]:
        total = _added([total, *some])
    return total


def _added(counts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Counts added up, in the order of what they count."""
    keys = SKETCH.names()[:-1]
    return pl.concat([pl.DataFrame(schema=SKETCH), *counts]).group_by(keys).agg(pl.col("documents").sum()).sort(keys)


def _usual(counts: pl.DataFrame, at_least: int) -> pl.DataFrame:
    """(stratum, signals): percentiles of every signal that enough documents of the stratum tell."""
    of = ["stratum", "signal"]
    sought = {"low": 0.1, "median": 0.5, "high": 0.9}
    sums = pl.col("documents").cum_sum(), pl.col("documents").sum()
    reached = {name: pl.col("bin").filter(sums[0] >= share * sums[1]).first() for name, share in sought.items()}
    told = counts.filter(pl.col("signal") != "category").sort(*of, "bin").group_by(of, maintain_order=True)
    found = told.agg(sums[1], **reached).filter(pl.col("documents") >= at_least)
    bordered = found.with_columns(borders(found[name]).alias(name) for name in sought)
    return bordered.group_by("stratum", maintain_order=True).agg(signals=pl.struct("signal", *sought))


def _rare(counts: pl.DataFrame, share: float) -> pl.DataFrame:
    """(stratum, rare): categories that fewer than this share of the documents of a source and form have."""
    told = counts.filter(pl.col("signal") == "category")
    rare = told.filter(
        pl.col("documents") < share * pl.col("documents").sum().over("stratum"), pl.col("category") != ""
    )
    return rare.sort("stratum", "category").group_by("stratum", maintain_order=True).agg(rare="category")
