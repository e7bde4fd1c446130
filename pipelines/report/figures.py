"""The figures of a corpus report beyond the summary of a release: what became of the documents, and what they are like.

What belongs here: reading the assets that a report is drawn from, shard by shard, and adding up. What does not: what a
release counts for its card (`summary.py`), and how anything looks (`page_figures.py`).

An asset that was not made leaves its figures empty, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
import pyarrow.compute as pc

from pipelines.checks.drift import Drift, drifts
from pipelines.report import citations, fates
from pipelines.report.tokenizer import fertilities
from pipelines.select.budget import Budget, Choice
from pipelines.select.budget_candidates import read_settings
from pipelines.sources.marks import row_hashes
from pipelines.stage import Shards
from tokenizer import Fertility

_COUNTS = pl.Schema({"source": pl.String(), "name": pl.String(), "rows": pl.Int64()})
_OFFERED = pl.Schema({"source": pl.String(), "offered": pl.Int64(), "chosen": pl.Int64()})
_QUOTAS = pl.Schema(
    {"quota": pl.String(), "least": pl.Float64(), "most": pl.Float64()}
    | dict.fromkeys(("offered", "chosen", "whole"), pl.Int64())
)


@dataclass(frozen=True, slots=True)
class Sides:
    """The proof that no group is parted: groups by split, and those that lie on two sides."""

    groups: Mapping[str, int]
    parted: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report shows beside the summary; frames as `fates.FATES`, `fates.LENGTHS` and `strata.STRATA`."""

    fates: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=fates.FATES))
    lengths: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=fates.LENGTHS))
    usual: pl.DataFrame = field(default_factory=pl.DataFrame)
    sections: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_COUNTS))
    """kinds of sections by source"""
    citations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_COUNTS))
    """mentions of laws by state, and citations of decisions, by source"""
    drift: Sequence[Drift] = ()
    sides: Sides | None = None
    fertility: Mapping[str, Sequence[Fertility]] = field(default_factory=dict)
    """what tokenizers make of the same held-out windows: the release's own first"""
    offered: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_OFFERED))
    """tokens that the budget was offered and that it chose, by source; none where there is no budget"""
    quotas: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_QUOTAS))
    """how each quota came out, see `Choice.shares`, and the tokens of the whole budget"""
    storage: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """shards and bytes of each asset"""


def figures_of(assets: Mapping[str, Shards]) -> Figures:
    """The figures of a corpus, from all shards of any of its assets; annotations in the order of their documents."""
    choice = _choice(assets["budget"]) if _has(assets, "budget") else None
    counted, lengths = _fates(assets) if fates.READS.keys() <= assets.keys() else ([], [])
    return Figures(
        fates.added(counted, fates.FATES),
        fates.added(lengths, fates.LENGTHS),
        pl.concat([pl.DataFrame(table) for table in assets["strata"]]) if _has(assets, "strata") else pl.DataFrame(),
        _kinds(assets["sections"]) if _has(assets, "sections") else pl.DataFrame(schema=_COUNTS),
        _states(assets["citations"]) if _has(assets, "citations") else pl.DataFrame(schema=_COUNTS),
        _drift(assets["profiles"]) if _has(assets, "profiles") else (),
        _sides(assets["corpus"]) if _has(assets, "corpus") else None,
        fertilities(assets) if _has(assets, "corpus") and _has(assets, "bpe_tokenizer") else {},
        **({"offered": _offered(choice), "quotas": _quotas(choice)} if choice else {}),
        storage={name: (len(each.refs), sum(ref.shard.bytes for ref in each.refs)) for name, each in assets.items()},
    )


def _has(assets: Mapping[str, Shards], name: str) -> bool:
    return name in assets and bool(assets[name].refs)


def _fates(assets: Mapping[str, Shards]) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:
    """Counts of every shard; what a shard took from its texts is gone before the next one is read."""
    beside = {name: {ref.shard.beside: ref for ref in assets[name].refs} for name in fates.READS if name != "documents"}
    corpora = {ref.shard.beside: ref for ref in assets["corpus"].refs} if "corpus" in assets else {}
    counted, lengths = list[pl.DataFrame](), list[pl.DataFrame]()
    for ref in assets["documents"].refs:
        store, cell, key = assets["documents"].store, ref.scope, ref.shard.key
        counted.append(fates.refused(cell.source, cell.year, dict(ref.shard.reasons)))
        if any(key not in held for held in beside.values()):
            continue  # an annotation of it has not been made yet
        refs = {"documents": ref, **{name: held[key] for name, held in beside.items()}}
        tables = {name: store.read_table(each, fates.READS[name]) for name, each in refs.items()}
        refused = store.read_quarantine(corpora[key], ("id",)) if key in corpora else None
        told = fates.told_of(cell.source, cell.year, tables, refused["id"].to_pylist() if refused else ())
        for found, into in zip(fates.counted(told), (counted, lengths), strict=True):
            into.append(found)
    return counted, lengths


def _kinds(sections: Shards) -> pl.DataFrame:
    """Sections by source and kind; of the nested column the kinds alone are read."""
    tables = sections.only(("sections.list.element.kind",))
    found = (
        (ref.scope.source, pc.value_counts(pc.struct_field(pc.list_flatten(table["sections"]), "kind")))
        for ref, table in zip(sections.refs, tables, strict=True)
    )
    return _summed(
        pl.DataFrame({"name": pl.Series(counts.field("values")), "rows": pl.Series(counts.field("counts"))})
        .select(pl.lit(source).alias("source"), "name", "rows")
        for source, counts in found
    )  # fmt: skip


def _states(cited: Shards) -> pl.DataFrame:
    """What became of mentions of laws, and citations of decisions, by source."""

    def told() -> Iterator[pl.DataFrame]:
        for source in dict.fromkeys(ref.scope.source for ref in cited.refs):
            its = replace(cited, refs=tuple(ref for ref in cited.refs if ref.scope.source == source))
            census = citations.census(its)
            rows = {**census.states, "decision": census.decisions}
            yield pl.DataFrame([(source, *row) for row in rows.items()], _COUNTS, orient="row")

    return _summed(told())


def _summed(counts: Iterator[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat([pl.DataFrame(schema=_COUNTS), *(each.cast(_COUNTS) for each in counts)])
    return whole.group_by("source", "name").agg(pl.col("rows").sum()).sort("source", "name")


def _drift(profiles: Shards) -> list[Drift]:
    """Every feature of every year beside other years, source by source."""
    by_source: dict[str, dict[str, pl.DataFrame]] = {}
    for ref, table in zip(profiles.refs, profiles, strict=True):
        by_source.setdefault(ref.scope.source, {})[ref.scope.year] = pl.DataFrame(table)
    return [each for source, years in by_source.items() for each in drifts(source, years)]


def _choice(budget: Shards) -> Choice | None:
    """What a budget chose, stratum by stratum, with its quotas as they are written now; None where none was set."""
    told, settings = budget.store.read_evidence(budget.refs[0]), read_settings()
    if told is None:
        return None
    asked = Budget.of(settings["tokens"] or 0, settings["quotas"], settings["seed"])
    return Choice(asked, pl.DataFrame(told))


def _offered(choice: Choice) -> pl.DataFrame:
    sums = (pl.col(f"{name}_tokens").sum().alias(name) for name in ("offered", "chosen"))
    return choice.strata.group_by("source").agg(*sums).sort("source").cast(_OFFERED)


def _quotas(choice: Choice) -> pl.DataFrame:
    return choice.shares.with_columns(whole=pl.lit(choice.tokens, pl.Int64)).cast(_QUOTAS)


def _sides(corpus: Shards) -> Sides:
    """Which groups lie on which side. Memory: 8 bytes a group."""
    held: dict[str, list[np.ndarray]] = {}
    for table in corpus.only(("group", "split")):
        hashes, splits = row_hashes({"group": table["group"]})[:, 0], pl.Series(table["split"])
        for split in splits.unique().sort():
            held.setdefault(split, []).append(_distinct(hashes[(splits == split).to_numpy()]))
    groups = {split: _distinct(np.concatenate(parts)) for split, parts in sorted(held.items())}
    everywhere = sum(map(len, groups.values()))
    return Sides(
        {split: len(each) for split, each in groups.items()},
        everywhere - len(_distinct(np.concatenate([np.empty(0, np.uint64), *groups.values()]))),
    )


def _distinct(hashes: np.ndarray) -> np.ndarray:
    """Each value once, ascending; `np.unique` hashes first, which takes many times as long where most are different."""
    ordered = np.sort(hashes)
    return ordered[np.diff(ordered, prepend=~ordered[:1]) != 0]
