"""Counts of a whole corpus: every asset of a release, shard by shard, for its summary.

What belongs here: which columns are read of which asset, and for which cell a shard is counted. What does not: what is
counted in a table (`summary.py`), and who asks (`release.py`, `now.py`). No text is read: sections tell how long one
is, and the lengths of pieces how many tokens a packed row holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.annotate.personal.privacy import Profile
from pipelines.report.simhash import compared
from pipelines.report.summary import Shard, count
from pipelines.scope import EVERYTHING, Scope
from pipelines.stage import Shards
from pipelines.store import Ref

COUNTED: Mapping[str, tuple[str, ...]] = {
    "documents": ("status",),
    "duplicates": ("label",),
    "quality": ("language", "chars", "damage"),
    "personal_data": ("spans.list.element.type", "spans.list.element.action", "spans.list.element.role"),
    "selection": ("decision", "reasons.list.element.rule"),
    "corpus": ("date", "split", "sections.list.element.end"),
    "packed_sequences": ("split", "doc_lengths"),
}
"""Assets whose rows the report counts, and the columns it needs of them."""


def counts(assets: Mapping[str, Shards], profile: Profile | None) -> Iterator[pl.DataFrame]:
    """Counts of every shard, one shard in memory at a time; annotations are counted for the cell of their documents.

    Assets that are not there are not counted; a shard that lies beside none is counted for no cell.
    """
    cells = {ref.shard.key: ref.scope for name in ("documents", "corpus") for ref in _refs(assets, name)}
    for asset, columns in COUNTED.items():
        for ref in _refs(assets, asset):
            cell = ref.scope if ref.scope.year else cells.get(ref.shard.beside, EVERYTHING)
            table = assets[asset].store.read_table(ref, columns)
            yield count(Shard(cell.source, cell.year, {asset: table}, profile))
    yield from _simhashes(assets, cells)
    for asset in ("source_files", "documents", "corpus"):
        for ref in _refs(assets, asset):
            if (refused := assets[asset].store.read_quarantine(ref, ("reason",))) is not None:
                yield count(Shard(ref.scope.source, ref.scope.year, {"quarantine": refused}))


def _refs(assets: Mapping[str, Shards], name: str) -> tuple[Ref, ...]:
    return assets[name].refs if name in assets else ()


def _simhashes(assets: Mapping[str, Shards], cells: Mapping[str, Scope]) -> Iterator[pl.DataFrame]:
    """Counts of the pairs of every slice that a SimHash finds too."""
    beside = {ref.shard.beside: ref for ref in _refs(assets, "signatures")}
    for ref in _refs(assets, "duplicates"):
        if ref.shard.beside in beside:
            store, cell = assets["duplicates"].store, cells[ref.shard.beside]
            signed = store.read_table(beside[ref.shard.beside], ("id", "simhash"))
            pairs = compared(store.read_table(ref, ("label", "twin")), signed)
            yield count(Shard(cell.source, cell.year, {"simhash": pairs}))
