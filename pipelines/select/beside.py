"""Slices of a conducted stage: files beside the shards of documents, each named after what it says.

What belongs here: writing one. What does not: what it says (`splits.py`, `contamination_stage.py`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Self

import pyarrow as pa

from pipelines.scope import Scope
from pipelines.stage import Job
from pipelines.store import Account, Ref, Shard, Store, content_key
from pipelines.tables import parquet_bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where the slices of a job go; small, so that workers get it."""

    store: Store
    asset: str
    scope: Scope
    task: str
    key: str
    """hash of the stage and its parameters"""

    @classmethod
    def of(cls, job: Job) -> Self:
        """The place of a job's slices."""
        return cls(job.store, job.stage.name, job.scope, job.task.key, job.stage.key("slice"))

    def write(self, rows: pa.Table, beside: Ref, evidence: str = "") -> Shard:
        """Write the rows that lie beside a shard, with the key of their evidence, which does not count for their own.

        A slice that says what it said before has the key that it had, and asks for no work below it.
        """
        body = parquet_bytes(rows)
        key = content_key(self.key, beside.shard.key, hashlib.sha256(body).hexdigest())
        file = f"part-{key}.parquet"
        size, sha256 = self.store.write(self.asset, self.scope, file, body)
        account, its = Account("rows", beside.shard.rows, rows.num_rows), beside.shard.key
        return Shard(key, self.task, file, rows.num_rows, size, sha256, account, (its,), its, evidence=evidence)
