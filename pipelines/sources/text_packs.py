"""Which of several archives of texts counts, where a text lies in more than one.

What belongs here: the rank of an archive by its name. What does not: what lies in it (`register_texts.py`).
Packs that the nightly fetch brought are newer than any archive that a person laid down, whatever that is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PACK = re.compile(r"texts_\d{4}_(\d{6,7})\.zip", re.IGNORECASE)


def pack_number(path: str) -> int:
    """The number of a nightly pack; 0 for any other archive.

    >>> pack_number("texts_2025_000012.zip"), pack_number("old/texts_2025_from_disk.zip")
    (12, 0)
    """
    found = _PACK.fullmatch(path.rsplit("/", 1)[-1])
    return int(found[1]) if found else 0


def by_rank(paths: Iterable[str]) -> list[str]:
    """Archives of texts in the order in which a later one counts: others by name, then nightly packs by number."""
    return sorted(paths, key=lambda path: (pack_number(path), path))
