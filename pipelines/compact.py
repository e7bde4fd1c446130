"""Merging the many small shards of many nights, and forgetting what no longer counts.

What belongs here: rewriting the shards of a cell's `documents`, and the annotations beside them row by row, without
computing anything anew. What does not: removing the old files, which no manifest names then (`store_sweep.py`).

Rows that do not stand (older versions, texts that the cell withdrew since) are left out, so after a compaction and a
sweep they are nowhere among the cell's shards. A killed compaction has either not begun or leaves annotations to be
computed: it is never wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.graph import stage, stages
from pipelines.increment import latest
from pipelines.ingest import DOCUMENTS_PER_SHARD
from pipelines.plan import StaleInput, plan, refs_of
from pipelines.scope import Scope
from pipelines.stage import Shards, Stage, Task, Workspace
from pipelines.standing import ENDS, READS, cells_of, standing
from pipelines.store import Account, Manifest, Ref, Shard, Store, content_key, ledger_name, quarantine_name
from pipelines.tables import parquet_bytes
from pipelines.takedown import blanked


@dataclass(frozen=True, slots=True)
class Merger:
    """Shards that become one, and which of the rows of each are kept."""

    refs: tuple[Ref, ...]
    kept: tuple[pa.Array, ...]
    """boolean per row of each shard"""
    withdrawn: bool
    """a text in them was withdrawn since"""
    hidden: tuple[str, ...] = ()
    """documents that were refused once and are gone since, of which first bytes are left"""

    @property
    def key(self) -> str:
        """Key of the merged shard: of all that it is made from."""
        rows = [kept.to_pylist() for kept in self.kept]
        return content_key("compact", [ref.shard.key for ref in self.refs], rows, self.hidden)

    @property
    def rows(self) -> int:
        """Rows kept."""
        return sum(pc.sum(kept).as_py() or 0 for kept in self.kept)

    @property
    def pays(self) -> bool:
        """Whether merging changes anything that matters: several files become one, or a text must go."""
        return len(self.refs) > 1 or self.withdrawn or bool(self.hidden)


def compact(cell: Scope, workspace: Workspace, *, dry_run: bool = False) -> list[Merger]:
    """Merge what pays in a cell; the mergers, whether done or, in a dry run, only found.

    Raises Overtaken when a night has committed what would be merged: nothing of it may be left out.
    """
    store = workspace.store
    seen = store.find_manifest("documents", cell)
    mergers = list(find_mergers(cell, store))
    if dry_run or not any(merger.pays for merger in mergers):
        return [merger for merger in mergers if merger.pays]
    fresh = _fresh(cell, workspace)
    beside = {each.name: store.find_manifest(each.name, cell) for each in fresh}
    before = {each.name: {ref.shard.beside: ref for ref in refs_of(each, cell, store)} for each in fresh}
    merged = {merger.key: merger for merger in mergers if merger.pays}
    shards = [_merge_documents(merger, store) if merger.pays else merger.refs[0].shard for merger in mergers]
    version = store.manifest("documents", cell).version
    store.commit_over(seen, Manifest("documents", cell, version, tuple(shards)))
    for each in fresh:
        tasks = plan(each, cell, workspace)
        shards = [_annotation(each, task, merged.get(task.beside), before[each.name], store) for task in tasks]
        store.commit_over(beside[each.name], Manifest(each.name, cell, each.version, tuple(shards)))
    return list(merged.values())


def find_mergers(cell: Scope, store: Store) -> Iterator[Merger]:
    """The cell's shards in order, neighbours together as long as they fill no more than one shard."""
    refs = tuple(refs_of(stage("documents"), cell, store))
    rows = pa.concat_tables(list(Shards(store, refs, READS))) if refs else None
    if rows is None:
        return
    stands = standing(rows, cells_of(refs))
    gone = pl.Series(rows["id"]).filter(stands & pl.Series(rows["status"]).is_in(ENDS))
    texted_and_gone = pl.Series(rows["id"]).is_in(gone.implode()) & ~stands
    held, first = list[_Entry](), 0
    for ref in refs:
        own = slice(first, first + ref.shard.rows)
        first += ref.shard.rows
        entry = (ref, stands[own].to_arrow(), bool(texted_and_gone[own].any()), _hidden(ref, gone, store))
        if held and _rows(held) + _rows([entry]) > DOCUMENTS_PER_SHARD:
            yield _merger(held)
            held = []
        held.append(entry)
    yield _merger(held)


_Entry = tuple[Ref, pa.Array, bool, list[str]]
"""A shard, which of its rows are kept, whether a text in it is gone, and what it refused that is gone."""


def _hidden(ref: Ref, gone: pl.Series, store: Store) -> list[str]:
    """Documents that a shard refused, that are gone, and of which it holds first bytes."""
    refused = store.read_quarantine(ref, ("id", "sample"))
    if refused is None:
        return []
    rows = pl.DataFrame(refused).filter(pl.col("id").is_in(gone.implode()), pl.col("sample").bin.size() > 0)
    return rows["id"].unique().sort().to_list()


def _rows(held: Sequence[_Entry]) -> int:
    return sum(pc.sum(kept).as_py() or 0 for _, kept, *_ in held)


def _merger(held: Sequence[_Entry]) -> Merger:
    refs, kept, gone, hidden = zip(*held, strict=True)
    return Merger(refs, kept, any(gone), tuple(sorted({name for names in hidden for name in names})))


def _fresh(cell: Scope, workspace: Workspace) -> list[Stage]:
    """Stages whose rows lie beside documents, rest on no others that do, and that a run would leave as they are."""
    found: list[Stage] = []
    for each in stages():
        beside = {read.stage.name for read in each.reads if read.stage.over or read.stage.sliced}
        rests = each.over == "documents" and beside <= {one.name for one in found}
        if rests and _is_fresh(each, cell, workspace):
            found.append(each)
    return found


def _is_fresh(each: Stage, cell: Scope, workspace: Workspace) -> bool:
    """Whether the annotation is what a run would make now: only then is it worth carrying over."""
    if any(
        workspace.store.find_manifest(read.stage.name, cell.widened(read.stage.level)) is None for read in each.reads
    ):
        return False
    manifest = workspace.store.find_manifest(each.name, cell)
    try:
        tasks = plan(each, cell, workspace)
    except StaleInput:
        return False
    if manifest is None or any(shard.reasons for shard in manifest.shards):
        return False  # what it refused is told by row, and made anew
    return [shard.task for shard in manifest.shards] == [task.key for task in tasks]


def _merge_documents(merger: Merger, store: Store) -> Shard:
    """The merged shard, with one ledger and one quarantine; what no longer counts is set aside."""
    refs, key, cell = merger.refs, merger.key, merger.refs[0].scope
    refused, healed = _still_refused(refs, store)
    refused = blanked(refused, merger.hidden)
    if refused.num_rows:
        store.write("documents", cell, quarantine_name(key), parquet_bytes(refused))
    ledgers = [table for ref in refs if (table := store.read_ledger(ref)) is not None]
    ledger = latest(ledgers).to_arrow().select(schema.LEDGER.names).cast(schema.LEDGER)
    store.write("documents", cell, ledger_name(key), parquet_bytes(ledger))
    account = Account("records", 0, 0)
    for ref in refs:
        account = account.plus(ref.shard.account)
    left_out = account.given_out - merger.rows + healed
    account = replace(
        account,
        given_out=merger.rows,
        quarantined=account.quarantined - healed,
        set_aside=account.set_aside + left_out,
    )
    return replace(
        _write(merger, "documents", key, store),
        account=account,
        inputs=refs[-1].shard.inputs,
        reasons=tuple(sorted(Counter(refused["reason"].to_pylist()).items())),
        records=ledger.num_rows,
        newest=max(ref.shard.newest for ref in refs),
    )


def _still_refused(refs: Sequence[Ref], store: Store) -> tuple[pa.Table, int]:
    """What was refused and not taken in by a later shard of these, oldest first; and how many were."""
    kept, healed, later = list[pa.Table](), 0, pa.array([], pa.string())
    for ref in reversed(refs):
        if (refused := store.read_quarantine(ref)) is not None:
            came = pc.is_in(_document(refused, ref.scope.source), later)
            kept.append(refused.filter(pc.invert(came)))
            healed += refused.num_rows - kept[-1].num_rows
        taken = store.read_table(ref, ("id", "source_file"))
        later = pa.concat_arrays([later, *_document(taken, ref.scope.source).chunks])
    return pa.concat_tables([schema.QUARANTINE.empty_table(), *reversed(kept)]), healed


def _document(rows: pa.Table, source: str) -> pa.ChunkedArray:
    """What tells one document of a cell from another: the id, and for editions of an act the file."""
    return pc.binary_join_element_wise(rows["id"], rows["source_file"], "\n") if source == "rada" else rows["id"]


def _annotation(each: Stage, task: Task, merger: Merger | None, before: dict[str, Ref], store: Store) -> Shard:
    """The shard of an annotation beside a merged shard, or the one that is there."""
    if merger is None:
        return before[task.beside].shard
    beside = tuple(before[ref.shard.key] for ref in merger.refs)
    written = _write(replace(merger, refs=beside), each.name, task.key, store)
    return replace(written, inputs=task.inputs, beside=task.beside)


def _write(merger: Merger, asset: str, key: str, store: Store) -> Shard:
    """The kept rows of all shards of a merger as one shard of an asset."""
    tables = [store.read_table(ref).filter(kept) for ref, kept in zip(merger.refs, merger.kept, strict=True)]
    size, sha256 = store.write(
        asset, merger.refs[0].scope, f"part-{key}.parquet", parquet_bytes(pa.concat_tables(tables))
    )
    account = Account("rows", merger.rows, merger.rows)
    return Shard(key, key, f"part-{key}.parquet", merger.rows, size, sha256, account)
