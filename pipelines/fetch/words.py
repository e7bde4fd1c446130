"""What is said of a failed request: the address without its secrets, the cause, and when to ask again.

What belongs here: words, and the header that tells how long to stay away. What does not: asking (`web.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import requests


def shown(url: str) -> str:
    """An address as people may see it: without a name and password, and without what was asked.

    >>> shown("https://me:secret@x.example:8080/a/b?token=1#c")
    'https://x.example:8080/a/b'
    """
    scheme, divider, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + divider + (host.rpartition("@")[2] + slash + path).partition("?")[0].partition("#")[0]


def cause_of(error: Exception) -> str:
    """What is wrong with a connection, in words."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted" if "certificate" in str(error).lower() else "it speaks no TLS"
    if isinstance(error, requests.Timeout):
        return "no answer came in time"
    if "NameResolutionError" in repr(error):
        return "no host of that name is found"
    return f"the connection failed: {type(error).__name__}"


def hour_after(wait: float) -> str:
    """The hour after that many seconds."""
    return f"{dt.datetime.now(dt.UTC) + dt.timedelta(seconds=min(wait, 10**9)):%d.%m. %H:%M} UTC"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds until the publisher wants to be asked again; a date is counted from the answer's own date."""
    told = headers.get("retry-after", "")
    if told.isascii() and told.isdecimal():
        return float(told)
    try:
        wait = parsedate_to_datetime(told) - parsedate_to_datetime(headers.get("date", ""))
        return max(wait.total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
