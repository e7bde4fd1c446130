"""Doing what is missing of a stage, committing it, and reporting.

What belongs here: one run of one stage over one scope, and how one piece of work becomes shards. What does not: what
the pieces are (`plan.py`), where they run (`engine.py`) and where files lie (`store.py`).
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.engine import Engine, WatchedEngine
from pipelines.isolate import answer, divides
from pipelines.limits import Limits
from pipelines.plan import plan
from pipelines.scope import Scope
from pipelines.stage import Job, Outcome, Shards, Stage, Task, Workspace
from pipelines.store import Account, Body, Manifest, Shard, Store, StoreError, ledger_name, quarantine_name
from pipelines.store_sweep import sweep_scope
from pipelines.tables import parquet_bytes, plain_type
from pipelines.workroom import open_workroom


class LostRows(StoreError):
    """A stage cannot say where every row went."""


Notice = Callable[[int, int], None]
"""Hears (pieces of work done, pieces of work in all), for progress displays."""


def _nobody_hears(done: int, total: int) -> None:
    """The notice of a run that nobody watches."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of one stage did, for people; nothing of it enters the data."""

    asset: str
    scope: Scope
    manifest: Manifest
    computed: int
    reused: int
    seconds: float

    @property
    def accounts(self) -> dict[str, Account]:
        """Accounts of all shards, added up by unit."""
        return total_accounts(shard.account for shard in self.manifest.shards)

    @property
    def balanced(self) -> bool:
        """Every shard can say where every row went."""
        return all(shard.account.balanced for shard in self.manifest.shards)

    @property
    def reasons(self) -> dict[str, int]:
        """Quarantined rows by reason, most frequent first."""
        return total_reasons(self.manifest.shards)

    @property
    def bytes(self) -> int:
        """Size of all shards."""
        return sum(shard.bytes for shard in self.manifest.shards)


def total_accounts(accounts: Iterable[Account]) -> dict[str, Account]:
    """Accounts added up by unit."""
    total: dict[str, Account] = {}
    for each in accounts:
        total[each.unit] = total.get(each.unit, Account(each.unit, 0, 0)).plus(each)
    return total


def total_reasons(shards: Iterable[Shard]) -> dict[str, int]:
    """Quarantined rows by reason, most frequent first."""
    counts: Counter[str] = Counter()
    for shard in shards:
        counts.update(dict(shard.reasons))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def run_stage(
    stage: Stage, scope: Scope, workspace: Workspace, engine: Engine, notice: Notice = _nobody_hears
) -> Report:
    """Make what is missing, then commit. Raises StoreError for what a person must mend."""
    began, store = time.perf_counter(), workspace.store
    seen = store.find_manifest(stage.name, scope)
    tasks = plan(stage, scope, workspace)
    done = store.finished(stage.name, scope)
    missing = [task for task in tasks if task.key not in done]
    if missing:
        sweep_scope(store, stage.name, scope, [shard for shards in done.values() for shard in shards])
    notice(len(tasks) - len(missing), len(tasks))
    if stage.conducted:
        watched = WatchedEngine(engine, notice)
        made = (conduct(task, stage=stage, scope=scope, store=store, engine=watched) for task in missing)
    else:
        work = partial(make, stage=stage, scope=scope, store=store, limits=workspace.limits)
        made = engine.map(work, missing, partial(work, apart=True) if divides(stage) else None)
    for count, (task, shards) in enumerate(zip(missing, made, strict=True), 1):
        done[task.key] = shards
        notice(len(tasks) - len(missing) + count, len(tasks))
    manifest = Manifest(stage.name, scope, stage.version, tuple(s for task in tasks for s in done[task.key]))
    seconds = time.perf_counter() - began
    report = Report(stage.name, scope, manifest, len(missing), len(tasks) - len(missing), seconds)
    if report.balanced:  # what lost a row is reported, but never becomes what others read
        if missing or manifest != seen:
            store.commit_over(seen, manifest)
        store.clear_receipts(stage.name, scope)
    return report


def make(
    task: Task, *, stage: Stage, scope: Scope, store: Store, limits: Limits, apart: bool = False
) -> tuple[Shard, ...]:
    """Do one piece of work, in whatever process this is, and leave its shards and its receipt.

    Work of which workers died is done `apart`: see `isolate.py`.
    """
    arguments = {name: _load(value, stage) for name, value in task.arguments.items()}
    _lie_side_by_side(stage, scope, arguments)
    made = answer(stage, arguments, limits, apart=apart)
    if stage.sliced:
        shards = _write_slices(task, stage, scope, store, made)
    else:
        assert not isinstance(made, tuple), f"{stage.name} is not conducted, and writes no shards itself"
        outcome = made if isinstance(made, Outcome) else Outcome(made, _rows_account(made, arguments.get(stage.over)))
        shards = (_write(task, stage, scope, store, outcome),)
    return _signed_off(shards, task, stage, scope, store)


def conduct(task: Task, *, stage: Stage, scope: Scope, store: Store, engine: Engine) -> tuple[Shard, ...]:
    """Do one piece of work that is itself many, from this process, and leave its shards and its receipt."""
    with open_workroom(store, stage.name, scope) as workroom:
        engine.share(workroom)
        made = stage.function(Job(stage, scope, task, store, engine, workroom), **stage.parameters)
    if isinstance(made, pa.Table):
        made = Outcome(made, _rows_account(made, None))
    if isinstance(made, Outcome):
        made = (_write(task, stage, scope, store, made),)
    assert isinstance(made, tuple), f"{stage.name} is conducted, and gives a table, an outcome or its shards"
    return _signed_off(made, task, stage, scope, store)


def _signed_off(shards: tuple[Shard, ...], task: Task, stage: Stage, scope: Scope, store: Store) -> tuple[Shard, ...]:
    if all(shard.account.balanced for shard in shards):
        store.sign_off(stage.name, scope, task.key, shards)
    return shards


def _lie_side_by_side(stage: Stage, scope: Scope, arguments: dict[str, Any]) -> None:
    """Annotations are joined by position, so make sure that they name the same documents in the same order."""
    if not stage.over or "id" not in arguments[stage.over].column_names:
        return
    leading = arguments[stage.over]
    for read in stage.reads:
        table = arguments[read.stage.name]
        beside = read.stage.over == stage.over or read.stage.sliced == stage.over
        if beside and "id" in table.column_names and not table["id"].equals(leading["id"]):
            raise LostRows(f"{read.stage.name} of {scope} does not lie beside {stage.over}: make it again.")


def _load(value: Any, stage: Stage) -> Any:
    """Map stages get their single shards read; whole stages get Shards to read as they like."""
    if not (isinstance(value, Shards) and stage.over):
        return value
    (ref,) = value.refs
    if ref.shard.file.endswith(".parquet"):
        return value.store.read_table(ref, value.columns)
    return value.store.read_bytes(ref)


def _rows_account(made: pa.Table | bytes, leading: pa.Table | None) -> Account:
    """A row out for a row in; an aggregate of many rows stands for itself."""
    rows = 1 if isinstance(made, bytes) else made.num_rows
    return Account("rows", leading.num_rows if leading is not None else rows, rows)


def _write(task: Task, stage: Stage, scope: Scope, store: Store, outcome: Outcome) -> Shard:
    """Quarantine and ledger first, then the shard: a shard that exists has them beside it.

    What is made from everything at once is named after its content, so that a night that changes nothing in it asks
    for no work below it.
    """
    rows = outcome.account.given_out
    body: Body
    if isinstance(outcome.body, bytes):
        body = outcome.body
    else:
        body, rows = parquet_bytes(_as_declared(outcome.body, stage)), outcome.body.num_rows
    key = stage.key(task.variant, hashlib.sha256(body).hexdigest()) if stage.is_whole else task.key
    reasons = Counter(outcome.quarantine["reason"].to_pylist())
    if outcome.quarantine.num_rows:
        refused = parquet_bytes(outcome.quarantine.cast(schema.QUARANTINE))
        store.write(stage.name, scope, quarantine_name(key), refused)
    if outcome.ledger.num_rows:
        store.write(stage.name, scope, ledger_name(key), parquet_bytes(outcome.ledger.cast(schema.LEDGER)))
    file = f"part-{key}{stage.suffix}"
    size, sha256 = store.write(stage.name, scope, file, body)
    return Shard(
        key,
        task.key,
        file,
        rows,
        size,
        sha256,
        outcome.account,
        task.inputs,
        task.beside,
        task.variant,
        tuple(sorted(reasons.items())),
        outcome.ledger.num_rows,
        outcome.newest,
    )


def _write_slices(task: Task, stage: Stage, scope: Scope, store: Store, made: Any) -> tuple[Shard, ...]:
    """Cut the answer along the shards of the asset whose rows it has; each slice is named after its content."""
    table = _as_declared(made, stage)
    expected = sum(ref.shard.rows for ref in task.slices)
    if table.num_rows != expected:
        raise LostRows(f"{stage.name} of {scope} gave {table.num_rows} rows for {expected} documents.")
    shards, at = [], 0
    for ref in task.slices:
        part = table.slice(at, ref.shard.rows)
        at += ref.shard.rows
        body = parquet_bytes(part)
        key = stage.key(ref.shard.key, hashlib.sha256(body).hexdigest())
        size, sha256 = store.write(stage.name, scope, f"part-{key}.parquet", body)
        account = Account("rows", ref.shard.rows, part.num_rows)
        shards.append(
            Shard(
                key,
                task.key,
                f"part-{key}.parquet",
                part.num_rows,
                size,
                sha256,
                account,
                (ref.shard.key,),
                ref.shard.key,
            )
        )
    return tuple(shards)


def _as_declared(table: pa.Table, stage: Stage) -> pa.Table:
    """The table with exactly the declared columns; a mistake in a room's code, not in data, when it cannot be.

    Dictionaries of what is declared stay, for `parquet_bytes` writes what they stand for; not in slices, each of which
    would carry the values of all.
    """
    assert stage.columns is not None, f"{stage.name} returned a table but declares no columns"
    table = table.select(stage.columns.names)
    if stage.sliced:
        return table.cast(stage.columns)
    pairs = zip(stage.columns, table.schema.types, strict=True)
    return table.cast(pa.schema([f.with_type(kind) if plain_type(kind) == f.type else f for f, kind in pairs]))
