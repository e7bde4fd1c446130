"""What single assets show and check beyond what all of them do.

What belongs here: a line of the table for each such asset, and pictures that have no module of their own.
What does not: counting and judging (`duplicate_checks.py`, `personal_data_checks.py`, `citation_tables.py` …).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import dagster as dg

from assets import (
    citation_tables,
    data_checks,
    duplicate_checks,
    markdown,
    packing_checks,
    personal_data_checks,
    section_pages,
    tokenizer_checks,
)
from pipelines.dedup.crowds import read_limits
from pipelines.graph import RELEASE_NAME
from pipelines.poison import poison_of
from pipelines.standing import standing_rows
from pipelines.store import Store
from pipelines.work import Report

UNPOISONED = "damage_is_within_its_band"
LARGEST = 20
"""Repairs listed."""

Shown = Mapping[str, dg.MetadataValue | int | float | str]
Told = tuple[list[dg.AssetCheckResult], Shown]
"""Results of its own checks, and its own metadata."""

_BAND = "The share of damaged texts is within what the source usually has; nothing is built on a poisoned cell."


def _unpoisoned_specs() -> Iterator[dg.AssetCheckSpec]:
    yield dg.AssetCheckSpec(UNPOISONED, asset="documents", blocking=True, description=_BAND)


def _documents(report: Report, store: Store) -> Told:
    return [_unpoisoned(report, store)], _standing(report, store)


def _duplicates(report: Report, store: Store) -> Told:
    counts = duplicate_checks.counted(report.manifest, store)
    shown = duplicate_checks.shown(counts, report.manifest, store)
    return [duplicate_checks.judged(counts, read_limits())], shown


def _personal_data(report: Report, store: Store) -> Told:
    return [], personal_data_checks.found(report.manifest, store)


def _corpus(report: Report, store: Store) -> Told:
    return [personal_data_checks.judged(report.manifest, store)], personal_data_checks.masked(report.manifest)


def _sections(report: Report, store: Store) -> Told:
    return [], section_pages.shown(report.manifest, store)


def _statutes(report: Report, store: Store) -> Told:
    return [], citation_tables.acts(report.manifest, store)


def _citations(report: Report, store: Store) -> Told:
    counts = citation_tables.counted(report.manifest, store)
    shown = citation_tables.shown(counts, report.manifest, store)
    return [citation_tables.judged(counts, report.manifest, store)], shown


def _authority(report: Report, store: Store) -> Told:
    return [], citation_tables.most_cited(report.manifest, store)


def _tokenizer(report: Report, store: Store) -> Told:
    return tokenizer_checks.told(report.manifest, store)


def _profiles(report: Report, store: Store) -> Told:
    return [], data_checks.shown(report.scope, store)


def _packed(report: Report, store: Store) -> Told:
    return [packing_checks.judged(packing_checks.seen(report.manifest, store))], {}


def _release(report: Report, store: Store) -> Told:
    return [], {"report": dg.MetadataValue.path(store.path("release", report.scope, f"{RELEASE_NAME}/report.html"))}


def _unpoisoned(report: Report, store: Store) -> dg.AssetCheckResult:
    poison = poison_of(report.scope, store)
    told = {"damaged": poison.damaged, "texts": poison.texts, "share": poison.share, "band": poison.band}
    return dg.AssetCheckResult(passed=poison.is_usual, check_name=UNPOISONED, description=f"{poison}.", metadata=told)


def _standing(report: Report, store: Store) -> Shown:
    """What the cell holds as it stands: how far the register's metadata runs ahead of its texts, and how new it is."""
    rows = standing_rows(store, report.scope, ("status", "repairs"))
    statuses = dict(rows["status"].value_counts(sort=True).iter_rows())
    repairs = rows["repairs"].explode().drop_nulls().value_counts(sort=True).head(LARGEST)
    awaited, public = statuses.get("awaiting_text", 0), sum(statuses.values()) - statuses.get("withdrawn", 0)
    return {
        "statuses": dg.MetadataValue.md(markdown.table(("status", "documents"), list(statuses.items()))),
        "repairs": dg.MetadataValue.md(markdown.table(("repair", "documents"), repairs.rows())),
        "awaiting_text": awaited,
        "awaiting_text_share": round(awaited / public, 4) if public else 0.0,
        "newest_document": max((shard.newest for shard in report.manifest.shards), default="") or "none",
    }


TOLD: Mapping[str, Callable[[Report, Store], Told]] = {
    "documents": _documents,
    "duplicates": _duplicates,
    "personal_data": _personal_data,
    "corpus": _corpus,
    "sections": _sections,
    "statutes": _statutes,
    "citations": _citations,
    "authority": _authority,
    "profiles": _profiles,
    "bpe_tokenizer": _tokenizer,
    "packed_sequences": _packed,
    "release": _release,
}
"""What is told of a finished run of an asset."""

SPECS: Mapping[str, Callable[[], Iterable[dg.AssetCheckSpec]]] = {
    "documents": _unpoisoned_specs,
    "duplicates": lambda: [duplicate_checks.spec()],
    "citations": lambda: [citation_tables.spec()],
    "corpus": lambda: [personal_data_checks.spec()],
    "bpe_tokenizer": tokenizer_checks.specs,
    "packed_sequences": packing_checks.specs,
}
"""Checks of a single asset, by its name."""
