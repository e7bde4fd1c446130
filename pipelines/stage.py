"""Stages as data: what an asset is made from, and by which function.

What belongs here: the types that describe a stage and its pieces of work. What does not: which stages there are
(`graph.py`), how they are cut into work (`plan.py`) and how the work is done (`work.py`).

A stage comes in one of three shapes; a whole or sliced one may be *conducted*: when no process could hold what it
reads, its function gets a `Job` and does maps with files between.

* *map*: one shard for each shard of the asset it goes `over`; the function takes tables row by row beside each other;
* *whole*: one shard from everything it reads; the function takes `Shards`, to read as a whole or one by one;
* *sliced*: as whole, but the answer has the rows of another asset and is cut along its shards. A slice is named
  after its content, so a slice that a new night did not change keeps its key and asks for no work below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import schema
from pipelines.engine import Engine
from pipelines.limits import Limits
from pipelines.scope import Level, Scope
from pipelines.store import Account, Ref, Shard, Store, content_key
from pipelines.store_places import refuse_password

BREADTH: dict[Level, int] = {"cell": 0, "source": 1, "once": 2}
"""Levels by how much of the corpus they span."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where a run takes from and puts to: the sources as published, and the data root. Both are folders or URLs."""

    sources: str
    root: str
    accept_loss: bool = False
    """believe offers that lack far more of what was there than a night can take away"""
    evaluation: str = ""
    """folder of evaluation sets, which must not be trained on; empty when there is none"""
    profile: str = ""
    """release profile of the privacy policy; empty for the one it begins with"""
    base_tokenizer: str = ""
    """tokenizer.json of a base model to extend, a path or a URL; empty when there is none"""
    limits: Limits = field(default_factory=Limits)
    """what one document may take of time and memory"""

    def __post_init__(self) -> None:
        """Addresses are shown and kept, so none may hold a password. Raises StoreError."""
        for address in (self.sources, self.root, self.evaluation, self.base_tokenizer):
            refuse_password(address)

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
    ledger: pa.Table = field(default_factory=schema.LEDGER.empty_table)
    newest: str = ""


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

    def __str__(self) -> str:
        return f"the shard beside {self.beside}" if self.beside else f"the shard {self.key}"


@dataclass(frozen=True, slots=True)
class Job:
    """What a conducted stage works with. It stays in the process that conducts; workers get small parts of it."""

    stage: Stage
    scope: Scope
    task: Task
    store: Store
    engine: Engine
    workroom: Path
    """local folder that lasts between runs, for what makes the next one cheaper; nothing is lost with it"""

    def shards(self, name: str) -> Shards:
        """The shards of an asset that the stage reads."""
        return self.task.arguments[name]


@dataclass(frozen=True, slots=True)
class Stage:
    """An asset and how it is made."""

    name: str
    level: Level
    group: str
    purpose: str
    """what it is, in a sentence for people"""
    version: str
    function: Callable[..., pa.Table | bytes | Outcome | tuple[Shard, ...]]
    columns: pa.Schema | None
    """schema of its tables; None when its shards are other files"""
    reads: tuple[Read, ...] = ()
    over: str = ""
    sliced: str = ""
    variants: tuple[str, ...] = ("",)
    """splits, for an asset with one file per split; passed as `split=`"""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    suffix: str = ".parquet"
    conducted: bool = False
    """its function takes a `Job`, and gives a table or the shards that it wrote"""
    planner: Callable[[Stage, Scope, Workspace], list[Task]] | None = None
    """for stages that read no shards but a publisher's files"""
    reach: Level = field(init=False)
    """the widest level it or anything it was made from is made at: how far a change anywhere may touch it"""

    def __post_init__(self) -> None:
        levels: tuple[Level, ...] = (self.level, *(read.stage.reach for read in self.reads))
        object.__setattr__(self, "reach", max(levels, key=BREADTH.__getitem__))

    @property
    def is_whole(self) -> bool:
        """It makes one shard from everything it reads."""
        return not (self.over or self.sliced or self.planner)

    def key(self, *inputs: object) -> str:
        """Hash of the stage, its version, parameters and columns, and the inputs given."""
        columns = [(column.name, str(column.type)) for column in self.columns or ()]
        return content_key(self.name, self.version, dict(self.parameters), columns, inputs)
