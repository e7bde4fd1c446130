"""What every row of `documents` and of its annotations must keep, and which rows do not.

What belongs here: contracts as data, derived from `schema.py` (types, nulls, every `*_share` between 0 and 1) and
completed by tables of ranges, known codes and rules. What does not: the look at shards (`breaches.py`) and severity
(`assets/data_checks.py`). A contract is a schema of dataframely, which judges rows with Polars and counts by rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from pipelines import schema
from pipelines.dedup.labels import LABELS
from pipelines.scope import SOURCES

if TYPE_CHECKING:
    import dataframely as dy

COLUMNS: Mapping[str, pa.Schema] = {
    "documents": schema.DOCUMENTS,
    "signatures": schema.SIGNATURES,
    "sections": schema.SECTIONS,
    "personal_data": schema.PERSONAL_DATA,
    "quality": schema.QUALITY,
    "citations": schema.CITATIONS,
    "duplicates": schema.DUPLICATES,
    "selection": schema.SELECTION,
}
"""Assets that are checked: those with a row for each document."""

LARGE = frozenset({"text", "markup", "minhash", "paragraph_hashes"})
"""Columns that are not read: they hold most of the bytes, and Arrow has seen to their types and nulls."""

CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "documents": {"source": SOURCES, "kind": ("decision", "statute"), "text_format": ("rtf", "html", "xml", "text")},
    "duplicates": {"label": ("unique", "first", *LABELS)},
    "quality": {"language": ("uk", "ru", "nl", "en", "und")},
    "selection": {
        "decision": ("keep", "low_weight", "duplicate", "quarantine", "withdrawn"),
        "split": ("train", "validation", "test"),
    },
}
"""Values that we give ourselves: another one is a fault."""

PUBLISHED: Mapping[str, tuple[str, ...]] = {
    "language": ("uk", "nl"),
    "instance": ("first", "appeal", "cassation"),
    "status": (
        *("public", "awaiting_text", "metadata_only", "withdrawn", "vanished"),
        *("in_force", "pending", "repealed", "unknown"),
    ),
}
"""Values of `documents` that publishers give: another one is news, and a person should look at it."""

FORMS: Mapping[str, tuple[str, ...]] = {
    "edrsr": (
        *("Вирок", "Постанова", "Рішення", "Судовий наказ", "Ухвала"),
        *("Окрема ухвала", "Додаткове рішення", "Окрема думка"),
    ),
    "rechtspraak": ("Uitspraak", "Conclusie"),
}
"""Forms by register: dictionary `judgment_forms` of EDRSR, `dcterms:type` of rechtspraak.nl. Acts have any form."""

LEAST: Mapping[str, Mapping[str, float]] = {
    "signatures": {"words": 0},
    "quality": {"chars": 0, "words": 0, "mean_word_length": 0, "toxicity": 0},
    "duplicates": {"cluster_size": 1},
    "selection": {"weight": 0},
}
"""Least value of a number."""

UNIT = frozenset({"jaccard", "containment", "corrupted"})
"""Columns between 0 and 1 whose names do not end in `_share`."""

_SPAN = pl.element().struct
RULES: Mapping[str, Mapping[str, pl.Expr]] = {
    "documents": {
        "id_begins_with_its_source": pl.col("id").str.starts_with(pl.col("source") + ":"),
        "date_is_of_this_era": pl.col("date").dt.year().is_between(1900, 2100),
    },
    "quality": {
        "words_are_within_the_text": pl.col("words") <= pl.col("chars"),
        "empty_is_told": (pl.col("words") > 0) | pl.col("damage").list.contains("empty"),
    },
    "personal_data": {
        "spans_hold_something": pl.col("spans").list.eval(_SPAN.field("start") < _SPAN.field("end")).list.all()
    },
    "sections": {
        "text_is_begun_at_its_start": (pl.col("sections").list.len() == 0)
        | (pl.col("sections").list.first().struct.field("start") == 0)
    },
    "citations": {
        "spans_hold_something": pl.col("citations").list.eval(_SPAN.field("start") < _SPAN.field("end")).list.all()
    },
    "duplicates": {
        "like_documents_have_a_twin": pl.col("label").is_in(["unique", "first"]) | pl.col("twin").is_not_null(),
    },
    "selection": {
        "only_the_chosen_weigh": pl.col("decision").is_in(["keep", "low_weight"]) == (pl.col("weight") > 0),
        "whoever_is_left_out_hears_why": (pl.col("decision") == "keep") | (pl.col("reasons").list.len() > 0),
    },
}
"""What more than one column, or the inside of one, must keep; null where there is nothing to say."""


@cache
def _kinds() -> Mapping[pa.DataType, type[dy.Column]]:
    """The kind of column for each flat type."""
    import dataframely as dy

    return {
        pa.string(): dy.String,
        schema.Texts: dy.String,
        pa.bool_(): dy.Bool,
        pa.date32(): dy.Date,
        pa.int32(): dy.Int32,
        pa.int64(): dy.Int64,
        pa.uint64(): dy.UInt64,
        pa.float32(): dy.Float32,
        pa.float64(): dy.Float64,
    }


@cache
def contract(asset: str) -> type[dy.Schema]:
    """What rows of an asset must keep; KeyError when it is none of COLUMNS."""
    import dataframely as dy

    fields = [field for field in COLUMNS[asset] if field.name not in LARGE]
    flat = {field.name: _column(asset, field) for field in fields if field.type in _kinds()}
    nested = [field.name for field in fields if field.type not in _kinds()]
    told = {f"{name}_is_told": pl.col(name).is_not_null() for name in nested}
    return _schema(f"{asset}_contract", flat | {name: dy.Any() for name in nested}, told | dict(RULES.get(asset, {})))


@cache
def customs() -> type[dy.Schema]:
    """What publishers are known to write in `documents`: their codes, and the forms of each register."""
    import dataframely as dy

    told = {name: dy.String(nullable=True) for name in ("id", "source", "form")}
    coded = {name: dy.String(nullable=True, check=_one_of(known)) for name, known in PUBLISHED.items()}
    forms = {
        f"form_of_{source}": (pl.col("source") != source) | pl.col("form").is_in(known)
        for source, known in FORMS.items()
    }
    return _schema("documents_customs", told | coded, forms)


def _schema(name: str, columns: Mapping[str, dy.Column], rules: Mapping[str, pl.Expr]) -> type[dy.Schema]:
    """A dataframely schema; a row of which a rule cannot tell keeps it."""
    import dataframely as dy

    told = {rule: dy.rule()(lambda cls, holds=holds: holds.fill_null(True)) for rule, holds in rules.items()}
    return type(name, (dy.Schema,), {**columns, **told})


def _column(asset: str, field: pa.Field) -> dy.Column:
    """A column as Arrow declares it, with its range or its codes."""
    said: dict[str, Any] = {"nullable": field.nullable}
    least = LEAST.get(asset, {}).get(field.name)
    if field.name.endswith("_share") or field.name in UNIT:
        said |= {"min": 0, "max": 1}
    elif least is not None:
        said["min"] = least
    elif known := CODES.get(asset, {}).get(field.name):
        said["check"] = _one_of(known)
    return _kinds()[field.type](**said)


def _one_of(known: tuple[str, ...]) -> dict[str, Callable[[pl.Expr], pl.Expr]]:
    return {"known": lambda values: values.is_in(known)}
