"""Pools that identities are drawn from, out of `pools.txt`: a line `= name` opens a pool, words follow.

What belongs here: reading them. What does not: what is made of them.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def _pools() -> dict[str, tuple[str, ...]]:
    """Every pool by its name."""
    text = Path(__file__).with_name("pools.txt").read_text(encoding="utf-8")
    blocks = (block.split("\n", 1) for block in text.split("\n= ")[1:])
    return {name: tuple(filter(None, re.split(r"[,\s]*\n|, ", body))) for name, body in blocks}


def pool(name: str) -> tuple[str, ...]:
    """The entries of one pool, in order."""
    return _pools()[name]
