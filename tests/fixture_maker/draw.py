"""Draws that depend on their key alone, so a new document never changes the others.

What belongs here: the choice of a number or of items from a list. What does not: what is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Item = TypeVar("Item")


def number(limit: int, *key: object) -> int:
    """A number in 0..limit-1 that depends on the key only."""
    digest = blake2b("|".join(map(str, key)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % limit


def pick(items: Sequence[Item], *key: object) -> Item:
    """One of the items."""
    return items[number(len(items), *key)]


def several(items: Sequence[Item], count: int, *key: object) -> list[Item]:
    """Different items, in the order of the list, so that prose keeps its thread; all when there are fewer."""
    ranked = sorted(range(len(items)), key=lambda i: number(1 << 62, *key, i))
    return [items[i] for i in sorted(ranked[:count])]


def hexadecimal(*key: object) -> str:
    """32 hexadecimal digits, as in the register's file names."""
    return blake2b("|".join(map(str, key)).encode(), digest_size=16).hexdigest()
