"""Days as documents write them.

What belongs here: month names and the spelled-out day of both languages. What does not: which day something has.
"""

from __future__ import annotations

import datetime as dt

UKRAINIAN = (
    "січня",
    "лютого",
    "березня",
    "квітня",
    "травня",
    "червня",
    "липня",
    "серпня",
    "вересня",
    "жовтня",
    "листопада",
    "грудня",
)
DUTCH = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)


def ukrainian(day: dt.date) -> str:
    """A day in decisions and acts: 12 березня 2019 року."""
    return f"{day.day:02d} {UKRAINIAN[day.month - 1]} {day.year} року"


def dutch(day: dt.date) -> str:
    """A day in judgments: 12 maart 2019."""
    return f"{day.day} {DUTCH[day.month - 1]} {day.year}"


def compact(digits: str) -> dt.date:
    """A day of the legislation portal: yyyymmdd."""
    return dt.date.fromisoformat(digits)
