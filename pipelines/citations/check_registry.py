"""The acts of a data root as the citation check reads them: editions, their articles, and their texts with sections.

What belongs here: finding an act's rows and reading no more than these: two narrow columns tell where an act lies, the
row groups that hold it tell the rest. What does not: judging a citation (`check`), and decisions (`check_cases`).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
import pyarrow.compute as pc

from pipelines.citations.articles import ADMINISTRATIVE_CODE, ArticleRegistry
from pipelines.plan import refs_of
from pipelines.scope import EVERYTHING, Scope
from pipelines.store import Ref, Store, StoreError

SOURCE = Scope("rada")
"""The register that holds acts."""

_TOLD = ("id", "edition", "date", "status", "title")


@dataclass(frozen=True, slots=True)
class ActEdition:
    """One edition of an act; days are YYYY-MM-DD, empty where the register does not tell."""

    document: str
    name: str
    adopted: str
    valid_from: str
    valid_to: str
    status: str
    """of the act as the register tells it today: in_force, repealed, pending, …"""
    articles: frozenset[str]
    """living ones; none in an act that has no articles"""
    piece: int
    row: int
    """where the document lies: the shard of documents among those of the register, and the row in it"""


@dataclass(frozen=True, slots=True)
class ActText:
    """The text of an edition and its sections, as `schema.SECTION` in document order."""

    text: str
    sections: tuple[dict[str, Any], ...]


class Registry:
    """What a data root knows of acts; everything is read once, when it is first asked for.

    Raises StoreError when the root holds no corpus, or no statutes yet.
    """

    def __init__(self, store: Store) -> None:
        """Over the store of a data root."""
        self.store = store
        if not store.manifests("source_files"):
            raise StoreError(f"There is no corpus in {store.root}: point --root to its folder, or run `make corpus`.")
        if store.find_manifest("statutes", EVERYTHING) is None:
            raise StoreError(f"{store.root} has no statutes yet: make them, `lexcorpus run --until statutes`.")
        self._editions: dict[str, tuple[ActEdition, ...]] = {}
        self._texts: dict[tuple[int, int], ActText] = {}

    def editions(self, law: str) -> tuple[ActEdition, ...]:
        """The editions of an act in order of their days, by its canonical id; none when the root has no such act."""
        if law not in self._editions:
            self._editions[law] = self._read_editions(law)
        found = self._editions[law]
        whole = ADMINISTRATIVE_CODE[-1]
        return self.editions(whole) if not found and law in ADMINISTRATIVE_CODE[:-1] else found

    def articles(self, laws: Iterable[str]) -> ArticleRegistry:
        """The articles of some acts, by which superscripts are told from ranges."""
        return ArticleRegistry.of(
            (law, edition.valid_from, edition.valid_to, edition.articles)
            for law in sorted(set(laws))
            for edition in self.editions(law)
        )

    def text(self, edition: ActEdition) -> ActText:
        """Text and sections of an edition. Raises MissingInput when the sections of its cell have not been made."""
        place = edition.piece, edition.row
        if place not in self._texts:
            ref, row = self._pieces[edition.piece], np.array([edition.row])
            (text,) = self.store.read_rows(ref, row, "text").to_pylist()
            (sections,) = self.store.read_rows(self._beside(ref), row, "sections").to_pylist()
            self._texts[place] = ActText(text or "", tuple(sections or ()))
        return self._texts[place]

    @cached_property
    def _pieces(self) -> list[Ref]:
        return [
            Ref(each.asset, each.scope, shard)
            for each in self.store.manifests("documents", SOURCE.source)
            for shard in each.shards
        ]

    @cached_property
    def _acts(self) -> pl.DataFrame:
        """Where each edition lies: `_TOLD`, the law, the shard of documents and the row in it."""
        empty = pl.DataFrame(schema=dict.fromkeys((*_TOLD, "law"), pl.String))
        told = [
            pl.DataFrame(self.store.read_table(ref, _TOLD)).with_columns(piece=pl.lit(piece)).with_row_index("row")
            for piece, ref in enumerate(self._pieces)
        ]
        return pl.concat(told).with_columns(law=_law(pl.col("id"))) if told else empty

    def _read_editions(self, law: str) -> tuple[ActEdition, ...]:
        """The last row of each edition, withdrawn ones left out, each valid to the day before the next."""
        own = self._acts.filter(pl.col("law") == law)
        if own.is_empty():
            return ()
        last = own.unique(["id", "edition"], keep="last", maintain_order=True).filter(pl.col("status") != "withdrawn")
        ordered = last.sort("edition", nulls_last=False).with_columns(
            last=pl.col("edition").shift(-1) - pl.duration(days=1)
        )
        articles = self._articles_of(law)
        return tuple(
            ActEdition(
                row["id"], row["title"] or "", _iso(row["date"]), _iso(row["edition"]), _iso(row["last"]),
                row["status"], articles.get(_iso(row["edition"]), frozenset()), row["piece"], row["row"],
            )
            for row in ordered.iter_rows(named=True)
        )  # fmt: skip

    def _articles_of(self, law: str) -> dict[str, frozenset[str]]:
        """Living articles of an act by the first day of the edition."""
        manifest = self.store.manifest("statutes", EVERYTHING)
        found: dict[str, set[str]] = {}
        for ref in (Ref("statutes", EVERYTHING, shard) for shard in manifest.shards):
            own = pc.equal(self.store.read_table(ref, ("law",))["law"], law)
            rows = pc.indices_nonzero(own).to_numpy().astype(np.int64)
            days, numbers = (self.store.read_rows(ref, rows, name).to_pylist() for name in ("valid_from", "article"))
            for day, number in zip(days, numbers, strict=True):
                found.setdefault(day or "", set()).add(number)
        return {day: frozenset(numbers) for day, numbers in found.items()}

    def _beside(self, document: Ref) -> Ref:
        from pipelines.graph import stage

        refs = refs_of(stage("sections"), document.scope, self.store)
        return next(ref for ref in refs if ref.shard.beside == document.shard.key)


def _law(document: pl.Expr) -> pl.Expr:
    """Canonical id of the law that a document of the register holds."""
    return document.str.strip_prefix(f"{SOURCE.source}:").str.to_lowercase()


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""
