"""Judgments of rechtspraak.nl one by one: asking for them, and telling a judgment from what else may come.

What belongs here: the body of a judgment, and whether the publisher has any to give. What does not: which are asked
for, and what is done without them (`rechtspraak.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from pipelines.fetch.judgment_index import Change
from pipelines.fetch.settings import RechtspraakSite
from pipelines.fetch.web import PublisherError, Web
from pipelines.sources.judgment_record import ecli_of, judgment_columns
from pipelines.text.judgment import safe_xml
from pipelines.text.unreadable import Unreadable

CONTENT = "/uitspraken/content"

_ROOT = b"<open-rechtspraak"
_HEAD_BYTES = 64 << 10
"""Bytes in which a record names its ECLI first; what it refers to comes later."""


def received(web: Web, site: RechtspraakSite, changes: Sequence[Change]) -> Iterator[bytes | None]:
    """The body of each change, in order, some asked for at a time; None for what is not to be had."""
    pool = ThreadPoolExecutor(max(site.threads, 1))
    try:
        yield from pool.map(lambda change: change.withdrawal or judgment(web, site, change.ecli), changes)
    finally:
        pool.shutdown(cancel_futures=True)


def judgment(web: Web, site: RechtspraakSite, ecli: str) -> bytes | None:
    """A judgment as the publisher sends it, damaged only if it always is; None when it never came."""
    damaged = None
    for _ in range(max(site.judgment_tries, 1)):
        try:
            reply = web.get(site.api + CONTENT, [("id", ecli)], limit=site.judgment_bytes)
        except PublisherError:
            return damaged
        if reply.status == 200 and is_judgment(reply.body, ecli):
            return reply.body
        if reply.status == 200 and is_damaged(reply.body, ecli):
            damaged = reply.body
    return damaged


def gives_any(web: Web, site: RechtspraakSite, eclis: Iterable[str]) -> bool:
    """Whether the publisher gives one of these judgments, which he gave before."""
    return any(judgment(web, site, ecli) is not None for ecli in eclis)


def is_judgment(body: bytes, ecli: str) -> bool:
    """Whether a body is the record of that ECLI: an error page comes with status 200, and another judgment may."""
    try:
        columns = judgment_columns(safe_xml(body))
    except Unreadable:
        return False
    return columns is not None and columns["id"] == f"rechtspraak:{ecli}"


def is_damaged(body: bytes, ecli: str) -> bool:
    """Whether a body is a record that cannot be read but names that ECLI first: the reading is to refuse it.

    A record of another ECLI that can be read is none, nor is an error page, whatever it names.
    """
    head = body[:_HEAD_BYTES]
    if _ROOT not in head or ecli_of(head.decode("utf-8", "replace")) != ecli:
        return False
    try:
        return judgment_columns(safe_xml(body)) is None
    except Unreadable:
        return True
