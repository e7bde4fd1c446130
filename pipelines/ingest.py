"""From a publisher's files to `documents`: the two stages that read no shards.

What belongs here: how the look at the files and the reading of new and changed records become stages. What does not:
fetching (`fetch/`), what the publishers offer (`sources/`), how an offer is compared with what is there
(`increment.py`) and how bytes become text (`text/`).
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.increment import compare, vanished
from pipelines.plan import refs_of
from pipelines.registers import register_of
from pipelines.scope import Scope
from pipelines.sources import sources
from pipelines.sources.folder import Folder, SourceError
from pipelines.sources.source import FOREIGN, Parsed, Source, cell_year, digest, documents_table
from pipelines.stage import Outcome, Stage, Task, Workspace
from pipelines.store import Account, Ref, Store, content_key

DOCUMENTS_PER_SHARD = 100_000

DAYS = ("published", "registered", "date")
"""What tells how fresh an offer is, the most telling day first; the edition of an act may lie in the future."""


def source_files(files: pa.Table) -> Outcome:
    """What the publisher offers, looked at and checked: size, fingerprint, archive directory, limits."""
    fit = pc.equal(files["state"], "ok")
    usable, refused = files.filter(fit), files.filter(pc.invert(fit))
    account = Account("files", files.num_rows, usable.num_rows, quarantined=refused.num_rows)
    return Outcome(usable, account, _refusals(refused))


def documents(source: str, folder: str, records: pa.Table, notes: pa.Table) -> Outcome:
    """One row per document version: plain text, metadata, and where in the source it came from.

    Args:
        source: name of the register.
        folder: the register's folder.
        records: rows of its offer to take in.
        notes: ledger rows of records that the offer lacks, or has again; vanished ones become rows without a text.
    """
    parsed = sources()[source].parse(Folder(folder), records)
    gone = _tombstones(source, vanished(notes))
    made = pa.concat_tables([gone.cast(parsed.documents.schema), parsed.documents])
    taken_in = records.num_rows + gone.num_rows
    account = Account("records", taken_in, made.num_rows, quarantined=parsed.quarantine.num_rows)
    ledger = pa.concat_tables([notes, _entries(records, parsed)])
    return Outcome(made, account, parsed.quarantine, ledger, _newest(made))


def _entries(records: pa.Table, parsed: Parsed) -> pa.Table:
    """The ledger of what was taken in: each record with the id and edition of its document."""
    place = pc.subtract(pc.cumulative_sum(pc.cast(pc.is_valid(parsed.ids), pa.int64())), 1)
    place = pc.if_else(pc.is_valid(parsed.ids), place, None)
    entries = records.select(schema.OFFER.names).append_column("id", parsed.ids)
    entries = entries.append_column("edition", parsed.documents["edition"].take(place))
    return entries.append_column("missed", pa.nulls(records.num_rows, pa.string())).cast(schema.LEDGER)


def look_at_files(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Plan of `source_files`: the look itself. What was seen is the key, so an unchanged offer is no work."""
    folder = Folder(workspace.sources).sub(scope.source)
    files = sources()[scope.source].files(folder, scope.year).cast(schema.SOURCE_FILES)
    key = stage.key(str(scope), content_key(files.to_pylist()))
    return [Task(key, {"files": files})]


def plan_increment(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Plan of `documents`: the shards that are there, then what the offer adds to them, 100,000 records a shard.

    A shard read by another version of the source is left out, and its records are read anew; so are those of a shard
    that is gone.

    Raises:
        ShrunkOffer: the offer lacks too much of what was there.
        SourceError: a file that a cell with documents rests on cannot be used any more.
    """
    store, source = workspace.store, sources()[scope.source]
    (upstream,) = (read.stage for read in stage.reads)
    (seen,) = refs_of(upstream, scope, store)
    reading = stage.key(source.version)
    there, earlier, lost = _taken_in(stage, scope, store, reading)
    done = [Task(ref.shard.task, {}, ref.shard.inputs) for ref in there]
    if there and not lost and seen.shard.key in there[-1].shard.inputs:
        return done
    if there or earlier:
        _refuse_broken(scope, store.read_quarantine(seen))
    folder, files = Folder(workspace.sources).sub(scope.source), store.read_table(seen)
    offer = source.offer(folder, scope.year, files)
    found = compare(
        offer,
        _ledgers(there, store),
        _key_of_states(files, source),
        earlier=_ledgers(earlier, store),
        misses=source.misses,
        accept_loss=workspace.accept_loss,
    )
    before = there[-1].shard.key if there else ""
    parts = [(offer.slice(0, 0), found.notes)] if found.notes.num_rows else []
    for first in range(0, len(found.taken), DOCUMENTS_PER_SHARD):
        rows = found.taken.slice(first, DOCUMENTS_PER_SHARD)
        parts.append((offer.take(rows), schema.LEDGER.empty_table()))  # a copy: a slice would travel with the whole
    return done + [
        Task(
            stage.key(reading, before, _fingerprint(records), notes.to_pylist()),
            {"source": scope.source, "folder": folder.url, "records": records, "notes": notes},
            (reading, seen.shard.key),
        )
        for records, notes in parts
    ]


def _refuse_broken(cell: Scope, refused: pa.Table | None) -> None:
    """A file that broke after the cell was made must not take its documents along."""
    for row in refused.to_pylist() if refused is not None else ():
        if row["reason"] != FOREIGN:
            place = f"{row['source_file']} {row['place']}".rstrip()
            raise SourceError(f"{cell}: {place} cannot be used ({row['reason']}): {row['detail']}")


def _key_of_states(files: pa.Table, source: Source) -> str:
    """Tells offers apart by the files that say what there is, whatever else has landed beside them."""
    rows = [row for row in files.to_pylist() if row["role"] in source.states]
    return content_key([(row["path"], row["member"], row["fingerprint"]) for row in rows])


def _ledgers(refs: list[Ref], store: Store) -> list[pa.Table]:
    return [ledger for ref in refs if (ledger := store.read_ledger(ref)) is not None]


def _fingerprint(records: pa.Table) -> str:
    """Hash of the names and marks of some records of an offer."""
    return digest(part for name in ("record", "mark") for part in records[name].to_pylist())


def _taken_in(stage: Stage, scope: Scope, store: Store, reading: str) -> tuple[list[Ref], list[Ref], bool]:
    """The committed shards of this reading that are there in full; those of earlier readings; whether any is gone."""
    manifest = store.find_manifest(stage.name, scope)
    whole = store.finished(stage.name, scope)
    refs = [Ref(stage.name, scope, shard) for shard in (manifest.shards if manifest else ())]
    own = [ref for ref in refs if ref.shard.inputs[:1] == (reading,)]
    there = [ref for ref in own if ref.shard.task in whole]
    earlier = [ref for ref in refs if ref not in own and ref.shard.task in whole]
    return there, earlier, len(there) < len(own)


def cells_of(source: str, sources_folder: str) -> list[Scope]:
    """The cells of a source for which its folder holds something."""
    years = sources()[source].years(Folder(sources_folder).sub(source))
    return [Scope(source, year) for year in sorted({cell_year(int(year)) for year in years})]


def marks_of(source: str, sources_folder: str) -> dict[Scope, str]:
    """A cheap mark of each cell's offer, from names, sizes and lists; another mark, something changed there."""
    folder = Folder(sources_folder).sub(source)
    if not folder.exists():
        return {}
    marks = sources()[source].marks(folder)
    return {Scope(source, year): mark for year, mark in sorted(marks.items())}


def _tombstones(source: str, gone: pa.Table) -> pa.Table:
    """Rows of vanished documents: id, edition, and nothing that the publisher no longer says."""
    register = register_of(source)
    constant = {"source": source, "kind": register.kind, "language": register.language, "status": "vanished"}
    columns = {name: [value] * gone.num_rows for name, value in constant.items()}
    return documents_table({**columns, **{name: gone[name].to_pylist() for name in ("id", "edition")}})


def _newest(made: pa.Table) -> str:
    """The latest of the days that are most telling, as YYYY-MM-DD; empty when no document has any."""
    days = pc.max(pc.coalesce(*(made[name] for name in DAYS))).as_py()
    return days.isoformat() if days else ""


def _refusals(files: pa.Table) -> pa.Table:
    """Quarantine rows for files that cannot be used."""
    rows = [
        {
            "asset": "source_files",
            "id": None,
            "source_file": row["path"],
            "place": row["member"],
            "reason": row["state"],
            "detail": row["detail"],
            "sample": b"",
        }
        for row in files.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=schema.QUARANTINE)
