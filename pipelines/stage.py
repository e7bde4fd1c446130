"""Stages: what to make, and running what is missing.

What belongs here: how a stage turns what it reads into pieces of work, how one piece becomes shards, and the
report of a run. What does not: which stages there are (`graph.py`), what they compute (the rooms), where work
runs (`engine.py`) and where files lie (`store.py`).

A stage comes in one of three shapes:

* *map*: one shard for each shard of the asset it goes `over`; the function takes tables row by row beside each other;
* *whole*: one shard from everything it reads; the function takes `Shards`, to read as a whole or one by one;
* *sliced*: as whole, but the answer has the rows of another asset and is cut along its shards. A slice is named
  after its content, so shards that a new night did not change keep their keys, and nothing below them runs again.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.engine import Engine
from pipelines.scope import SOURCES, Level, Scope
from pipelines.store import (
    Account,
    Body,
    Manifest,
    Ref,
    Shard,
    Store,
    StoreError,
    content_key,
    parquet_bytes,
    quarantine_name,
)

BREADTH: dict[Level, int] = {"cell": 0, "source": 1, "once": 2}


class StaleInput(StoreError):
    """An annotation was made for other shards than the ones that are there now."""


class LostRows(StoreError):
    """A stage cannot say where every row went."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a run takes from and puts to: the sources as published, and the data root. Both are folders or URLs."""

    sources: str
    root: str

    @property
    def store(self) -> Store:
        """The data root as a store."""
        return Store(self.root)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a function made when a table alone does not tell: the body, what it refused, and where everything went."""

    body: pa.Table | bytes
    account: Account
    quarantine: pa.Table = field(default_factory=schema.QUARANTINE.empty_table)


@dataclass(frozen=True, slots=True)
class Shards:
    """Shards of one asset, in order, read when asked for."""

    store: Store
    refs: tuple[Ref, ...]
    columns: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[pa.Table]:
        return (self.read(index) for index in range(len(self.refs)))

    def read(self, index: int) -> pa.Table:
        """The rows of one shard."""
        return self.store.read_table(self.refs[index], self.columns)

    def only(self, columns: tuple[str, ...]) -> Shards:
        """The same shards with fewer columns."""
        return replace(self, columns=columns)

    @property
    def rows(self) -> int:
        """Rows that the manifests promise."""
        return sum(ref.shard.rows for ref in self.refs)

    def table(self, empty: pa.Schema) -> pa.Table:
        """All rows as one table; `empty` gives the columns when there is no shard."""
        names = self.columns or tuple(empty.names)
        return pa.concat_tables(
            [pa.table({n: pa.array([], empty.field(n).type) for n in names}), *self], promote_options="permissive"
        )


@dataclass(frozen=True, slots=True)
class Read:
    """An upstream stage, the columns wanted of it (all when empty), and the one source wanted (all when empty)."""

    stage: Stage
    columns: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: what the function gets. Refs and Shards are read by the worker, the rest is passed on."""

    key: str
    arguments: Mapping[str, Any]
    inputs: tuple[str, ...] = ()
    beside: str = ""
    variant: str = ""
    slices: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """An asset and how it is made."""

    name: str
    level: Level
    group: str
    purpose: str
    """what it is, in a sentence for people"""
    version: str
    function: Callable[..., pa.Table | bytes | Outcome]
    columns: pa.Schema | None
    """schema of its tables; None when its shards are other files"""
    reads: tuple[Read, ...] = ()
    over: str = ""
    sliced: str = ""
    variants: tuple[str, ...] = ("",)
    """splits, for an asset with one file per split; passed as `split=`"""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    suffix: str = ".parquet"
    planner: Callable[[Stage, Scope, Workspace], list[Task]] | None = None
    """for stages that read no shards but a publisher's files"""

    def plan(self, scope: Scope, workspace: Workspace) -> list[Task]:
        """Every piece of work of a scope, in order, whether done or not. Raises MissingInput, StaleInput."""
        if self.planner:
            return self.planner(self, scope, workspace)
        if self.over:
            return _plan_map(self, scope, workspace.store)
        return plan_whole(self, scope, workspace.store)

    def key(self, *inputs: object) -> str:
        """Hash of the stage, its version, parameters and columns, and the inputs given."""
        columns = [(column.name, str(column.type)) for column in self.columns or ()]
        return content_key(self.name, self.version, dict(self.parameters), columns, inputs)

    def run(self, scope: Scope, workspace: Workspace, engine: Engine, notice: Notice | None = None) -> Report:
        """Make what is missing, then commit. Raises StoreError for what a person must mend."""
        return _run(self, scope, workspace, engine, notice or (lambda *_: None))


Notice = Callable[[int, int], None]
"""Hears (pieces of work done, pieces of work in all), for progress displays."""


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


# --- planning ---------------------------------------------------------------------------------------


def refs_of(stage: Stage, scope: Scope, store: Store, source: str = "") -> list[Ref]:
    """Shards of a stage as seen from a scope: of all cells inside it, or of the wider scope it lies in."""
    if BREADTH[stage.level] >= BREADTH[scope.level]:
        manifests = [store.manifest(stage.name, scope.widened(stage.level))]
    elif stage.level == "source":
        wanted = (source,) if source else SOURCES
        manifests = [found for name in wanted if (found := store.find_manifest(stage.name, Scope(name)))]
    else:
        manifests = store.manifests(stage.name, scope.source or source or "*")
    return [Ref(stage.name, m.scope, shard) for m in manifests for shard in m.shards]


def _plan_map(stage: Stage, scope: Scope, store: Store) -> list[Task]:
    """One piece of work per shard of the asset the stage goes over, and per variant."""
    leading = next(read for read in stage.reads if read.stage.name == stage.over)
    companions = [(read, _companions(read, scope, store)) for read in stage.reads if read is not leading]
    tasks = []
    for ref in refs_of(leading.stage, scope, store):
        arguments: dict[str, Any] = {stage.over: Shards(store, (ref,), leading.columns)}
        for read, find in companions:
            arguments[read.stage.name] = Shards(store, tuple(find(ref)), read.columns)
        inputs = tuple(argument.refs[0].shard.key for argument in arguments.values())
        for variant in stage.variants:
            chosen = {**arguments, "split": variant} if variant else arguments
            tasks.append(Task(stage.key(inputs, variant), chosen, inputs, ref.shard.key, variant))
    return tasks


def _companions(read: Read, scope: Scope, store: Store) -> Callable[[Ref], list[Ref]]:
    """How to find the shards of an upstream stage that go with a leading shard, one for each variant."""
    refs = refs_of(read.stage, scope, store, read.source)
    if not (read.stage.over or read.stage.sliced):
        return lambda _: refs
    beside: dict[str, list[Ref]] = {}
    for ref in refs:
        beside.setdefault(ref.shard.beside, []).append(ref)

    def find(leading: Ref) -> list[Ref]:
        if leading.shard.key not in beside:
            raise StaleInput(f"{read.stage.name} of {leading.scope} is older than its {leading.asset}: make it again.")
        return beside[leading.shard.key]

    return find


def plan_whole(stage: Stage, scope: Scope, store: Store) -> list[Task]:
    """One piece of work (per variant) from all that is read, annotations in the order of what they lie beside."""
    refs = {read.stage.name: refs_of(read.stage, scope, store, read.source) for read in stage.reads}
    arguments = {}
    for read in stage.reads:
        found = refs[read.stage.name]
        leading = refs.get(read.stage.over or read.stage.sliced)
        if leading is not None:
            find = _companions(read, scope, store)
            found = [companion for ref in leading for companion in find(ref)]
        arguments[read.stage.name] = Shards(store, tuple(found), read.columns)
    inputs = tuple(ref.shard.key for shards in arguments.values() for ref in shards.refs)
    along = tuple(refs[stage.sliced]) if stage.sliced else ()
    return [
        Task(
            stage.key(inputs, variant),
            {**arguments, "split": variant} if variant else arguments,
            inputs,
            variant=variant,
            slices=along,
        )
        for variant in stage.variants
    ]


# --- working ----------------------------------------------------------------------------------------


def _run(stage: Stage, scope: Scope, workspace: Workspace, engine: Engine, notice: Notice) -> Report:
    began, store = time.perf_counter(), workspace.store
    tasks = stage.plan(scope, workspace)
    done = store.finished(stage.name, scope)
    missing = [task for task in tasks if task.key not in done]
    notice(len(tasks) - len(missing), len(tasks))
    work = partial(make, stage=stage, scope=scope, store=store)
    for count, (task, shards) in enumerate(zip(missing, engine.map(work, missing), strict=True), 1):
        done[task.key] = shards
        notice(len(tasks) - len(missing) + count, len(tasks))
    manifest = Manifest(stage.name, scope, stage.version, tuple(s for task in tasks for s in done[task.key]))
    if manifest != store.find_manifest(stage.name, scope):
        store.commit(manifest)
    store.clear_receipts(stage.name, scope)
    return Report(stage.name, scope, manifest, len(missing), len(tasks) - len(missing), time.perf_counter() - began)


def make(task: Task, *, stage: Stage, scope: Scope, store: Store) -> tuple[Shard, ...]:
    """Do one piece of work, in whatever process this is, and leave its shards and its receipt."""
    arguments = {name: _load(value, stage) for name, value in task.arguments.items()}
    made = stage.function(**arguments, **stage.parameters)
    if stage.sliced:
        shards = _write_slices(task, stage, scope, store, made)
    else:
        outcome = made if isinstance(made, Outcome) else Outcome(made, _rows_account(made, arguments.get(stage.over)))
        shards = (_write(task, stage, scope, store, outcome),)
    store.sign_off(stage.name, scope, task.key, shards)
    return shards


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
    """Quarantine first, then the shard: a shard that exists has its quarantine beside it."""
    file, rows = f"part-{task.key}{stage.suffix}", outcome.account.given_out
    body: Body
    if isinstance(outcome.body, bytes):
        body = outcome.body
    else:
        body, rows = parquet_bytes(_as_declared(outcome.body, stage)), outcome.body.num_rows
    reasons = Counter(outcome.quarantine["reason"].to_pylist())
    quarantine = parquet_bytes(outcome.quarantine.cast(schema.QUARANTINE))
    if outcome.quarantine.num_rows:
        store.write(stage.name, scope, quarantine_name(task.key), quarantine)
    size, sha256 = store.write(stage.name, scope, file, body)
    return Shard(
        task.key,
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
    """The table with exactly the declared columns; a mistake in a room's code, not in data, when it cannot be."""
    assert stage.columns is not None, f"{stage.name} returned a table but declares no columns"
    return table.select(stage.columns.names).cast(stage.columns)
