"""From a publisher's files to `documents`: the two stages that read no shards.

What belongs here: how the look at the files and the reading of one unit become stages. What does not: what the
publishers offer (`sources/`) and how bytes become text (`text/`).

Still to come: fetching from the publishers every night, and appending only what changed.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import schema
from pipelines.plan import refs_of
from pipelines.scope import Scope
from pipelines.sources import sources
from pipelines.sources.folder import Folder
from pipelines.sources.source import Unit, cell_year
from pipelines.stage import Outcome, Stage, Task, Workspace
from pipelines.store import Account, content_key

DOCUMENTS_PER_SHARD = 100_000


def source_files(files: pa.Table) -> Outcome:
    """What the publisher offers, looked at and checked: size, fingerprint, archive directory, limits."""
    fit = pc.equal(files["state"], "ok")
    usable, refused = files.filter(fit), files.filter(pc.invert(fit))
    account = Account("files", files.num_rows, usable.num_rows, quarantined=refused.num_rows)
    return Outcome(usable, account, _refusals(refused))


def documents(source: str, folder: str, unit: Unit) -> Outcome:
    """One row per document version: plain text, metadata, and where in the source it came from."""
    parsed = sources()[source].parse(Folder(folder), unit)
    account = Account("records", parsed.records, parsed.documents.num_rows, quarantined=parsed.quarantine.num_rows)
    return Outcome(parsed.documents, account, parsed.quarantine)


def look_at_files(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Plan of `source_files`: the look itself. What was seen is the key, so an unchanged offer is no work."""
    folder = Folder(workspace.sources).sub(scope.source)
    files = sources()[scope.source].files(folder, scope.year).cast(schema.SOURCE_FILES)
    key = stage.key(str(scope), content_key(files.to_pylist()))
    return [Task(key, {"files": files})]


def plan_units(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Plan of `documents`: one piece of work per unit that the source names, about 100,000 documents each."""
    source, folder = sources()[scope.source], Folder(workspace.sources).sub(scope.source)
    (upstream,) = (read.stage for read in stage.reads)
    (seen,) = refs_of(upstream, scope, workspace.store)
    files = workspace.store.read_table(seen)
    return [
        Task(
            stage.key(source.version, unit.name, unit.fingerprint),
            {"source": scope.source, "folder": folder.url, "unit": unit},
            (seen.shard.key,),
        )
        for unit in source.units(folder, scope.year, files, DOCUMENTS_PER_SHARD)
    ]


def cells_of(source: str, sources_folder: str) -> list[Scope]:
    """The cells of a source for which its folder holds something."""
    years = sources()[source].years(Folder(sources_folder).sub(source))
    return [Scope(source, year) for year in sorted({cell_year(int(year)) for year in years})]


def mark_of(source: str, sources_folder: str) -> str:
    """A cheap mark of the offer, from names and sizes alone; the mirror of texts, with its millions, is left out."""
    folder = Folder(sources_folder).sub(source)
    return content_key([(entry.path, entry.size) for entry in folder.walk(avoid=("texts",))])


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
