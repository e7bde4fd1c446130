"""Reading from a PostgreSQL server as Arrow, and nothing but reading.

What belongs here: the connection, its promises (one snapshot, read only, a time limit) and what a person is told
when it fails. What is asked is told by `database_queries.py`. The driver is ADBC over libpq
(https://arrow.apache.org/adbc), which turns the server's binary COPY stream into Arrow batches as it arrives.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

import pyarrow as pa

from pipelines.sources.folder import SourceError

if TYPE_CHECKING:
    from adbc_driver_manager.dbapi import Connection

BATCH_BYTES = "8388608"
"""Bytes after which the driver closes an Arrow batch: what it holds beside the answer."""

PARAMETERS = {
    "application_name": "lexcorpus",
    "connect_timeout": "30",
    "keepalives_idle": "60",
    "keepalives_interval": "15",
    "keepalives_count": "4",
}
"""Connection parameters, unless the address has its own: who asks, and how soon a dead server is noticed.

https://www.postgresql.org/docs/current/libpq-connect.html
"""

ZONES = ("Europe/Kyiv", "Europe/Kiev")
"""The register's own zone; servers with a zone table older than 2022b know it by the second name only."""


@dataclass(frozen=True, slots=True)
class Session:
    """One read-only transaction over one snapshot; see `reading`."""

    connection: Connection
    driver: ModuleType

    def table(self, query: str) -> pa.Table:
        """The whole answer of a query.

        Raises:
            SourceError: the server refused the query or went away.
        """
        with _telling(self.driver), self.connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": BATCH_BYTES})
            cursor.execute(query)
            return cursor.fetch_arrow_table()

    def prepare(self, timeout: int) -> None:
        """Keep the transaction from writing and from lasting, and have it tell times as Kyiv's clocks do.

        All settings end with the transaction, so that a connection pool hands none of them on.
        """
        self._set("TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self._set(f"LOCAL statement_timeout = {timeout * 1000}")
        names = ", ".join(f"'{name}'" for name in ZONES)
        known = self.table(f"SELECT name FROM pg_timezone_names WHERE name IN ({names}) ORDER BY name DESC LIMIT 1")
        if not known.num_rows:
            raise SourceError(f"The database server knows no time zone {ZONES[0]}; install its time-zone data.")
        self._set(f"LOCAL TIME ZONE '{known['name'][0]}'")

    def _set(self, what: str) -> None:
        with _telling(self.driver), self.connection.cursor() as cursor:
            cursor.execute(f"SET {what}")


@contextmanager
def reading(uri: str, timeout: int) -> Iterator[Session]:
    """A session that lasts for one `with`; one statement of it lasts `timeout` seconds at most.

    Raises:
        SourceError: there is no driver, or the server cannot be reached or refuses us.
    """
    driver = _driver()
    with _telling(driver):
        connection = driver.connect(with_parameters(uri))
    with closing(connection):
        session = Session(connection, driver)
        session.prepare(timeout)
        yield session


def with_parameters(uri: str) -> str:
    """The address with `PARAMETERS` it does not have."""
    place, _, query = uri.partition("?")
    return f"{place}?{urlencode(PARAMETERS | dict(parse_qsl(query, keep_blank_values=True)))}"


def _driver() -> ModuleType:
    try:
        import adbc_driver_postgresql.dbapi as driver
    except ImportError:
        raise SourceError(
            "Reading a PostgreSQL database needs its driver: pip install 'lexcorpus[postgres]'."
        ) from None
    return driver


@contextmanager
def _telling(driver: ModuleType) -> Iterator[None]:
    """Turn what the driver raises into one sentence; what breaks off in mid-stream comes as an OSError of Arrow's."""
    try:
        yield
    except (driver.Error, OSError, pa.ArrowException) as error:
        why = _reason(error)
        raise SourceError(f"The database did not answer ({why}); see docs/postgres.md, then run again.") from None


def _reason(error: BaseException) -> str:
    """What the server says, else the first line of what the driver says, which may go on to repeat the query."""
    told = dict(getattr(error, "details", ()))
    message = told.get("PG_DIAG_MESSAGE_PRIMARY") or told.get(b"PG_DIAG_MESSAGE_PRIMARY") or str(error)
    text = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
    return text.strip().split("\n")[0].rstrip(".:")
