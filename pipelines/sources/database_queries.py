"""What is asked of a database that holds the EDRSR register, in SQL.

What belongs here: queries, made of a layout and plain values. Asking them is the work of `postgres.py`; what the
answers mean, of `register_database.py`.
`receipt_date` decides the cell of a row, as it decides the archive of the year; the session's zone is Kyiv's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.scope import FIRST_YEAR
from pipelines.sources.database_layout import Layout
from pipelines.sources.register import COLUMNS, ID_DIGITS
from pipelines.sources.source import SAMPLE_BYTES

LAST_YEAR = 9999
"""Last year with a cell of its own; days after it, as after infinity, lie with the first."""

COURT_DIGITS = 4
"""Digits of a court's code; a table that keeps it as a number has lost the zeros in front."""

REGION_DIGITS = 2
"""Digits of a region's code."""


@dataclass(frozen=True, slots=True)
class Queries:
    """The queries over one layout."""

    layout: Layout

    def tables(self) -> str:
        """Which tables are there: columns `key`, `present`."""
        rows = (f"({literal(key)}, {literal(table.name)})" for key, table in self.layout.tables.items())
        return f"SELECT key, to_regclass(name) IS NOT NULL AS present FROM (VALUES {', '.join(rows)}) AS t(key, name)"

    def state(self, keys: Iterable[str]) -> str:
        """A text that changes with every change of a row of these tables: column `state`.

        It is made of the counters PostgreSQL keeps of rows written, of each partition's file (TRUNCATE counts
        nothing, but makes a new one), and of the time the counters began. Where nothing is counted, on a standby
        server or with `track_counts` off, it is the place in the log, which moves with every change of anything.
        """
        names = ", ".join(f"{literal(self.layout.tables[key].name)}::regclass" for key in keys)
        return f"""
            WITH RECURSIVE part(oid) AS (
                SELECT unnest(ARRAY[{names}])::oid
                UNION SELECT inhrelid FROM pg_inherits JOIN part ON inhparent = part.oid
            )
            SELECT concat_ws(';', string_agg(concat_ws(' ', oid, pg_relation_filenode(oid),
                    pg_stat_get_tuples_inserted(oid), pg_stat_get_tuples_updated(oid),
                    pg_stat_get_tuples_deleted(oid)), ',' ORDER BY oid),
                (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
                CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                     WHEN current_setting('track_counts') = 'off' THEN pg_current_wal_lsn() END) AS state
            FROM part"""

    def years(self) -> str:
        """Years that have a row, one look into the index for each: column `year`."""
        documents, day = self.layout.tables["documents"].name, self._of("receipt_date")
        return f"""
            WITH span AS (
                SELECT extract(year FROM min({day}))::int AS first, extract(year FROM max({day}))::int AS last
                FROM {documents} AS d WHERE {day} >= '{FIRST_YEAR + 1}-01-01' AND {day} < '{LAST_YEAR + 1}-01-01'
            )
            SELECT y::text AS year FROM span, generate_series(span.first, span.last) AS y
            WHERE EXISTS (SELECT FROM {documents} AS d WHERE {day} >= make_date(y, 1, 1)
                          AND {day} < make_date(y + 1, 1, 1))
            UNION SELECT '{FIRST_YEAR}' WHERE EXISTS (SELECT FROM {documents} AS d WHERE {self._in_year(FIRST_YEAR)})
            ORDER BY year"""

    def bounds(self, year: int) -> str:
        """Smallest and greatest doc_id of a year, null where there is none: columns `first`, `last`.

        They keep the join with the texts to one part of their index. OFFSET 0 keeps the planner from walking the
        index of doc_id through all the years before.
        """
        return f"""
            SELECT min(id)::text AS first, max(id)::text AS last
            FROM (SELECT {self._of("doc_id")} AS id FROM {self.layout.tables["documents"].name} AS d
                  WHERE {self._in_year(year)} OFFSET 0) AS ids"""

    def offer(self, year: int, first: str | None, last: str | None, names: Mapping[str, Mapping[str, str]]) -> str:
        """Every row of a year beside its text: columns `number`, `mark`, `texted`, `fault`, `doc_id`,
        `content`.

        `names` are hashes of what codes stand for: {column: {code: hash}}. A sound row has its doc_id as `number` and
        nulls after `mark`; a row with a fault has no number, its doc_id where that is one, and its first characters.
        """
        fault = f"""CASE WHEN {self._of("doc_id")}::text ~ '^[0-9]{{1,{ID_DIGITS}}}$' THEN
                         CASE WHEN {self._of("status")}::text IN ('0', '1') THEN NULL ELSE 'bad_status' END
                    ELSE 'bad_doc_id' END"""
        within = f"AND f.{self._text('doc_id')} BETWEEN {literal(first)} AND {literal(last)}"
        return f"""
            SELECT CASE WHEN fault IS NULL THEN doc_id::bigint END AS number, mark, texted, fault,
                   CASE WHEN fault <> 'bad_doc_id' THEN doc_id END AS doc_id,
                   CASE WHEN fault IS NOT NULL THEN content END AS content
            FROM (SELECT {self._of("doc_id")}::text AS doc_id, {self._mark(names)} AS mark,
                         {self._texted()} AS texted, {fault} AS fault, {self._content()} AS content
                  FROM {self._joined(within)} WHERE {self._in_year(year)}) AS rows"""

    def twins(self, year: int, ids: Iterable[str], names: Mapping[str, Mapping[str, str]]) -> str:
        """The rows of a year whose doc_id is among these: columns `doc_id`, `mark`, `content` and those of rank."""
        return f"""
            SELECT {self._of("doc_id")}::text AS doc_id, {self._mark(names)} AS mark, {self._content()} AS content,
                   {self._texted()} AS texted, {self._field("status")}, {self._field("date_publ")},
                   octet_length(f.{self._text("full_text")})::bigint AS size
            FROM {self._joined()} WHERE {self._in_year(year)} AND {self._among(ids)}"""

    def rows(self, ids: Iterable[str], names: Mapping[str, Mapping[str, str]]) -> str:
        """All rows of these doc_ids with their texts: the columns of the archives as text, `full_text`, `mark`."""
        fields = ", ".join(self._field(name) for name in COLUMNS)
        text = f"f.{self._text('full_text')}"
        return f"""
            SELECT {fields}, {self._mark(names)} AS mark, octet_length({text})::bigint AS size,
                   CASE WHEN {self._of("status")}::text = '1' THEN {text} END AS full_text
            FROM {self._joined()} WHERE {self._among(ids)}"""

    def dictionary(self, key: str) -> str:
        """One dictionary: its columns as text."""
        table = self.layout.tables[key]
        fields = (f"{_code(name, 't.' + table.column(name))} AS {name}" for name in table.columns)
        return f"SELECT {', '.join(fields)} FROM {table.name} AS t ORDER BY 1, 2"

    def _mark(self, names: Mapping[str, Mapping[str, str]]) -> str:
        """16 bytes that change when the row, its text or a name it uses does, found without reading the text.

        `xmin` is the transaction that wrote a row: every UPDATE and every new INSERT changes it, VACUUM and a
        physical copy do not (https://www.postgresql.org/docs/current/ddl-system-columns.html). Names, as hashes by
        code, are looked up and not joined: no statistics can mislead the planner about them.
        """
        made_of = (
            f"{literal(json.dumps(codes))}::jsonb ->> {_code(name, self._of(name))}" for name, codes in names.items()
        )
        parts = ("d.xmin", "f.xmin", f"pg_column_size(f.{self._text('full_text')})", *made_of)
        return f"substr(sha256(convert_to(ROW({', '.join(parts)})::text, 'UTF8')), 1, 16)"

    def _texted(self) -> str:
        """Whether a text lies there for a public row."""
        return f"(f.{self._text('full_text')} IS NOT NULL AND {self._of('status')}::text = '1')"

    def _joined(self, within: str = "") -> str:
        """Rows beside their texts."""
        documents, texts = self.layout.tables["documents"].name, self.layout.tables["fulltext"].name
        return f"{documents} AS d LEFT JOIN {texts} AS f ON f.{self._text('doc_id')} = {self._of('doc_id')} {within}"

    def _in_year(self, year: int) -> str:
        """Whether a row lies in the cell of a year; a row without a day of registration lies in the first."""
        day = self._of("receipt_date")
        if year == FIRST_YEAR:
            return f"({day} < '{year + 1}-01-01' OR {day} >= '{LAST_YEAR + 1}-01-01' OR {day} IS NULL)"
        return f"{day} >= '{year}-01-01' AND {day} < '{year + 1}-01-01'"

    def _among(self, ids: Iterable[str]) -> str:
        return f"{self._of('doc_id')} = ANY ('{{{','.join(ids)}}}')"

    def _content(self) -> str:
        """The first characters of what a row says, for quarantine and for the name of a row that has none."""
        return f"left(ROW({', '.join(map(self._of, COLUMNS))})::text, {SAMPLE_BYTES})"

    def _field(self, name: str) -> str:
        return f"{_code(name, self._of(name))} AS {name}"

    def _of(self, name: str) -> str:
        return f"d.{self.layout.tables['documents'].column(name)}"

    def _text(self, name: str) -> str:
        return self.layout.tables["fulltext"].column(name)


def literal(value: str | None) -> str:
    """A value as an SQL string, or NULL."""
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def _code(name: str, column: str) -> str:
    """A column as text, with the zeros in front that a number has lost."""
    digits = {"court_code": COURT_DIGITS, "region_code": REGION_DIGITS}.get(name)
    return f"lpad({column}::text, greatest({digits}, length({column}::text)), '0')" if digits else f"{column}::text"
