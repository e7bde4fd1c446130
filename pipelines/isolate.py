"""A shard without the documents that break the limits: they are found, quarantined, and stand in nobody's way.

What belongs here: which work can be divided by documents, dividing it, and what is left of a document that no worker
gets through. What does not: the limits (`limits.py`), the process apart (`apart.py`), and workers (`engine.py`).

A shard is done as a whole, under a generous limit. Only when that breaks, or workers die of it, it is done over in a
process apart, some documents at a time, and what breaks there is halved down to the document. Reading leaves no row of
such a document. An annotation must have a row for it, and gets that of an empty text; the corpus, which is told of all
refusals (`refusals`), does not take it, so nothing is released that was not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, cast

import pyarrow as pa

from pipelines import schema
from pipelines.apart import Apart, Broken
from pipelines.limits import Limits, OverTime, held_to
from pipelines.scope import Scope
from pipelines.stage import Outcome, Stage
from pipelines.store import Account, Ref, Store

SPAN = 1_000
"""Documents done at a time in a process apart: a second or two of work, and ten halvings to the document."""


def divides(stage: Stage) -> bool:
    """Whether the work of a stage can be divided by documents: it reads records, or annotates texts row for row."""
    if stage.columns == schema.DOCUMENTS:
        return True
    leading = next((read for read in stage.reads if read.stage.name == stage.over == "documents"), None)
    return leading is not None and stage.planner is None and "text" in (leading.columns or schema.DOCUMENTS.names)


def answer(stage: Stage, arguments: Mapping[str, Any], limits: Limits, *, apart: bool) -> Any:
    """What the function of a stage gives; without the documents that break the limits where they are broken.

    Args:
        stage: the stage.
        arguments: what its function takes, read.
        limits: of one document.
        apart: workers died of this work: do not try it in this process.
    """
    work = _divisible(stage, arguments)
    if work is None:
        return stage.function(**arguments, **stage.parameters)
    if not apart:
        try:
            with held_to(limits.of_a_shard):
                return stage.function(**arguments, **stage.parameters)
        except (OverTime, MemoryError):
            pass  # done over below, when what the failed attempt held is free again
    with Apart(limits, work.part(range(0))) as process:
        parts = [
            part
            for start in range(0, work.size, SPAN)
            for part in _halved(work, range(start, min(start + SPAN, work.size)), process)
        ]
    return _joined(parts, stage)


def refusals(stage: Stage, scope: Scope, store: Store) -> dict[str, pa.Table]:
    """What the annotations that a stage rests on refused in a cell: key of the documents' shard -> `QUARANTINE` rows.

    `place` is the row of the document in that shard. Only shards that refused something are there;
    manifests tell which, so usually nothing is read.
    """
    found: dict[str, list[pa.Table]] = {}
    for name in sorted({each.name for each in _upstream(stage) if each.over and divides(each)}):
        manifest = store.find_manifest(name, scope)
        for shard in manifest.shards if manifest else ():
            if (refused := store.read_quarantine(Ref(name, scope, shard))) is not None:
                found.setdefault(shard.beside, []).append(refused)
    return {key: pa.concat_tables(tables) for key, tables in found.items()}


def _upstream(stage: Stage) -> Iterator[Stage]:
    for read in stage.reads:
        yield read.stage
        yield from _upstream(read.stage)


# --- dividing ---------------------------------------------------------------------------------------


class Divisible(Protocol):
    """Work that can be done a part at a time."""

    @property
    def size(self) -> int:
        """How many rows or records it has."""
        ...

    def part(self, rows: range) -> Callable[[], Any]:
        """The work on some of them."""
        ...

    def without(self, row: int, broken: Broken, process: Apart) -> Outcome:
        """What is left of one that breaks the limits."""
        ...


def _divisible(stage: Stage, arguments: Mapping[str, Any]) -> Records | Rows | None:
    """The work as one that can be divided; None where it cannot, or has nothing to divide."""
    if not divides(stage):
        return None
    if stage.over:
        return Rows(stage, arguments) if arguments["documents"].num_rows else None
    return Records(stage, arguments) if "records" in arguments and arguments["records"].num_rows else None


def _halved(work: Divisible, rows: range, process: Apart) -> Iterator[Outcome]:
    """What some rows became, in parts; each part is given as much time as one document."""
    try:
        yield process.run(work.part(rows))
    except Broken as broken:
        if len(rows) == 1:
            yield work.without(rows.start, broken, process)
            return
        middle = len(rows) // 2
        yield from _halved(work, rows[:middle], process)
        yield from _halved(work, rows[middle:], process)


def _joined(parts: Sequence[Outcome], stage: Stage) -> Outcome:
    """Parts as one."""
    bodies = [table for part in parts if (table := cast(pa.Table, part.body)).num_rows]
    account = parts[0].account
    for part in parts[1:]:
        account = account.plus(part.account)
    return Outcome(
        pa.concat_tables(bodies) if bodies else cast(pa.Schema, stage.columns).empty_table(),
        account,
        pa.concat_tables([part.quarantine for part in parts]),
        pa.concat_tables([part.ledger for part in parts]),
        max(part.newest for part in parts),
    )


@dataclass(frozen=True, slots=True)
class Records:
    """Records of an offer that become documents."""

    stage: Stage
    arguments: Mapping[str, Any]

    @property
    def size(self) -> int:
        """See `Divisible`."""
        return self.arguments["records"].num_rows

    def part(self, rows: range) -> Callable[[], Any]:
        """See `Divisible`."""
        records = self.arguments["records"].slice(rows.start, len(rows))
        return partial(self.stage.function, **{**self.arguments, "records": records}, **self.stage.parameters)

    def without(self, row: int, broken: Broken, process: Apart) -> Outcome:
        """See `Divisible`: the record is in the ledger, so that it is not read anew every night."""
        (record,) = self.arguments["records"].slice(row, 1).to_pylist()
        told = _refusal(self.stage, None, record.get("path") or "", record["record"], broken)
        ledger = pa.Table.from_pylist([{name: record[name] for name in schema.OFFER.names}], schema=schema.LEDGER)
        return Outcome(schema.DOCUMENTS.empty_table(), Account("records", 1, 0, quarantined=1), told, ledger)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of `documents` and of what lies beside them, which get an annotation."""

    stage: Stage
    arguments: Mapping[str, Any]

    @property
    def size(self) -> int:
        """See `Divisible`."""
        return self.arguments["documents"].num_rows

    def part(self, rows: range) -> Callable[[], Any]:
        """See `Divisible`."""
        return partial(_annotated, self.stage, self._cut(rows))

    def without(self, row: int, broken: Broken, process: Apart) -> Outcome:
        """See `Divisible`: the annotation of an empty text stands in its place, and its place is its row."""
        arguments = self._cut(range(row, row + 1))
        blank = {name: _blank(table) if name in self._beside() else table for name, table in arguments.items()}
        made = process.run(partial(_annotated, self.stage, blank))
        told = _refusal(self.stage, arguments["documents"]["id"][0].as_py(), "", str(row), broken)
        return Outcome(made.body, Account("rows", 1, 0, quarantined=1), told)

    def _beside(self) -> set[str]:
        """Names of the tables that have the rows of the documents."""
        beside = {read.stage.name for read in self.stage.reads if "documents" in (read.stage.over, read.stage.sliced)}
        return {"documents", *beside}

    def _cut(self, rows: range) -> dict[str, Any]:
        beside = self._beside()
        return {
            name: table.slice(rows.start, len(rows)) if name in beside else table
            for name, table in self.arguments.items()
        }


def _annotated(stage: Stage, arguments: Mapping[str, Any]) -> Outcome:
    """An annotation of some rows."""
    made = cast(pa.Table, stage.function(**arguments, **stage.parameters))
    return Outcome(made, Account("rows", arguments["documents"].num_rows, made.num_rows))


def _blank(row: pa.Table) -> pa.Table:
    """A document, or what an annotation says of it, as if its text were empty."""
    columns = {}
    for field in row.schema:
        column: Any = row[field.name]
        if field.name == "text":
            column = pa.array([""], field.type)
        elif field.name == "markup":
            column = pa.nulls(1, field.type)
        elif pa.types.is_list(field.type):
            column = pa.array([[]], field.type)
        columns[field.name] = column
    return pa.table(columns, row.schema)


def _refusal(stage: Stage, name: str | None, file: str, place: str, broken: Broken) -> pa.Table:
    """The row of `schema.QUARANTINE` of one document; without a sample, which a takedown would have to find."""
    row = {
        "asset": stage.name,
        "id": name,
        "source_file": file,
        "place": place,
        "reason": broken.reason,
        "detail": f"{stage.name}: the document {broken}.",
        "sample": b"",
    }
    return pa.Table.from_pylist([row], schema=schema.QUARANTINE)
