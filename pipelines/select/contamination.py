"""Contamination: documents that hold items of evaluation sets, told with their evidence.

What belongs here: the runs of words of evaluation items, in how many documents each stands, and which documents hold
an item. What does not: reading evaluation sets (`contamination_sets.py`), the passes over a corpus
(`contamination_stage.py`), and what follows for a document (`policy.yaml`).

Registers are written in formulas, so a run of 13 words that a document shares with an item tells something only if it
is no template. Two passes: the first counts, of runs of evaluation items alone, how many documents of each source hold
them; those that too many hold are taken away, and the second looks for the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup import letters
from pipelines.dedup.arrow import one_array, text_bytes
from pipelines.schema import SPAN, column
from pipelines.store import content_key

CONTAMINATION = pa.schema([
    column("id", pa.string(), "document"),
    column("evaluation_share", pa.float32(), "greatest share of an evaluation item's 13-word runs that it holds"),
    column("evaluation_words", pa.int32(), "most words in a row that it has in common with an evaluation item"),
    column("evaluations", pa.list_(pa.struct([
        column("file", pa.string(), "file of the evaluation set"),
        column("item", pa.string(), "name or number of the item"),
        column("share", pa.float32(), "share of the item's runs, templates apart, that the document holds"),
        column("words", pa.int32(), "words of the longest stretch in common"),
        *SPAN,
    ])), "evaluation items that it holds, the strongest first; where the longest stretch of each stands"),
])  # fmt: skip

ITEMS = pa.schema([
    column("file", pa.string(), "file of the evaluation set"),
    column("item", pa.string(), "name or number of the item"),
    column("runs", pa.int32(), "different runs of 13 words"),
    column("templates", pa.int32(), "of these, held by so many documents that they tell nothing"),
    column("sought", pa.bool_(), "enough are left to look for it"),
])  # fmt: skip
"""What became of each evaluation item."""


def read_settings() -> dict[str, Any]:
    """The settings that are shipped with the project, `contamination.yaml`, as nested dictionaries."""
    import yaml

    return yaml.safe_load(files("pipelines.select").joinpath("contamination.yaml").read_text(encoding="utf-8"))


RUNS_A_WORD = 8
"""Runs for each 64-bit word of the sieve: at most one stranger in nine passes it."""


@dataclass(frozen=True)
class Runs:
    """The different runs of evaluation items, and which items each belongs to."""

    items: pl.DataFrame
    """String file, item"""
    keys: np.ndarray
    """uint64 hashes of runs, ascending"""
    bounds: np.ndarray
    """int64[runs + 1]: members of run k are `members[bounds[k]:bounds[k + 1]]`"""
    members: np.ndarray
    """int32 rows of `items`"""
    sizes: np.ndarray
    """int32: how many runs each item has, in all"""

    @classmethod
    def of(cls, evaluation: pa.Table) -> Self:
        """From `EVALUATION`; rows of one file and item are one item."""
        from pipelines.select.contamination_kernel import run_hashes

        rows = pl.DataFrame(evaluation.select(["file", "item"]))
        items = rows.unique(maintain_order=True).with_row_index("place")
        place = rows.join(items, on=["file", "item"], how="left", maintain_order="left")["place"].to_numpy()
        hashes, bounds = run_hashes(*text_bytes(one_array(evaluation["text"])), letters.table())
        told = pl.DataFrame({"key": hashes, "item": np.repeat(place, np.diff(bounds)).astype(np.int32)})
        return cls._of(items.drop("place"), told.unique(), None)

    @classmethod
    def _of(cls, items: pl.DataFrame, told: pl.DataFrame, sizes: np.ndarray | None) -> Self:
        """From (key, item), each pair once; items have as many runs as are told of, unless sizes say otherwise."""
        told = told.sort("key", "item")
        keys, first = np.unique(told["key"].to_numpy(), return_index=True)
        members = told["item"].to_numpy()
        if sizes is None:
            sizes = np.bincount(members, minlength=items.height).astype(np.int32)
        return cls(items, keys, np.append(first, told.height).astype(np.int64), members, sizes)

    def without(self, templates: np.ndarray, fewest: int) -> Self:
        """Without the runs of that mask, and then without those of items that have fewer left than `fewest`."""
        told = self._told().filter(pl.Series(~np.repeat(templates, np.diff(self.bounds))))
        return self._of(self.items, told.filter(pl.len().over("item") >= fewest), None)

    def only(self, keys: np.ndarray) -> Self:
        """Those with one of the keys: what a shard can hold. Items keep their sizes."""
        told = self._told()
        return self._of(self.items, told.filter(pl.Series(np.isin(told["key"].to_numpy(), keys))), self.sizes)

    def save(self, folder: Path) -> Path:
        """Write what `load` reads, under a name for its content."""
        file = folder / f"runs-{self.digest}.npz"
        with file.open("wb") as body:
            np.savez(body, items=_as_bytes(self.items), **{name: getattr(self, name) for name in _ARRAYS})
        return file

    @classmethod
    def load(cls, file: Path) -> Self:
        """The runs that were saved."""
        with np.load(file) as told:
            items = pl.DataFrame(json.loads(told["items"].tobytes()), _NAMES, orient="row")
            return cls(items, **{name: told[name] for name in _ARRAYS})

    @property
    def digest(self) -> str:
        """Hash of all that finds can depend on: the runs, and of the items that they belong to the names and sizes."""
        its = np.unique(self.members)
        parts = self.keys, self.bounds, self.members, self.sizes[its], _as_bytes(self.items[its])
        return content_key([hashlib.sha256(part.tobytes()).hexdigest() for part in parts])

    @cached_property
    def table(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Keys, and the slots and the sieve by which they are found."""
        from pipelines.select.contamination_kernel import place_runs

        slots = np.full(1 << (2 * len(self.keys)).bit_length(), -1, np.int32)
        sieve = np.zeros(1 << (len(self.keys) // RUNS_A_WORD).bit_length(), np.uint64)
        place_runs(self.keys, slots, sieve)
        return self.keys, slots, sieve

    def _told(self) -> pl.DataFrame:
        return pl.DataFrame({"key": np.repeat(self.keys, np.diff(self.bounds)), "item": self.members})


_ARRAYS = ("keys", "bounds", "members", "sizes")
_NAMES = {"file": pl.String, "item": pl.String}


def count(texts: Iterable[pa.Array], counted: np.ndarray, runs: Runs) -> tuple[np.ndarray, np.ndarray]:
    """In how many texts each run stands, and which runs stand in any.

    Args:
        texts: large_string arrays without nulls, one after the other.
        counted: bool for each text: whether it counts, or is another copy of one that does.
        runs: what is looked for.

    Returns:
        int64 counted texts that hold each run, and bool whether any text does.
    """
    from pipelines.select.contamination_kernel import count_holders

    holders, held, at = np.zeros(len(runs.keys), np.int64), np.zeros(len(runs.keys), np.bool_), 0
    for piece in texts:
        data, offsets = text_bytes(piece)
        count_holders(data, offsets, letters.table(), *runs.table, counted[at : at + len(piece)], holders, held)
        at += len(piece)
    return holders, held


def templates(
    holders: Mapping[str, np.ndarray], counted: Mapping[str, int], *, documents: int, share: float
) -> np.ndarray:
    """bool: runs that more documents of some source hold than both `documents` and that share of all that it has.

    Takes, by source, in how many documents each run stands, and how many there are. A share, because what stands in
    one decision of a thousand is a formula; a number too, because in a small source two documents are that many.
    """
    masks = [counts > max(documents, share * counted[source]) for source, counts in holders.items()]
    return np.logical_or.reduce(masks)


def find(documents: pa.Table, runs: Runs, *, share: float, words: int, strongest: int) -> pa.Table:
    """The rows of a shard (id, text) as `CONTAMINATION`, in their order.

    A find is told from a share of an item's runs, or from so many words of it in a row; of a document so many at most.
    """
    from pipelines.select.contamination_kernel import find_items

    told = (runs.bounds, runs.members, runs.sizes, np.float32(share), words, strongest)
    parts = [find_items(*text_bytes(piece), letters.table(), *runs.table, *told) for piece in pieces(documents["text"])]
    kept, *finds = (np.concatenate(column) for column in zip(*parts, strict=True))
    return _annotation(documents["id"], kept, [each[_first(kept, strongest)] for each in finds], runs.items)


def nothing_found(ids: pa.ChunkedArray | pa.Array) -> pa.Table:
    """`CONTAMINATION` of documents that hold no item."""
    finds = [np.empty(0, np.int32), np.empty(0, np.float32), np.empty(0, np.int32), np.empty((0, 2), np.int32)]
    return _annotation(ids, np.zeros(len(ids), np.int32), finds, pl.DataFrame(schema=_NAMES))


def pieces(texts: pa.ChunkedArray) -> list[pa.Array]:
    """The pieces in which a column lies, at least one."""
    return texts.chunks or [pa.array([], texts.type)]


def account(runs: Runs, left: Runs, templates: np.ndarray) -> pa.Table:
    """What became of each item: `ITEMS`. `left` are the runs that were looked for."""
    gone = np.bincount(runs.members[np.repeat(templates, np.diff(runs.bounds))], minlength=runs.items.height)
    told = runs.items.with_columns(runs=runs.sizes, templates=gone, sought=left.sizes > 0)
    return told.to_arrow().cast(ITEMS)


def contaminated(told: Mapping[str, float]) -> tuple[pl.Expr, pl.Expr, str]:
    """For a rule of the policy: when it speaks, what it shows, and what is asked.

    Takes `told["share"]` of an item's runs and `told["words"]` of it in a row, either of which is too much. Only what
    would be trained on (`split`) is meant: a document that is held out anyway may be what evaluation is made of.
    """
    share, words = told["share"], told["words"]
    held = (pl.col("evaluation_share") >= share) | (pl.col("evaluation_words") >= words)
    first = pl.col("evaluations").list.first().struct
    shown = pl.format(
        "{}, item {}: share {}, {} words in a row",
        first.field("file"),
        first.field("item"),
        pl.col("evaluation_share").round(3),
        pl.col("evaluation_words"),
    )
    asked = f"less than {share} of any evaluation item, fewer than {words} of its words in a row"
    return held & (pl.col("split") == "train"), shown, asked


def _as_bytes(items: pl.DataFrame) -> np.ndarray:
    return np.frombuffer(json.dumps(items.rows(), ensure_ascii=False).encode(), np.uint8)


def _first(kept: np.ndarray, strongest: int) -> np.ndarray:
    """bool[texts, strongest]: places that hold a find."""
    return np.arange(strongest) < kept[:, None]


def _annotation(
    ids: pa.ChunkedArray | pa.Array, kept: np.ndarray, finds: list[np.ndarray], items: pl.DataFrame
) -> pa.Table:
    item, share, words, places = finds
    told = pl.DataFrame({"share": share, "words": words, "start": places[:, 0], "end": places[:, 1]})
    told = pl.concat([items[item], told], how="horizontal")
    row = np.repeat(np.arange(len(kept)), kept)
    greatest, most = np.zeros(len(kept), np.float32), np.zeros(len(kept), np.int32)
    np.maximum.at(greatest, row, share)
    np.maximum.at(most, row, words)
    bounds = pa.array(np.append(0, np.cumsum(kept)).astype(np.int32))
    lists = pa.ListArray.from_arrays(bounds, told.to_arrow().to_struct_array().combine_chunks())
    columns = {"id": ids, "evaluation_share": greatest, "evaluation_words": most, "evaluations": lists}
    return pa.table(columns).cast(CONTAMINATION)
