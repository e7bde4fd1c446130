"""Leaks: the proof that nothing on one side of a split gives away what lies on another.

What belongs here: looking for what is tied and yet parted, in the selection as it is. What does not: how sides are
chosen (`splits.py`), and what ties documents (`dedup/groups.py`).

Two things are looked at that came about in different ways. Groups must not be parted; that is what `splits` promises.
And independently of groups: no two documents may be parted of which the evidence of near-duplicates says that they tell
one decision, quote each other or belong to one case, nor rows of one document. So a mistake in how groups are made is
found too.

All of it is one question, asked of *claims*: a key of 64 bits, and the side on which all that bears it must lie. A row
claims its own side for its group and for its id; a row with a twin claims its own side for the id of the twin. A key
claimed for two sides is a leak. Claims are written by shard and gathered by ranges of keys, so memory is that of a
shard or a range a worker. Keys only say where to look: what is reported has been compared by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.groups import ONE_SIDE
from pipelines.engine import Engine, InlineEngine
from pipelines.schema import column
from pipelines.scope import Scope
from pipelines.sources.marks import row_hashes
from pipelines.stage import Shards
from pipelines.store import Ref, StoreError

LEAKS = pa.schema([
    column("tie", pa.string(), "what holds the two together: group, document, or the label of the evidence"),
    column("name", pa.string(), "the group, or the document that the tie leads to"),
    column("id", pa.string(), "a document on one side"),
    column("split", pa.string(), "its side"),
    column("other", pa.string(), "the document on the other side"),
    column("other_split", pa.string(), "the other side"),
])  # fmt: skip

GROUP, DOCUMENT = "group", "document"
"""Ties that every row has: to its group, and to other rows of its id."""

NAMED = 1_000
"""Leaks that are named: enough to see what went wrong."""

ROWS_AT_ONCE = 16_000_000
"""Claims of a range: some 300 MB while they are gathered."""

ROW_GROUP = 50_000
"""Rows of a row group: files are sorted, so a range reads few more rows of a shard than it needs."""

_WITNESSES = pl.Schema(dict.fromkeys(("tie", "name", "id", "split"), pl.String))


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at, and what was found."""

    documents: dict[str, int]
    """rows by side, by its name"""
    ties: int
    """pairs of evidence that must lie on one side"""
    parted: int
    """keys that are claimed for two sides: groups, and documents with what is tied to them"""
    leaks: pa.Table
    """columns of `LEAKS`, sorted, of the first `NAMED` keys"""

    @property
    def passed(self) -> bool:
        """Nothing that belongs together is parted."""
        return not self.leaks.num_rows

    @property
    def sentence(self) -> str:
        """The answer for a person, with what to do where something is wrong."""
        if self.passed:
            sides = ", ".join(f"{side} {count:,}" for side, count in self.documents.items())
            return f"No group lies on two sides, and none of {self.ties:,} ties of evidence is parted ({sides})."
        first = self.leaks.slice(0, 1).to_pylist()[0]
        return (
            f"Groups or documents that lie on two sides: {self.parted:,}, as {first['id']} in {first['split']} and "
            f"{first['other']} in {first['other_split']} (tie: {first['tie']}); make duplicates, splits and selection "
            "of the source again."
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A shard of the selection, and the duplicates beside it with their evidence."""

    selection: Shards
    duplicates: Shards

    def witnesses(self) -> pl.DataFrame:
        """All claims by name: tie, name, id (who claims), split (the side it lies on)."""
        rows = pl.DataFrame(self.duplicates.read(0)).with_columns(pl.Series("split", self.selection.read(0)["split"]))
        own = [
            rows.select(tie=pl.lit(tie), name=pl.col(name), id=pl.col("id"), split=pl.col("split"))
            for tie, name in ((GROUP, "group"), (DOCUMENT, "id"))
        ]
        return pl.concat([*own, self._tied(rows["split"])]).cast(_WITNESSES)

    def _tied(self, sides: pl.Series) -> pl.DataFrame:
        """Claims of the evidence: on the twin, for the side on which the row lies."""
        evidence = self.duplicates.store.read_evidence(self.duplicates.refs[0], ("id", "row", "twin", "label"))
        if evidence is None:
            return pl.DataFrame(schema=_WITNESSES)
        said = pl.DataFrame(evidence).filter(pl.col("label").is_in(ONE_SIDE))
        return said.select(tie="label", name="twin", id="id").with_columns(split=sides.gather(said["row"]))


@dataclass(frozen=True, slots=True)
class _Told:
    """What the claims of a shard come to."""

    documents: dict[str, int]
    ties: int
    claims: int


def proof_of(splits: Shards) -> Proof:
    """The proof for the splits of one source, beside its duplicates as they are committed."""
    from pipelines.graph import stage
    from pipelines.plan import refs_of

    (source,) = {ref.scope.source for ref in splits.refs} or {""}
    duplicates = refs_of(stage("duplicates"), Scope(source), splits.store) if source else []
    with TemporaryDirectory(prefix="lexcorpus-") as folder:
        return find_leaks(splits, Shards(splits.store, tuple(duplicates)), Path(folder), InlineEngine())


def find_leaks(
    selection: Shards, duplicates: Shards, folder: Path, engine: Engine, *, at_once: int = ROWS_AT_ONCE
) -> Proof:
    """Look through a source, or any part of it, for what is tied and yet parted.

    Args:
        selection: shards with the column `split`, of any cells.
        duplicates: shards of `schema.DUPLICATES` that lie beside the same documents, with their evidence.
        folder: a local folder for files of this run.
        engine: where it runs.
        at_once: claims of a range; bounds memory, and changes nothing else.

    Raises StoreError when a shard of the selection has no duplicates beside the same documents.
    """
    pieces = _pieces(selection, duplicates)
    files = [folder / f"claims-{number}.parquet" for number in range(len(pieces))]
    told = list(engine.map(_write_claims, list(zip(pieces, files, strict=True))))
    bits = max(0, -(-sum(each.claims for each in told) // at_once) - 1).bit_length()
    gathered = engine.map(partial(_claimed_twice, files=files, bits=bits), range(1 << bits) if files else ())
    twice = np.concatenate([np.empty(0, np.uint64), *gathered])
    found = list(engine.map(partial(_witnesses_of, keys=twice[:NAMED]), pieces)) if len(twice) else []
    documents = sum((Counter(each.documents) for each in told), Counter())
    leaks = _leaks(pl.concat([pl.DataFrame(schema=_WITNESSES), *found]))
    return Proof(dict(sorted(documents.items())), sum(each.ties for each in told), len(twice), leaks)


def _pieces(selection: Shards, duplicates: Shards) -> list[_Piece]:
    beside: dict[str, Ref] = {ref.shard.beside: ref for ref in duplicates.refs}
    pieces = list[_Piece]()
    for ref in selection.refs:
        if ref.shard.beside not in beside:
            raise StoreError(f"The duplicates of {ref.scope} are older than its selection: make both again.")
        its = replace(duplicates, refs=(beside[ref.shard.beside],), columns=("id", "group"))
        pieces.append(_Piece(replace(selection, refs=(ref,), columns=("split",)), its))
    return pieces


def _write_claims(task: tuple[_Piece, Path]) -> _Told:
    """Write the claims of a shard, each once, in the order of their keys."""
    piece, file = task
    said = piece.witnesses()
    claims = said.select(pl.Series("key", _keys(said)), "split").unique().sort("key", "split")
    claims.write_parquet(file, row_group_size=ROW_GROUP, statistics=True)
    sides = said.filter(pl.col("tie") == DOCUMENT)["split"].value_counts()
    return _Told(dict(sides.iter_rows()), said.filter(pl.col("tie").is_in(ONE_SIDE)).height, claims.height)


def _keys(said: pl.DataFrame) -> np.ndarray:
    """uint64: a group and a document of one name have two keys; however a document is tied, it has one."""
    is_group = pl.col("tie") == GROUP
    named = said.select(group=pl.when(is_group).then("name"), document=pl.when(~is_group).then("name"))
    return row_hashes({name: named[name].to_arrow() for name in named.columns})[:, 0]


def _claimed_twice(which: int, *, files: Sequence[Path], bits: int) -> np.ndarray:
    """Keys of a range, by their top bits, that are claimed for more than one side; ascending."""
    width = 64 - bits
    first, last = which << width, ((which + 1) << width) - 1
    within = pl.scan_parquet(list(files)).filter(
        pl.col("key").is_between(pl.lit(first, pl.UInt64), pl.lit(last, pl.UInt64))
    )
    twice = within.group_by("key").agg(sides=pl.col("split").n_unique()).filter(pl.col("sides") > 1)
    return twice.select("key").sort("key").collect()["key"].to_numpy()


def _witnesses_of(piece: _Piece, *, keys: np.ndarray) -> pl.DataFrame:
    """Of a shard, for each of the keys and each side, the first that claims it."""
    said = piece.witnesses()
    said = said.filter(pl.Series(np.isin(_keys(said), keys)))
    return said.sort(*_WITNESSES).unique(["tie", "name", "split"], keep="first", maintain_order=True)


def _leaks(said: pl.DataFrame) -> pa.Table:
    """What contradicts the first who speaks of a name: of a document its own row, where that was looked at."""
    said = said.with_columns(of_group=pl.col("tie") == GROUP).sort(pl.col("tie") != DOCUMENT, *_WITNESSES)
    first = said.unique(["of_group", "name"], keep="first", maintain_order=True)
    first = first.select("of_group", "name", other="id", other_split="split")
    parted = said.join(first, on=["of_group", "name"]).filter(pl.col("split") != pl.col("other_split"))
    once = parted.sort(*_WITNESSES).unique(["tie", "name", "split"], keep="first", maintain_order=True)
    return once.select(LEAKS.names).to_arrow().cast(LEAKS)
