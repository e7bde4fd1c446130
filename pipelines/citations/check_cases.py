"""Decisions that a text cites, looked up in the registers of a data root by case number or ECLI.

What belongs here: which cells may hold a decision, and finding it there; one narrow column of these is read, the rest
only where something was found. What does not: finding citations in a text (`case_law`), and the graph (`authority`).
Still to come: an index of case numbers; today a number that tells no year is sought in every year.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.identity import LOOK_ALIKES, NATIONAL
from pipelines.scope import FIRST_YEAR
from pipelines.store import Manifest, Ref, Store

_YEAR = re.compile(r"(?:\d{3}/\d+/(?P<short>\d{2})|/(?P<year>(?:19|20)\d{2}))(?:-?[^\W\d]{1,3})?$")
_ECLI = re.compile(r"ECLI:NL:\w+:(?P<year>\d{4}):")
_BY_ID = "edrsr:"
"""How a decision is cited by its number in the register."""

_LJN = re.compile(r"[A-Z]{2}\d{4}")
_TOLD = ("id", "issuer", "form", "date", "status")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that bears the cited number; `date` is YYYY-MM-DD, empty where it is not told."""

    id: str
    issuer: str
    form: str
    date: str


def decisions(cases: Collection[str], store: Store) -> dict[str, tuple[Decision, ...]]:
    """Decisions by cited case number or ECLI, of the first cell that holds any; cases nobody knows are left out.

    A cell is read once for all numbers that may lie in it, years in order from the one that the number tells.
    """
    sought = sorted(set(cases))
    found: dict[str, tuple[Decision, ...]] = {}
    for register in sorted({_register(case) for case in sought}):
        for cell in store.manifests("documents", register):
            wanted = [c for c in sought if c not in found and _register(c) == register and _may_hold(cell, c)]
            found.update(_in_cell(cell, wanted, store) if wanted else {})
    return found


def is_national(case: str) -> bool:
    """Whether the number means one case in every court: an ECLI, an LJN, or a national case number."""
    return (
        _register(case) == "rechtspraak"
        or case.startswith(_BY_ID)
        or pl.select(pl.lit(case).str.contains(NATIONAL)).item()
    )


def _register(case: str) -> str:
    return "rechtspraak" if case.startswith("ECLI") or _LJN.fullmatch(case) else "edrsr"


def _may_hold(cell: Manifest, case: str) -> bool:
    """A case has no decision before the year of its number; an ECLI is of its year or one beside it."""
    ecli, year = _ECLI.match(case), _YEAR.search(case)
    if ecli:
        return abs(int(cell.scope.year) - max(int(ecli["year"]), FIRST_YEAR)) <= 1
    return not year or cell.scope.year >= (year["year"] or f"20{year['short']}")


def _in_cell(cell: Manifest, cases: list[str], store: Store) -> dict[str, tuple[Decision, ...]]:
    keys: dict[str, list[str]] = {}
    for case in cases:
        keys.setdefault(_key(case), []).append(case)
    found: dict[str, dict[str, Decision]] = {}
    for shard in cell.shards:
        ref = Ref(cell.asset, cell.scope, shard)
        for key, row in _hits(ref, keys, store):
            for case in keys[key] if row["status"] != "withdrawn" else ():
                found.setdefault(case, {})[row["id"]] = Decision(
                    row["id"], row["issuer"] or "", row["form"] or "", row["date"].isoformat() if row["date"] else ""
                )
    return {case: tuple(rows.values()) for case, rows in found.items()}


def _hits(ref: Ref, keys: Collection[str], store: Store) -> Iterator[tuple[str, dict[str, Any]]]:
    """(key, row) of the shard's decisions that bear one of the keys."""
    column = "id" if ref.scope.source == "rechtspraak" else "case_numbers"
    names = pl.DataFrame(store.read_table(ref, (column,))).with_row_index("row")
    if column == "id":
        ecli = pl.col("id").str.strip_prefix("rechtspraak:")
        names = names.select("row", key=pl.concat_list(_folded(ecli), _folded(ecli.str.split(":").list.last())))
        names = names.explode("key")
    else:
        names = names.explode(column).select("row", key=_folded(pl.col(column)))
        if any(key.startswith(_key(_BY_ID)) for key in keys):
            ids = pl.DataFrame(store.read_table(ref, ("id",))).with_row_index("row")
            names = pl.concat([names, ids.select("row", key=_folded(pl.col("id")))])
    hits = names.filter(pl.col("key").is_in(sorted(keys))).unique().sort("row", "key")
    told = _told(ref, hits["row"].unique().sort().to_numpy().astype(np.int64), store)
    yield from ((key, told[row]) for row, key in hits.iter_rows())


def _told(ref: Ref, rows: np.ndarray, store: Store) -> dict[int, dict[str, Any]]:
    """What the register tells of some rows of a shard."""
    columns = {name: store.read_rows(ref, rows, name) for name in _TOLD} if len(rows) else {}
    return dict(zip(rows.tolist(), pa.table(columns).to_pylist(), strict=True))


def _folded(column: pl.Expr) -> pl.Expr:
    """One spelling of a number: no spaces, `/` for a backslash, capitals, Latin look-alikes as Cyrillic ones."""
    plain = column.str.replace_all(r"\s+", "").str.replace_all("\\", "/", literal=True).str.to_uppercase()
    return plain.str.replace_many(list(LOOK_ALIKES), list(LOOK_ALIKES.values()))


def _key(case: str) -> str:
    return pl.select(_folded(pl.lit(case))).item()
