"""Damaged texts: which are asked for again, and when a cell has too many of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from assets.freshness import judged, newest
from pipelines import schema
from pipelines.poison import FLOOR, lower_bound, poison_of, to_refetch
from pipelines.scope import Scope
from pipelines.store import Account, Manifest, Shard, Store, quarantine_name
from pipelines.tables import parquet_bytes

CELL, OTHER = Scope("edrsr", "2026"), Scope("edrsr", "2025")


def shard(
    store: Store,
    cell: Scope,
    key: str,
    given: dict[str, str],
    refused: dict[str, str] | None = None,
    newest_day: str = "",
) -> Shard:
    """A shard of documents with these statuses by id, and of refused ids with their reasons."""
    refused = refused or {}
    documents = pa.table(
        {"id": list(given), "status": list(given.values()), "source_file": ["register.zip"] * len(given)}
    )
    size, sha256 = store.write("documents", cell, f"part-{key}.parquet", parquet_bytes(documents))
    if refused:
        nothing = {"asset": "documents", "source_file": "texts.zip", "place": "", "detail": "", "sample": b""}
        rows = [{"id": name, "reason": reason, **nothing} for name, reason in refused.items()]
        body = parquet_bytes(pa.Table.from_pylist(rows, schema=schema.QUARANTINE))
        store.write("documents", cell, quarantine_name(key), body)
    account = Account("records", len(given) + len(refused), len(given), quarantined=len(refused))
    reasons = tuple((reason, list(refused.values()).count(reason)) for reason in sorted(set(refused.values())))
    return Shard(key, key, f"part-{key}.parquet", len(given), size, sha256, account, reasons=reasons, newest=newest_day)


def commit(store: Store, cell: Scope, *shards: Shard) -> None:
    """Make shards the documents of a cell."""
    store.commit(Manifest("documents", cell, "1", shards))


def public(*ids: str) -> dict[str, str]:
    """Documents with a text."""
    return dict.fromkeys(ids, "public")


def test_what_is_fetched_again(tmp_path: Path) -> None:
    """Texts refused for a reason that passes, until they came whole; what is broken for good is left alone."""
    store = Store(str(tmp_path))
    first = shard(
        store,
        CELL,
        "a",
        public("edrsr:1"),
        {"edrsr:2": "overload_page", "edrsr:3": "overload_page", "edrsr:4": "other_document"},
    )
    commit(store, CELL, first)
    assert to_refetch(CELL, store) == dict.fromkeys(["edrsr:2", "edrsr:3"], "texts.zip")
    commit(store, CELL, first, shard(store, CELL, "b", public("edrsr:2"), {"edrsr:1": "overload_page"}))
    assert to_refetch(CELL, store) == dict.fromkeys(["edrsr:1", "edrsr:3"], "texts.zip")


@pytest.mark.parametrize(
    ("sound", "poisoned", "usual"),
    [
        pytest.param(0, 0, True, id="an empty cell"),
        pytest.param(20, 2, True, id="two in a handful prove nothing"),
        pytest.param(2000, 20, True, id="one in a hundred is usual"),
        pytest.param(2000, 200, False, id="one in eleven is not"),
        pytest.param(0, 12, False, id="nothing but overload pages"),
    ],
)
def test_a_poisoned_cell(sound: int, poisoned: int, usual: bool, tmp_path: Path) -> None:
    """A share surely above the usual one blocks the cell; chance in a small cell does not."""
    store = Store(str(tmp_path))
    good = public(*(f"edrsr:{number}" for number in range(sound)))
    bad = {f"edrsr:p{number}": "overload_page" for number in range(poisoned)}
    commit(store, CELL, shard(store, CELL, "a", good, bad))
    poison = poison_of(CELL, store)
    assert (poison.is_usual, poison.damaged, poison.texts) == (usual, poisoned, sound + poisoned)


def test_the_band_follows_the_source(tmp_path: Path) -> None:
    """What is broken in every year of a register is usual there, and what has no text yet is not counted."""
    store = Store(str(tmp_path))
    bad = {f"edrsr:p{number}": "truncated_rtf" for number in range(40)}
    good = public(*(f"edrsr:{number}" for number in range(360)))
    awaited = {f"edrsr:a{number}": "awaiting_text" for number in range(400)}
    commit(store, CELL, shard(store, CELL, "a", good | awaited, bad))
    assert poison_of(CELL, store).band == FLOOR
    assert not poison_of(CELL, store).is_usual
    commit(store, OTHER, shard(store, OTHER, "b", good, bad))
    assert poison_of(CELL, store).band == pytest.approx(0.3)
    assert poison_of(CELL, store).share == pytest.approx(0.1)
    assert poison_of(CELL, store).is_usual


@pytest.mark.parametrize(
    ("hits", "trials", "expected"), [(0, 10, 0.0), (10, 10, 0.480), (5, 100, 0.0129), (477, 10_000, 0.0411)]
)
def test_lower_bound(hits: int, trials: int, expected: float) -> None:
    """Wilson's lower bound at 3.29 standard errors, by hand."""
    assert lower_bound(hits, trials) == pytest.approx(expected, abs=0.0005)


TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "expected", "fresh", "told"),
    [
        pytest.param([], None, False, "no document yet", id="nothing there"),
        pytest.param([""], None, False, "no document yet", id="no day told"),
        pytest.param(["2026-11-20", "2026-11-01"], dt.date(2026, 11, 20), True, "1 day old", id="yesterday"),
        pytest.param(["2026-11-01"], dt.date(2026, 11, 1), False, "where 4 are usual", id="three weeks ago"),
        pytest.param(["2026-11-19", "2062-11-20"], dt.date(2026, 11, 19), True, "2 days", id="a slip of the pen"),
    ],
)
def test_freshness(days: list[str], expected: dt.date | None, fresh: bool, told: str, tmp_path: Path) -> None:
    """The newest day of all cells of a source, whether that is new enough, and what a person is told."""
    store = Store(str(tmp_path))
    for number, day in enumerate(days):
        cell = Scope("edrsr", str(2020 + number))
        commit(store, cell, shard(store, cell, "a", public("edrsr:1"), newest_day=day))
    assert newest("edrsr", store, TODAY) == expected
    result = judged("edrsr", store, TODAY)
    assert result.passed is fresh
    assert told in (result.description or "")
