"""How wide a file may be whose tree is built: tags and attributes.

An element takes some 150 bytes of memory, however short its tag, and libxml2 holds each attribute of a page against all
others of its tag.

What belongs here: those two limits. What does not: limits of bytes and depth, which each format has of its
own, and pages that are read without a tree (`html.py`).
"""

from __future__ import annotations

import re

from pipelines.text.unreadable import Unreadable

MOST_TAGS = 2_000_000
"""Opening and closing ones; the longest judgments and acts stay under a quarter of it."""

MOST_ATTRIBUTES = 1_000
"""Words and quotes in one tag, ten times as many as any real one has."""

_CROWDED = re.compile(rb"<[A-Za-z][^<>\s\"']*(?:[\s\"']+[^<>\s\"']+){%d}" % MOST_ATTRIBUTES)


def refuse_wide(body: bytes) -> None:
    """Raise Unreadable, ``too_big``, where a file has more than `MOST_TAGS`, or one tag more than `MOST_ATTRIBUTES`."""
    if (tags := body.count(b"<")) > MOST_TAGS:
        detail = f"The file has {tags} tags, above the limit of {MOST_TAGS}; see docs/hostile-input.md."
        raise Unreadable("too_big", detail)
    if _CROWDED.search(body):
        detail = f"A tag has over {MOST_ATTRIBUTES} words; look at the file at its source, and docs/hostile-input.md."
        raise Unreadable("too_big", detail)
