"""`python -m benchmarks.ray_engine`: the same annotation by the local engine and by Ray, in turn.

What belongs here: a stage over the shards of a cell, on two workers of this machine and on a Ray cluster of two nodes
with one core each. What does not: the engines (`pipelines/engine.py`, `pipelines/engine_ray.py`).

Both engines are open, and have loaded what the stage needs, before anything is timed: what is compared is the work and
the passing of it, not the start of Ray, which takes some seconds once a run. The shards of both are compared.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from benchmarks.texts import documents
from pipelines import schema
from pipelines.engine import Engine, InlineEngine, ProcessEngine
from pipelines.engine_ray import RayEngine
from pipelines.graph import stage
from pipelines.scope import Scope
from pipelines.sources.source import documents_table
from pipelines.stage import Outcome, Stage, Task, Workspace
from pipelines.store import Account, Manifest
from pipelines.work import run_stage

CELL = Scope("edrsr", "2019")


@click.command(help="Annotate a cell with two local workers and with Ray on two nodes of one core, in turn.")
@click.option("--asset", default="sections", show_default=True, help="An annotation that reads documents only.")
@click.option("--shards", default=24, show_default=True, type=click.IntRange(2))
@click.option("--rows", default=1_000, show_default=True, type=click.IntRange(1), help="Documents of a shard.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1))
def main(asset: str, shards: int, rows: int, rounds: int) -> None:
    """See the command's help."""
    with tempfile.TemporaryDirectory(prefix="lexcorpus-") as folder, ProcessEngine(2) as local, _ray() as far:
        workspace = Workspace("", folder)
        _make_documents(workspace, documents(rows), shards)
        took: dict[str, list[float]] = {"local": [], "ray": []}
        made: list[Manifest] = []
        for turn in range(rounds + 1):
            for name, engine in (("local", local), ("ray", far)):
                seconds, manifest = _annotate(stage(asset), workspace, engine)
                made.append(manifest)
                if turn:  # the first one only warms up
                    took[name].append(seconds)
                    click.echo(f"{name:6}{seconds:8.2f} s")
    if len({manifest.to_json() for manifest in made}) > 1:
        raise click.ClickException("The engines made different shards.")
    ratio = statistics.median(took["local"]) / statistics.median(took["ray"])
    click.echo(f"{shards} shards of {rows:,} documents, the same bytes; Ray is {ratio:.3f} times as fast as local work")


@contextmanager
def _ray() -> Iterator[RayEngine]:
    """An engine on a cluster of a head that does no work and two nodes of one core."""
    from ray.cluster_utils import Cluster

    cluster: Any = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 256 << 20})
    for _ in range(2):
        cluster.add_node(num_cpus=1, object_store_memory=256 << 20)
    os.environ["RAY_ADDRESS"] = cluster.address
    try:
        with RayEngine(2) as engine:
            yield engine
    finally:
        cluster.shutdown()


def _make_documents(workspace: Workspace, texts: pa.Table, shards: int) -> None:
    """Commit a cell of so many shards, each with the same texts under ids of its own."""

    def plan(stage: Stage, scope: Scope, workspace: Workspace) -> list[Task]:
        return [Task(stage.key(number), {"number": number}) for number in range(shards)]

    def give(number: int) -> Outcome:
        told = {name: texts[name].combine_chunks() for name in schema.DOCUMENTS.names if name in texts.column_names}
        ids = [f"edrsr:{number}{row:06}" for row in range(texts.num_rows)]
        return Outcome(documents_table(told | {"id": ids}), Account("records", texts.num_rows, texts.num_rows))

    run_stage(replace(stage("documents"), function=give, planner=plan, reads=()), CELL, workspace, InlineEngine())


def _annotate(made: Stage, workspace: Workspace, engine: Engine) -> tuple[float, Manifest]:
    """Seconds of the stage from nothing, and its commit."""
    shutil.rmtree(Path(workspace.root, made.name), ignore_errors=True)
    began = time.perf_counter()
    report = run_stage(made, CELL, workspace, engine)
    return time.perf_counter() - began, report.manifest


if __name__ == "__main__":
    main()
