"""Word lists that ship with the package: one entry a line, or many; `#` opens a comment.

What belongs here: reading them. What does not: what they mean.
"""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib.resources import files


def entries(name: str) -> list[str]:
    """Entries of data/`name`, one a line, in order."""
    lines = files("pipelines.annotate.personal").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def words(name: str) -> frozenset[str]:
    """Entries of data/`name`, many a line."""
    return frozenset(word for line in entries(name) for word in line.split())


@cache
def role_words(name: str) -> dict[str, str]:
    """Role by beginning of a word, from data/`name`; `$` in a beginning closes a whole word."""
    lines = (line.split() for line in entries(name))
    return {beginning: role for role, *beginnings in lines for beginning in beginnings}


def begins(word: str, beginnings: Container[str]) -> bool:
    """Whether `word` begins like one of `beginnings`; `$` in a beginning closes a whole word."""
    closed = f"{word}$"
    return any(closed[:length] in beginnings for length in range(1, len(closed) + 1))
