"""What the keeper of a corpus takes down: a list beside the sources, and rows of `documents` that end what it names.

What belongs here: the list, and how the stage `documents` heeds it. What does not: what publishers withdraw themselves
(`increment.py`), what follows from a row that ends a document (`standing.py`), and the proof of absence
(`report/takedown_proof.py`).

`documents` is append-only, so a document is taken down as its publisher would withdraw it: a later row without a text.
The list stays in force: whatever the publisher offers under such an id from then on becomes a row without a text too,
and a data root made anew from the same sources never holds it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipelines import ingest, schema
from pipelines.registers import register_of
from pipelines.scope import EVERYTHING, SOURCES, Scope, UsageError
from pipelines.sources.folder import SourceError
from pipelines.sources.source import documents_table
from pipelines.stage import Outcome, Shards, Stage, Task, Workspace
from pipelines.standing import ENDS, READS, rows_that_stand
from pipelines.store import Account, Ref, Store, content_key

LIST = "takedown.jsonl"
"""In the sources folder: JSON lines `{"id": …, "reason": …}`."""


def read_list(sources: str) -> dict[str, str]:
    """Ids that are taken down, and why; none where there is no list. Raises SourceError for a line that is none."""
    store = Store(sources)
    try:
        lines = store.get(_place(store)).decode().splitlines()
    except FileNotFoundError:
        return {}
    try:
        return {row["id"]: row["reason"] for row in map(json.loads, lines)}
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(f'{LIST} has a line that is no {{"id": …, "reason": …}} ({error}): mend it.') from error


def add_to_list(sources: str, ids: Iterable[str], reason: str) -> list[str]:
    """Put ids on the list; those that were not there before. What is listed keeps the reason it has.

    Raises UsageError for what is no id of any source, and then writes nothing.
    """
    there = read_list(sources)
    fresh = sorted(set(ids) - there.keys())
    for each in fresh:
        if each.partition(":")[0] not in SOURCES or each.endswith(":"):
            raise UsageError(f"{each!r} is no document: write its source and name, as in edrsr:86740127.")
    listed = there | dict.fromkeys(fresh, reason)
    lines = [json.dumps({"id": each, "reason": listed[each]}, ensure_ascii=False) for each in sorted(listed)]
    store = Store(sources)
    store.put(_place(store), "".join(f"{line}\n" for line in lines).encode())
    return fresh


def documents(*, taken_down: Collection[str] = (), ended: pa.Table | None = None, **offer: Any) -> Outcome:
    """`ingest.documents`, with a row without a text for each document that is taken down.

    Args:
        taken_down: ids of the source that are on the list.
        ended: ids and editions of documents that are there and must end; then nothing of the offer is taken in.
        offer: as `ingest.documents` takes it.
    """
    if ended is not None:
        return Outcome(_without_text(ended), Account("records", ended.num_rows, ended.num_rows))
    outcome = ingest.documents(**offer)
    outcome = replace(outcome, quarantine=blanked(outcome.quarantine, taken_down))
    made = cast(pa.Table, outcome.body)
    listed = pc.is_in(made["id"], pa.array(taken_down, pa.string()))
    if not pc.any(listed).as_py():
        return outcome
    blank = _without_text(made.filter(listed)).cast(made.schema)
    return replace(outcome, body=pa.concat_tables([made.filter(pc.invert(listed)), blank]))


def blanked(refused: pa.Table, ids: Collection[str]) -> pa.Table:
    """Rows of `schema.QUARANTINE`, without the first bytes of what would have become one of these documents."""
    named = pc.fill_null(pc.is_in(refused["id"], pa.array(ids, pa.string())), False)
    samples = pc.if_else(named, pa.scalar(b""), refused["sample"])
    return refused.set_column(refused.schema.get_field_index("sample"), refused.schema.field("sample"), samples)


def plan_documents(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """`ingest.plan_increment` under the list: what is taken in heeds it, and one more shard ends what is there."""
    tasks = ingest.plan_increment(stage, scope, workspace)
    listed = sorted(each for each in read_list(workspace.sources) if each.startswith(f"{scope.source}:"))
    if not listed or not tasks:
        return tasks
    heeding = [_heeding(stage, task, listed) for task in tasks]
    mark = content_key(LIST, listed)
    if any(mark in task.inputs for task in heeding):
        return heeding
    ended = _alive(stage, scope, workspace.store, {task.key for task in tasks}, listed)
    if not ended.num_rows:
        return heeding
    last = heeding[-1]
    key = stage.key(LIST, last.key, [(row["id"], str(row["edition"])) for row in ended.to_pylist()])
    return [*heeding, Task(key, {"ended": ended}, (*last.inputs[:2], mark))]


def _heeding(stage: Stage, task: Task, listed: list[str]) -> Task:
    """The task under the list; one that is done is left as it is."""
    if not task.arguments:
        return task
    key = stage.key(task.key, listed)
    return replace(task, key=key, arguments={**task.arguments, "taken_down": tuple(listed)})


def _alive(stage: Stage, scope: Scope, store: Store, tasks: Collection[str], listed: list[str]) -> pa.Table:
    """Ids and editions of listed documents that the shards of these tasks hold or refused, and no row has ended."""
    manifest = store.find_manifest(stage.name, scope)
    shards = [shard for shard in (manifest.shards if manifest else ()) if shard.task in tasks]
    if not shards:
        return documents_table({"id": []}).select(["id", "edition"])
    refs = tuple(Ref(stage.name, scope, shard) for shard in shards)
    rows = rows_that_stand(Shards(store, refs, READS))
    alive = rows.filter(pl.col("id").is_in(listed), ~pl.col("status").is_in(ENDS))
    named = pl.concat([alive.select("id", "edition"), _refused(refs, store, listed, rows["id"])])
    return named.unique().sort("id", "edition").to_arrow()


def _refused(refs: Sequence[Ref], store: Store, listed: list[str], known: pl.Series) -> pl.DataFrame:
    """Listed documents that were never taken in: a row ends them all the same, so that their first bytes go too."""
    told = [schema.QUARANTINE.empty_table().select(["id"])]
    told += [each for ref in refs if (each := store.read_quarantine(ref, ("id",))) is not None]
    ids = pl.DataFrame(pa.concat_tables(told))
    named = ids.filter(pl.col("id").is_in(listed), ~pl.col("id").is_in(known.implode()))
    return named.with_columns(edition=pl.lit(None, pl.Date))


def _without_text(rows: pa.Table) -> pa.Table:
    """A row that ends each document: id, edition, and the list as its origin."""
    ids = rows["id"].to_pylist()
    registers = [register_of(each.partition(":")[0]) for each in ids]
    told = {name: [getattr(each, name) for each in registers] for name in ("kind", "language")}
    constant = {"status": "withdrawn", "source_file": LIST}
    return documents_table(
        {
            "id": ids,
            "edition": rows["edition"].to_pylist(),
            "source": [each.name for each in registers],
            **told,
            **{name: [value] * len(ids) for name, value in constant.items()},
        }
    )


def _place(store: Store) -> str:
    return store.path("", EVERYTHING, LIST)
