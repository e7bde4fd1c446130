"""What a store tells of itself: shards, manifests, the account of their rows, and the names of files.

What belongs here: the records, how they become JSON and come back, and the keys they are named by. What does not:
reading and writing them (`store.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.scope import Scope

MANIFEST = "_manifest.json"


class StoreError(Exception):
    """Something a person must mend; the message is one sentence that says how."""


class DamagedShard(StoreError):
    """A file of the store is not what its manifest tells of."""


class MissingInput(StoreError):
    """An asset that another one reads has not been made for a scope."""


class Overtaken(StoreError):
    """Another run committed a scope while this one worked on it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where everything went: `taken_in == given_out + set_aside + quarantined`, counted in `unit`."""

    unit: str
    taken_in: int
    given_out: int
    set_aside: int = 0
    quarantined: int = 0

    @property
    def balanced(self) -> bool:
        """Nothing was lost and nothing invented."""
        return self.taken_in == self.given_out + self.set_aside + self.quarantined

    def plus(self, other: Account) -> Account:
        """Both together."""
        return Account(
            self.unit,
            self.taken_in + other.taken_in,
            self.given_out + other.given_out,
            self.set_aside + other.set_aside,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of an asset, as its manifest tells of it."""

    key: str
    """hash of everything it was made from"""
    task: str
    """key of the work that made it; differs from `key` when one piece of work makes several shards"""
    file: str
    """name in the scope's folder"""
    rows: int
    bytes: int
    sha256: str
    account: Account
    inputs: tuple[str, ...] = ()
    """keys of the shards it was made from"""
    beside: str = ""
    """key of the shard whose rows these annotate, row by row; empty when it stands alone"""
    variant: str = ""
    """split, when an asset writes one file per split; of the corpus its release profile"""
    reasons: tuple[tuple[str, int], ...] = ()
    """quarantined rows by reason"""
    records: int = 0
    """rows of its ledger, where it has one: the records it took in from the publisher"""
    newest: str = ""
    """latest day its documents speak of, where they do: how fresh the publisher's offer was"""
    evidence: str = ""
    """key of the file that says why its rows are as they are, where there is one"""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an asset holds for one scope: the commit."""

    asset: str
    scope: Scope
    version: str
    shards: tuple[Shard, ...]

    @property
    def rows(self) -> int:
        """Rows in all shards."""
        return sum(shard.rows for shard in self.shards)

    def to_json(self) -> str:
        """The same manifest is always the same text: no clock, sorted keys."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The inverse of `to_json`."""
        data: dict[str, Any] = json.loads(text)
        return cls(data["asset"], Scope(**data["scope"]), data["version"], shards_from(data["shards"]))


def read_manifest(path: str, body: bytes) -> Manifest:
    """The manifest that lies at a path. Raises DamagedShard."""
    try:
        return Manifest.from_json(body.decode())
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedShard(f"{path} is damaged: remove it, and run again; shards that are whole are kept.") from error


def shards_from(rows: Sequence[dict[str, Any]]) -> tuple[Shard, ...]:
    """Shards as JSON told of them."""
    return tuple(
        Shard(
            **{
                **row,
                "account": Account(**row["account"]),
                "inputs": tuple(row["inputs"]),
                "reasons": tuple((reason, count) for reason, count in row["reasons"]),
            }
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Ref:
    """A shard and where it lies: all that a worker needs to read it."""

    asset: str
    scope: Scope
    shard: Shard


def names_of(shard: Shard) -> tuple[str, ...]:
    """Every file that a shard may consist of."""
    return shard.file, quarantine_name(shard.key), ledger_name(shard.key), evidence_name(shard.evidence)


def quarantine_name(key: str) -> str:
    """File beside the shard of that key that holds the rows it refused."""
    return f"quarantine-{key}.parquet"


def ledger_name(key: str) -> str:
    """File beside the shard of that key that tells which records of the publisher it took in."""
    return f"ledger-{key}.parquet"


def evidence_name(key: str) -> str:
    """File beside the shards that holds the evidence of that key."""
    return f"evidence-{key}.parquet"


def content_key(*parts: object) -> str:
    """Hash of everything given, 32 hex digits: canonical JSON under SHA-256."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
