"""A small data root for what reads citations: two editions of a code, an act without articles, a few decisions.

What belongs here: laying it out as a run would, with real sections and statutes. What does not: what is expected of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from pipelines import schema
from pipelines.annotate.sections import section
from pipelines.citations.statutes import collect
from pipelines.scope import EVERYTHING, Scope
from pipelines.store import Account, Manifest, Shard, Store, content_key
from pipelines.tables import parquet_bytes

FIRST = """Цивільний кодекс України
Стаття 1. Позика
1. Позику повертають у строк.
2. Прострочення тягне:
1) три проценти річних;
2) втрати від знецінення.
Стаття 2. Поновлення строку
1. Строк поновлює суд.
"""
SECOND = """Цивільний кодекс України
Стаття 1. Позика
1. Позику повертають у строк.
2. Прострочення тягне:
1) п'ять процентів річних;
2) втрати від знецінення.
{Статтю 2 виключено на підставі Закону № 1-VII від 01.01.2014}
Стаття 2-1. Електронний строк
Строк засвідчує система.
"""
RULES = """Правила дорожнього руху
1. Загальні положення
1.1. Правила встановлюють порядок руху.
"""

Row = Mapping[str, object]


def day(text: str) -> datetime.date:
    """A day of YYYY-MM-DD."""
    return datetime.date.fromisoformat(text)


def act(law: str, edition: str, text: str, status: str = "in_force", adopted: str = "2003-01-16") -> Row:
    """A row of an act."""
    told = {"id": f"rada:{law}", "source": "rada", "kind": "statute", "title": text.partition("\n")[0], "text": text}
    return {**told, "date": day(adopted), "edition": day(edition), "status": status}


def decision(name: str, numbers: Sequence[str], issuer: str = "Вигаданий суд", status: str = "public") -> Row:
    """A row of a decision."""
    told = {"id": name, "source": name.partition(":")[0], "kind": "decision", "issuer": issuer, "form": "Рішення"}
    return {**told, "case_numbers": numbers, "date": day("2019-05-06"), "text": "Текст.", "status": status}


ACTS = (
    act("435-15", "2004-01-01", FIRST),
    act("435-15", "2014-01-01", SECOND),
    act("436-15", "2004-01-01", FIRST.replace("Цивільний", "Господарський"), "repealed"),
    act("1306-2001-п", "2002-01-01", RULES, adopted="2001-10-10"),
    act("v002p710-19", "2019-03-20", "Рішення Конституційного Суду України\nТекст.\n", adopted="2019-03-20"),
)
CELLS: Mapping[str, Sequence[Row]] = {
    "rada|2003": ACTS,
    "edrsr|2018": (decision("edrsr:1", ["757/5/18"]), decision("edrsr:2", ["2-55/2018"])),
    "edrsr|2019": (
        decision("edrsr:3", ["757/7/19", "1-кс/757/8/19"]),
        decision("edrsr:4", ["2-55/2019"]),
        decision("edrsr:5", ["2-55/2019"], "Інший суд"),
        decision("edrsr:6", ["757/9/19"], status="withdrawn"),
    ),
    "rechtspraak|1990": (decision("rechtspraak:ECLI:NL:HR:1985:AB1234", ["1234"], "Hoge Raad"),),
    "rechtspraak|2019": (
        decision("rechtspraak:ECLI:NL:HR:2019:5", ["18/01234"], "Hoge Raad"),
        decision("rechtspraak:ECLI:NL:HR:2020:7", ["18/01235"], "Hoge Raad"),
    ),
}


def table(rows: Sequence[Row]) -> pa.Table:
    """Rows as `schema.DOCUMENTS`, with what they tell."""
    silent = {
        **dict.fromkeys(schema.DOCUMENTS.names), **dict.fromkeys(("version", "source_file", "source_place"), ""),
        "language": "uk", "case_numbers": [], "references": [], "repairs": [],
    }  # fmt: skip
    return pa.Table.from_pylist([{**silent, **row} for row in rows], schema=schema.DOCUMENTS)


def put(store: Store, asset: str, scope: Scope, rows: pa.Table, beside: str = "") -> str:
    """Commit a table as the one shard of a scope; its key."""
    key = content_key(asset, str(scope))
    size, digest = store.write(asset, scope, f"part-{key}.parquet", parquet_bytes(rows))
    account = Account("rows", rows.num_rows, rows.num_rows)
    shard = Shard(key, key, f"part-{key}.parquet", rows.num_rows, size, digest, account, beside=beside)
    store.commit(Manifest(asset, scope, "1", (shard,)))
    return key


def lay_out_root(folder: Path, cells: Mapping[str, Sequence[Row]] = CELLS, *, statutes: bool = True) -> Store:
    """The root in a folder."""
    store = Store(str(folder))
    for name, rows in cells.items():
        scope, documents = Scope(*name.split("|")), table(rows)
        put(store, "source_files", scope, schema.SOURCE_FILES.empty_table())
        key, sections = put(store, "documents", scope, documents), section(documents)
        put(store, "sections", scope, sections, key)
        if scope.source == "rada" and statutes:
            put(store, "statutes", EVERYTHING, collect(documents, sections))
    return store
