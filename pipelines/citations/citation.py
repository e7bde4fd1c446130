"""One citation, as the `citations` asset keeps it.

What belongs here: the record. Its columns are those of `pipelines.schema.CITATION`, with the same names.
"""

from __future__ import annotations

from typing import NamedTuple


class Citation(NamedTuple):
    """One target of a mention: `start` and `end` are code points of the mention, `end` after the last.

    A mention of several targets («ст.ст. 77, 86 ГПК України») gives several citations with one span.
    `kind` is statute, case, eu or echr; `confidence` lies between 0 and 1, and is low when `law` is missing.
    `candidates` are acts that the words may mean, where they leave it open or name one in doubt.
    """

    start: int
    end: int
    kind: str
    law: str | None = None
    article: str | None = None
    part: str | None = None
    item: str | None = None
    sub_item: str | None = None
    paragraph: str | None = None
    section: str | None = None
    subsection: str | None = None
    book: str | None = None
    range_end: str | None = None
    case: str | None = None
    edition: str | None = None
    candidates: tuple[str, ...] = ()
    anaphoric: bool = False
    confidence: float = 1.0
