"""Personal data replaced by typed tags, and offsets carried over the replacement, there and back.

What belongs here: the tags, writing the masked text, and moving offsets. What does not: deciding what is replaced
(`privacy.py`), which finds are one value (`numbering.py`), and what a placeholder of the register looks like
(`placeholders.py`).

Tags are of the register's own family: who is found is another ОСОБА_n or [persoon n], numbered on from the register's
last, so that a reader and a model meet one kind of placeholder. Nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pipelines.annotate.language import primary
from pipelines.annotate.personal.numbering import highest, numbers_of
from pipelines.annotate.personal.placeholders import FAMILIES, TYPED, canonical

if TYPE_CHECKING:
    from pipelines.annotate.personal.spans import Span

TAGS = {
    "uk": {
        "PERSON": "ОСОБА_{}",
        "ADDRESS": "АДРЕСА_{}",
        "BIRTH_DATE": "ДАТА_НАРОДЖЕННЯ_{}",
        "PHONE": "ТЕЛЕФОН_{}",
        "EMAIL": "ПОШТА_{}",
        "RNOKPP": "РНОКПП_{}",
        "PASSPORT": "ПАСПОРТ_{}",
        "ID_CARD": "ПАСПОРТ_{}",
        "UNZR": "УНЗР_{}",
        "IBAN": "РАХУНОК_{}",
        "ACCOUNT": "РАХУНОК_{}",
        "CARD": "КАРТКА_{}",
        "PLATE": "НОМЕРНИЙ_ЗНАК_{}",
        "VIN": "КУЗОВ_{}",
    },
    "nl": {
        "PERSON": "[persoon {}]",
        "ADDRESS": "[adres {}]",
        "BIRTH_DATE": "[geboortedatum {}]",
        "PHONE": "[telefoonnummer {}]",
        "EMAIL": "[e-mailadres {}]",
        "BSN": "[burgerservicenummer {}]",
        "PASSPORT": "[documentnummer {}]",
        "IBAN": "[rekeningnummer {}]",
        "ACCOUNT": "[rekeningnummer {}]",
        "CARD": "[kaartnummer {}]",
        "PLATE": "[kenteken {}]",
        "V_NUMBER": "[v-nummer {}]",
    },
}
"""Form of the tag by language and kind of personal data; `{}` is its number."""

Edit = tuple[int, int, int]
"""(start, end, delta): old code points [start, end) became end - start + delta new ones."""


def tag_forms() -> tuple[str, ...]:
    """Every numbered form of tag that a corpus may hold: what a tokenizer takes as added tokens.

    Those of the Ukrainian register come first; role brackets without a number ([verdachte]) are words of roles_nl.txt.
    """
    registered = (f"{word}_{{}}" for word in (*(family.word for family in FAMILIES), *TYPED))
    return tuple(dict.fromkeys((*registered, *(form for tags in TAGS.values() for form in tags.values()))))


def mask(text: str, spans: Iterable[Span], language: str) -> tuple[str, list[Edit]]:
    """`text` with every span to be masked replaced by a tag like ТЕЛЕФОН_1, and the edits that were made.

    Spans are in order and do not overlap. What the register has hidden itself gets its canonical form; a text in
    neither language has tags of both. Within a text one value has one number, whatever its spelling or case.
    """
    told = [span for span in spans if span.action in ("mask", "register")]
    tags = _tags(text, told, TAGS.get(primary(language), {**TAGS["uk"], **TAGS["nl"]}))
    pieces, edits, at = [""], list[Edit](), 0
    for span, tag in zip(told, tags, strict=True):
        if tag == text[span.start : span.end]:
            continue
        before = text[at : span.start] or pieces[-1]
        new = _apart(before[-1:], tag, text[span.end : span.end + 1])
        pieces += [text[at : span.start], new]
        edits.append((span.start, span.end, len(new) - (span.end - span.start)))
        at = span.end
    return "".join([*pieces, text[at:]]), edits


def veil(text: str, spans: Iterable[Span], language: str) -> str:
    """`text` for papers that people read: whoever is named and whatever is to be masked under any policy is hidden."""
    hidden = (replace(s, action="mask") if s.type == "PERSON" and s.action == "keep" else s for s in spans)
    return mask(text, hidden, language)[0]


def _tags(text: str, spans: Sequence[Span], forms: dict[str, str]) -> list[str]:
    """What stands in place of each span."""
    written = {span: canonical(text, span) for span in spans if span.action == "register"}
    hidden = [(span.type, forms[span.type], text[span.start : span.end]) for span in spans if span not in written]
    numbers = iter(numbers_of(hidden, highest(written.values())))
    return [written[span] if span in written else forms[span.type].format(next(numbers)) for span in spans]


def _apart(before: str, tag: str, after: str) -> str:
    """A tag that does not run into the letter or figure beside it: ОСОБА_1 before 2 would be ОСОБА_12."""
    left = " " if _is_word(before) and _is_word(tag[0]) else ""
    right = " " if _is_word(tag[-1]) and _is_word(after) else ""
    return f"{left}{tag}{right}"


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


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


def shift_back(offsets: Sequence[int] | np.ndarray, edits: Sequence[Edit]) -> np.ndarray:
    """Offsets into the masked text as offsets into the old one (int64): `shift` the other way."""
    return shift(offsets, undone(edits))


def undone(edits: Iterable[Edit]) -> list[Edit]:
    """The edits that lead back from the new text to the old one."""
    back, passed = list[Edit](), 0
    for start, end, delta in edits:
        back.append((start + passed, end + passed + delta, -delta))
        passed += delta
    return back
