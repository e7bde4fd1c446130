"""Texts that lie here of editions that are no longer published: when they may be removed.

What belongs here: the rule. What does not: the card and the texts (`act_renewal.py`).

A card may be wrong for a night, and what is removed here is lost: an edition is gone only when the cards of two nights
do not list it and what came in its place, as where it was dated anew, lies here. A text under no date may be the
operator's own: it goes only when the current edition lies here in the same form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines.fetch import waits

_MOST_DAYS = 7
"""With `waits.MOST`, bounds the wait for what came in the place of an edition."""


def retired(
    held: Mapping[str, str],
    stated: Iterable[str],
    known: Iterable[str],
    current: str,
    gone: dict[str, list[Any]],
    today: dt.date,
) -> list[str]:
    """The paths to be removed.

    Args:
        held: the first day of its edition, by path, of every text that lies here; empty for one under no date.
        stated: the editions the card lists.
        known: those the card listed that lies here.
        current: the edition in force.
        gone: by edition that the cards list no more: the day that was seen, the days until the card is to be asked for
            again, and the editions listed since that were not before. Brought up to date here.
        today: the day.
    """
    listed, landed, removed = set(stated), set(held.values()), list[str]()
    vanished = {
        path: day for path, day in held.items() if day not in listed and (day or _has_form(held, current, path))
    }
    for day in gone.keys() - set(vanished.values()):
        del gone[day]
    for day in sorted(set(vanished.values())):
        note = gone.get(day)
        if note and note[0] == today.isoformat():
            continue
        new = sorted({*(note[2] if note else ()), *(listed - set(known))} & listed)
        if note and landed.issuperset(new):
            removed += [path for path, own in vanished.items() if own == day]
            del gone[day]
        else:
            gone[day] = [*waits.noted(note, today, _MOST_DAYS), new]
    return removed


def _has_form(held: Mapping[str, str], current: str, path: str) -> bool:
    """Whether the current edition lies here in the form of that path."""
    form = path.rpartition(".")[2]
    return any(day == current and other.endswith(f".{form}") for other, day in held.items() if day)
