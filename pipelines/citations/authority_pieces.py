"""What a shard says for the case graph: its documents, the names they are cited by, what they cite and dispose of.

Once in its life.

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

from pipelines.citations.authority_names import court_of, form_of, seed_of
from pipelines.dedup.arrow import numbers
from pipelines.dedup.identity import NATIONAL
from pipelines.dedup.runs_files import write_columns
from pipelines.sources.marks import row_hashes
from pipelines.workroom import whole

VERSION = "3"

READS = ("id", "case_numbers", "date", "form", "issuer", "references")
"""Columns of documents that a piece is made of."""

DOCUMENTS, NAMES, CITED, ARTICLES = "documents", "names", "cited", "articles"
"""Files of a piece. Documents: the distinct keys of ids, uint64 ascending. The others: a key, uint64 ascending, and the
document, uint32 by its place among these; each pair once. Of an article two documents are enough to tell that not one
alone cites it."""

SEEDS, DATED, REVIEWED = "seeds", "dated", "reviewed"
"""Seeds: documents of the highest courts and their weights, uint8. Dated: the key of a name and a day, the document,
court (uint32, 0 none) and form (uint8, 0 any). Reviewed: the same of the decisions that rulings dispose of, the
document being the ruling, with its id, the number of the order in it, whether the name means one case in every court,
and the outcome."""

_LOOK_ALIKES = dict(zip("abcehikmoptxy", "авсенікмортху", strict=True))
_LATIN_NAME = r"^(?:ecli:|edrsr:|[a-z]{2}\d{4}$)"
_OWN_NAME = r"(ECLI:.+|edrsr:\d+)$"
_REGISTER = r"^\p{L}{2,6}(\d{2}/\d+)$"
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
        return tuple(self.file(kind) for kind in (DOCUMENTS, NAMES, CITED, ARTICLES, SEEDS, DATED, REVIEWED))


def document_keys(documents: pa.Table) -> np.ndarray:
    """uint64 key of the document of each row; versions of a document share it."""
    return row_hashes({"id": documents["id"]})[:, 0]


def write_piece(documents: pa.Table, citations: pa.Table, reviews: pa.Table, piece: Piece) -> None:
    """Write the files of a piece from documents (`READS`) and the citations and reviews of the same rows."""
    keys, places = np.unique(document_keys(documents), return_inverse=True)
    of_row = pl.Series("document", places, pl.UInt32)
    rows = pl.DataFrame(documents.select(READS)).with_columns(of_row)
    act = rows["id"].str.extract("^rada:(.+)").alias("act")
    found = pl.DataFrame(citations.select(["citations"])).with_columns(of_row, act).explode("citations")
    cited = found.drop_nulls("citations").select("document", "act", pl.col("citations").struct.unnest())
    with whole(piece.file(DOCUMENTS)) as new:
        write_columns(new, key=keys)
    _write(_keyed(_names(rows), "case"), piece.file(NAMES))
    _write(_keyed(_cases(cited.select("document", "case")), "case"), piece.file(CITED))
    others = cited.filter(pl.col("law").ne_missing(pl.col("act"))).select("document", "law", "article")
    _write(_two_of_each(_keyed(others, "law", "article")), piece.file(ARTICLES))
    seeds = rows.select("document", weight=seed_of(pl.col("id"), pl.col("issuer"))).filter(pl.col("weight") > 1)
    _write(seeds.unique().sort("document"), piece.file(SEEDS))
    _write(_dated(rows), piece.file(DATED))
    with whole(piece.file(REVIEWED)) as new:
        _reviewed(rows, reviews).write_ipc(new)


def _names(rows: pl.DataFrame) -> pl.DataFrame:
    """(document, case): every national case number, ECLI and number of the register under which it may be cited."""
    return _own(rows).filter(_is_national(pl.col("case")))


def _own(rows: pl.DataFrame) -> pl.DataFrame:
    """(document, case): all its numbers, its ECLI, its number in the register."""
    listed = rows.select("document", case="case_numbers").explode("case")
    own = rows.select("document", case=pl.col("id").str.extract(_OWN_NAME))
    return _cases(pl.concat([listed, own]))


def _is_national(case: pl.Expr) -> pl.Expr:
    """Whether a name means one case in every court."""
    return case.str.contains(NATIONAL) | case.str.contains(_LATIN_NAME)


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    """(key, document, court, form) of the days and names of all documents."""
    told = rows.select("document", "date", court=court_of(pl.col("issuer")), form=form_of(pl.col("form")))
    each = _own(rows).join(told.drop_nulls("date").unique(), on="document")
    keyed = each.select(_day_key(each), "document", _court_key(each), "form")
    return keyed.unique().sort("key", "document", "court", "form")


def _reviewed(rows: pl.DataFrame, reviews: pa.Table) -> pl.DataFrame:
    """Orders of rulings about earlier decisions, by all names under which each may lie."""
    told = rows.select("document", "id", "date", "references", "case_numbers")
    told = told.with_columns(pl.DataFrame(reviews)["reviews"])
    each = told.explode("reviews").drop_nulls("reviews").with_columns(pl.col("reviews").struct.unnest())
    each = each.with_columns(number=pl.int_range(pl.len(), dtype=pl.UInt16).over("document")).filter(
        pl.col("day") < pl.col("date")
    )
    eclis = pl.col("references").list.eval(pl.element().filter(pl.element().str.starts_with("ECLI:")))
    beside = pl.concat_list(pl.col("case").replace("", None))
    names = each.select("document", "number", case=pl.concat_list("case_numbers", eclis, beside)).explode("case")
    order = names.select(pl.struct("document", "number").alias("document"), "case")
    spelled = _cases(order).unnest("document")
    found = (
        spelled.join(each.drop("case", "date"), on=["document", "number"])
        .rename({"day": "date"})
        .with_columns(
            national=_is_national(pl.col("case")), court=court_of(pl.col("court")), form=form_of(pl.col("form"))
        )
    )
    kept = ("document", "number", "id", "form", "national", "outcome", "partial")
    return found.select(_day_key(found), _court_key(found), *kept).unique().sort("key", "document", "number", "outcome")


def _day_key(rows: pl.DataFrame) -> pl.Series:
    """uint64 key of a name, the letters of a register (AWB 11/1600) left out, and a day."""
    plain = rows["case"].str.replace(_REGISTER, "$1")
    return pl.Series("key", row_hashes({"case": plain.to_arrow(), "date": rows["date"].to_arrow()})[:, 0])


def _court_key(rows: pl.DataFrame) -> pl.Series:
    """uint32 of a court's name; 0 where there is none."""
    keys = row_hashes({"court": rows["court"].to_arrow()})[:, 0].astype(np.uint32)
    return pl.Series("court", np.where((rows["court"] == "").to_numpy(), np.uint32(0), keys))


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
