"""How long what was not to be had is left alone: at every failure twice as long, up to a bound.

What belongs here: the note of a failure, `[day it was asked for, days to wait]`, as it is kept in a state. What does
not: what was asked for, and why it failed. Whatever fails for good so costs less and less, and is never given up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.fetch import is_past

MOST = 8
"""The longest wait, in `retry_days` of the publisher."""


def noted(former: Sequence[Any] | None, today: dt.date, retry_days: int, *, first: int = 1) -> list[Any]:
    """The note of a failure: after the first one `first` days to wait, after each further one twice the former.

    >>> noted(["2026-01-01", 4], dt.date(2026, 1, 5), 7)
    ['2026-01-05', 8]
    """
    wait = 2 * former[1] if former else first
    return [today.isoformat(), min(max(wait, 1), MOST * max(retry_days, 1))]


def is_due(note: Sequence[Any], today: dt.date) -> bool:
    """Whether the wait is over."""
    return is_past(note[0], today, note[1])
