"""What a shard says for the case graph: its documents, the names they are cited by, what they cite; once in its life.

What belongs here: keys of names and articles, and the files of a piece. What does not: which document of the corpus a
name means (`authority_graph.py`). Only names that mean one case in every court link: ECLI, LJN, national numbers and
those of the register; others begin anew in each court, and a citation seldom tells the court. Names, articles and ids
are compared as 64-bit keys: that any two of 100 million are taken for one has a chance of 0.0003.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from pipelines.dedup.arrow import numbers
from pipelines.dedup.identity import NATIONAL
from pipelines.dedup.runs_files import write_columns
from pipelines.sources.marks import row_hashes
from pipelines.workroom import whole

VERSION = "2"

DOCUMENTS, NAMES, CITED, ARTICLES = "documents", "names", "cited", "articles"
"""Files of a piece. Documents: the distinct keys of ids, uint64 ascending. The others: a key, uint64 ascending, and the
document, uint32 by its place among these; each pair once. Of an article two documents are enough to tell that not one
alone cites it."""

_LOOK_ALIKES = dict(zip("abcehikmoptxy", "авсенікмортху", strict=True))
_LATIN_NAME = r"^(?:ecli:|edrsr:|[a-z]{2}\d{4}$)"
_OWN_NAME = r"(ECLI:.+|edrsr:\d+)$"
_OLD_NUMBER = r"(?i)^ecli:nl:\w+:\d{4}:([a-z]{2}\d{4})$"


@dataclass(frozen=True, slots=True)
class Piece:
    """The files that say what a shard says."""

    key: str
    folder: Path

    def file(self, kind: str) -> Path:
        """One of them."""
        return self.folder / f"{self.key}-{kind}.arrow"

    @property
    def files(self) -> tuple[Path, ...]:
        """All of them."""
        return tuple(self.file(kind) for kind in (DOCUMENTS, NAMES, CITED, ARTICLES))


def document_keys(documents: pa.Table) -> np.ndarray:
    """uint64 key of the document of each row; versions of a document share it."""
    return row_hashes({"id": documents["id"]})[:, 0]


def write_piece(documents: pa.Table, citations: pa.Table, piece: Piece) -> None:
    """Write the files of a piece from documents (id, case_numbers) and the citations of the same rows."""
    keys, places = np.unique(document_keys(documents), return_inverse=True)
    of_row = pl.Series("document", places, pl.UInt32)
    rows = pl.DataFrame(documents.select(["id", "case_numbers"])).with_columns(of_row)
    act = rows["id"].str.extract("^rada:(.+)").alias("act")
    found = pl.DataFrame(citations.select(["citations"])).with_columns(of_row, act).explode("citations")
    cited = found.drop_nulls("citations").select("document", "act", pl.col("citations").struct.unnest())
    with whole(piece.file(DOCUMENTS)) as new:
        write_columns(new, key=keys)
    _write(_keyed(_names(rows), "case"), piece.file(NAMES))
    _write(_keyed(_cases(cited.select("document", "case")), "case"), piece.file(CITED))
    others = cited.filter(pl.col("law").ne_missing(pl.col("act"))).select("document", "law", "article")
    _write(_two_of_each(_keyed(others, "law", "article")), piece.file(ARTICLES))


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    """(document, case): every national case number, ECLI and number of the register under which it may be cited."""
    listed = rows.select("document", case="case_numbers").explode("case")
    own = rows.select("document", case=pl.col("id").str.extract(_OWN_NAME))
    named = _cases(pl.concat([listed, own]))
    return named.filter(pl.col("case").str.contains(NATIONAL) | pl.col("case").str.contains(_LATIN_NAME))


def _cases(rows: pl.DataFrame) -> pl.DataFrame:
    r"""(document, case) in one spelling: no spaces, `/` for `\\`, lower case, an LJN for the ECLI made of it."""
    plain = pl.col("case").str.replace_all(r"\s+", "").str.replace_all("\\", "/", literal=True).str.to_lowercase()
    folded = pl.col("case").str.replace_many(list(_LOOK_ALIKES), list(_LOOK_ALIKES.values()))
    old_number = pl.col("case").str.replace(_OLD_NUMBER, "$1")
    spelled = pl.when(pl.col("case").str.contains(_LATIN_NAME)).then(old_number).otherwise(folded)
    return rows.drop_nulls().unique().with_columns(case=plain).with_columns(case=spelled)


def _keyed(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """(key, document) of what the columns say, ascending, each once; rows where one of them is null are left out."""
    told = rows.drop_nulls().unique()
    keys = row_hashes({name: told[name].to_arrow() for name in columns})[:, 0]
    return told.select(pl.Series("key", keys), "document").unique().sort("key", "document")


def _two_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """The first two documents of each key, in the same order."""
    return rows.filter(pl.int_range(pl.len()).over("key") < 2)


def _write(rows: pl.DataFrame, file: Path) -> None:
    with whole(file) as new:
        write_columns(
            new, **{name: numbers(column) for name, column in zip(rows.columns, rows.to_arrow(), strict=True)}
        )
