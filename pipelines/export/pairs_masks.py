"""Texts from which citations are taken, so that no pair is told by the number that both its sides name.

What belongs here: stretches of a text with a tag for each citation, and the sentence around one. What does not: which
stretches make a pair. Passages of decisions are masked as positives and as negatives alike: a tag that only the one
kind has would tell them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sectionizer.sentences import last_sentence

TAG = "[CITATION]"

Place = tuple[int, int]
"""First code point of a stretch, and the one after its last."""

_STOP = re.compile(r"[.!?…;][»”\")\]]?\s+|\n|\Z")


def masked(text: str, within: Place, citations: Sequence[Place]) -> str:
    """The stretch of the text, each citation that touches it a tag; citations in order, which may overlap."""
    pieces, at = list[str](), within[0]
    for start, end in citations:
        if end <= at or start >= within[1]:
            continue
        if start >= at:
            pieces += [text[at:start], TAG]
        at = end
    return "".join([*pieces, text[at : within[1]]])


def sentence_around(text: str, citation: Place, within: Place) -> Place:
    """The sentence of a stretch in which a citation stands; a line ends one too."""
    start, end = within
    begins = last_sentence(text, start, citation[0]) or start
    begins = max(begins, text.rfind("\n", start, citation[0]) + 1)
    for stop in _STOP.finditer(text, citation[1], end):
        at = stop.end()
        if stop.group() in ("\n", "") or last_sentence(text, citation[1], at) == at:
            return begins, at
    return begins, end


def unheaded(text: str, heading: str) -> str:
    """A section without the line that is its heading, as far as it begins with one."""
    line, _, rest = text.partition("\n")
    said, title = ("".join(re.findall(r"\w+", each.lower())) for each in (line, heading))
    return rest.lstrip() if title and said and (title in said or said in title) else text
