"""Personal data replaced by typed tags, and offsets carried over the replacement.

What belongs here: writing the masked text and moving old offsets to new ones. What does not: deciding what is
personal (personal_data). A tag never shares a word with the register's own placeholders (ОСОБА_1, [verdachte]), so
the two numberings cannot be confused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from pipelines.annotate.language import primary
from pipelines.annotate.roles import identity

TAGS = {
    "uk": {
        "PERSON": "ПЕРСОНА",
        "ADDRESS": "МІСЦЕ_ПРОЖИВАННЯ",
        "BIRTH_DATE": "ДАТА_НАРОДЖЕННЯ",
        "PHONE": "ТЕЛЕФОН",
        "EMAIL": "ПОШТА",
        "RNOKPP": "РНОКПП",
        "PASSPORT": "ПАСПОРТ",
        "ID_CARD": "ПАСПОРТ",
        "UNZR": "УНЗР",
        "IBAN": "РАХУНОК",
        "ACCOUNT": "РАХУНОК",
        "CARD": "КАРТКА",
        "PLATE": "НОМЕРНИЙ_ЗНАК",
        "VIN": "КУЗОВ",
    },
    "nl": {
        "PERSON": "persoon",
        "ADDRESS": "woonadres",
        "BIRTH_DATE": "geboortedatum",
        "PHONE": "telefoonnummer",
        "EMAIL": "emailadres",
        "BSN": "burgerservicenummer",
        "PASSPORT": "documentnummer",
        "IBAN": "rekeningnummer",
        "CARD": "betaalkaart",
        "PLATE": "kentekenplaat",
        "V_NUMBER": "vreemdelingennummer",
    },
}
"""Word of the tag by language and type of personal data."""


class Found(Protocol):
    """What masking needs to know of a span: its type, its place and what is to be done with it."""

    @property
    def type(self) -> str:
        """Kind of personal data, a key of TAGS."""
        ...

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """Code point after the last."""
        ...

    @property
    def action(self) -> str:
        """Mask, keep or register; only the first is replaced."""
        ...


Edit = tuple[int, int, int]
"""(start, end, delta): old code points [start, end) became end - start + delta new ones."""


def mask(text: str, spans: Iterable[Found], language: str) -> tuple[str, list[Edit]]:
    """`text` with every span to be masked replaced by a tag like <ТЕЛЕФОН_1>, and the edits that were made.

    Spans are in order and do not overlap; a text in neither language has tags of both. Within a text one value has
    one number, whatever its spacing or case.
    """
    tags = TAGS.get(primary(language), {**TAGS["uk"], **TAGS["nl"]})
    numbers: dict[str, dict[str, int]] = {}
    pieces: list[str] = []
    edits: list[Edit] = []
    at = 0
    for span in spans:
        if span.action != "mask":
            continue
        word = tags[span.type]
        known = numbers.setdefault(word, {})
        number = known.setdefault(_value(span.type, text[span.start : span.end]), len(known) + 1)
        tag = f"<{word}_{number}>"
        pieces += [text[at : span.start], tag]
        edits.append((span.start, span.end, len(tag) - (span.end - span.start)))
        at = span.end
    return "".join([*pieces, text[at:]]), edits


def shift(offsets: Sequence[int] | np.ndarray, edits: Sequence[Edit]) -> np.ndarray:
    """Old code-point offsets as offsets into the masked text (int64), order kept.

    An offset inside a replaced span moves to its tag: to the start when it lies in the first half, else to the end.
    """
    old = np.asarray(offsets, np.int64)
    if not edits:
        return old.copy()
    starts, ends, deltas = np.array(edits, np.int64).T
    passed = np.concatenate([[0], np.cumsum(deltas)])
    new = old + passed[np.searchsorted(ends, old, side="right")]
    span = np.minimum(np.searchsorted(ends, old, side="right"), len(ends) - 1)
    inside = (starts[span] < old) & (old < ends[span])
    first_half = 2 * old < starts[span] + ends[span]
    tag_start = starts[span] + passed[span]
    tag_end = ends[span] + passed[span + 1]
    return np.where(inside, np.where(first_half, tag_start, tag_end), new)


def _value(kind: str, found: str) -> str:
    """What two mentions of one value share: of a name its identity, else letters and digits, case folded."""
    return identity(found) if kind == "PERSON" else "".join(filter(str.isalnum, found)).casefold()
