"""From a stage and a scope to pieces of work, whether they are done or not.

What belongs here: which shards a stage reads for a scope, and which of them go together. What does not: doing the
work (`work.py`). Planning reads manifests and no data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipelines.scope import SOURCES, Scope
from pipelines.stage import BREADTH, Read, Shards, Stage, Task, Workspace
from pipelines.store import Ref, Store, StoreError


class StaleInput(StoreError):
    """An annotation was made for other shards than the ones that are there now."""


def plan(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
    """Every piece of work of a scope, in order. Raises MissingInput, StaleInput."""
    if stage.planner:
        return stage.planner(stage, scope, workspace)
    if stage.over:
        return plan_map(stage, scope, workspace.store)
    return plan_whole(stage, scope, workspace.store)


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


def plan_map(stage: Stage, scope: Scope, store: Store) -> list[Task]:
    """One piece of work per shard of the asset the stage goes over, and per variant."""
    leading = next(read for read in stage.reads if read.stage.name == stage.over)
    if scope.level == "cell" and stage.reach != "cell" and store.find_manifest(stage.over, scope) is None:
        return []  # a wider asset fans out over every year there could be; one that nobody has made is empty
    companions = [(read, _companions(read, scope, store)) for read in stage.reads if read is not leading]
    tasks = []
    for ref in refs_of(leading.stage, scope, store):
        arguments: dict[str, Any] = {stage.over: Shards(store, (ref,), leading.columns)}
        for read, find in companions:
            arguments[read.stage.name] = Shards(store, tuple(find(ref)), read.columns)
        inputs = tuple(each.shard.key for shards in arguments.values() for each in shards.refs)
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
