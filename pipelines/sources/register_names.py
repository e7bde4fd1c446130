"""Rows of the EDRSR register in the columns of `schema.DOCUMENTS`: codes become names, timestamps days.

What belongs here: the meaning of the register's columns, as Polars expressions. Reading the file is the
work of `register.py`; texts and units, of `edrsr.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.sources.archive import Archive
from pipelines.sources.register import read_dictionary
from pipelines.sources.register_texts import text_path

INSTANCES = {"касаційна": "cassation", "апеляційна": "appeal", "перша": "first"}
"""Instances by the names of instances.csv in lower case."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of one archive's rows stand for; each archive carries its own edition."""

    court: Mapping[str, str]
    court_instance: Mapping[str, str]
    court_region: Mapping[str, str]
    form: Mapping[str, str]
    procedure: Mapping[str, str]
    category: Mapping[str, str]


def read_names(archive: Archive) -> Names:
    """The dictionaries of one register archive; an absent one leaves its codes without names.

    Raises:
        ArchiveError: a dictionary is damaged.
    """
    courts = read_dictionary(archive, "courts")
    regions, instances = _named(archive, "regions"), _named(archive, "instances")
    stages = {code: INSTANCES.get(name.lower(), "") for code, name in instances.items()}
    return Names(
        court=_filled({code: row.get("name", "") for code, row in courts.items()}),
        court_instance=_filled({code: stages.get(row.get("instance_code", ""), "") for code, row in courts.items()}),
        court_region=_filled({code: regions.get(row.get("region_code", ""), "") for code, row in courts.items()}),
        form=_named(archive, "judgment_forms"),
        procedure=_named(archive, "justice_kinds"),
        category=_named(archive, "cause_categories"),
    )


def describe(rows: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Register rows (`register.rows_of`) as document columns: no lists yet, no text.

    A form, category or procedure whose code no dictionary names keeps the code in its place; a court
    keeps its code in a column of its own. Days are the local date part of the timestamps: converting
    them to UTC would move them to the day before.
    """
    return rows.select(
        pl.col("row"),
        id=pl.lit("edrsr:") + pl.col("doc_id").cast(pl.Int64).cast(pl.String),
        issuer=_name("court_code", names.court),
        issuer_code=pl.col("court_code"),
        instance=_name("court_code", names.court_instance),
        region=_name("court_code", names.court_region),
        case_number=pl.col("cause_num"),
        date=_day("adjudication_date"),
        registered=_day("receipt_date"),
        published=_day("date_publ"),
        form=pl.coalesce(_name("judgment_code", names.form), "judgment_code"),
        category=pl.coalesce(_name("category_code", names.category), "category_code"),
        procedure=pl.coalesce(_name("justice_kind", names.procedure), "justice_kind"),
        judge=pl.col("judge"),
        status=pl.when(pl.col("status") == "0").then(pl.lit("withdrawn")).otherwise(pl.lit("public")),
        url=pl.col("doc_url"),
        text_path=text_path(pl.col("doc_url")),
    )


def superseded(rows: pl.DataFrame) -> pl.DataFrame:
    """Of rows (columns doc_id, status, date_publ, in file order) those another row of the same id replaces.

    The last date of publication wins, then the last occurrence. A withdrawn row wins over public ones: its
    date of publication means nothing, and what one row withholds another must not publish.
    """
    rank = pl.when(pl.col("status") == "0").then(pl.lit("9999")).otherwise(pl.col("date_publ").fill_null(""))
    numbered = rows.with_row_index("occurrence").with_columns(rank=rank, id=pl.col("doc_id").cast(pl.Int64))
    repeated = numbered.filter(pl.col("id").is_duplicated()).sort("id", "rank", "occurrence")
    losers = repeated.filter(pl.col("id") == pl.col("id").shift(-1))
    return losers.sort("occurrence").select(rows.columns)


def _named(archive: Archive, dictionary: str) -> dict[str, str]:
    return _filled({code: row.get("name", "") for code, row in read_dictionary(archive, dictionary).items()})


def _filled(names: Mapping[str, str]) -> dict[str, str]:
    return {code: name for code, name in names.items() if name}


def _name(column: str, names: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(list(names), list(names.values()), default=None, return_dtype=pl.String)


def _day(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
