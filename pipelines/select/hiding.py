"""Texts in which nothing is left to hide: masked by a profile, looked at again, and masked until a look finds nothing.

What belongs here: the rounds, and what must never be masked. What does not: the policy and the tags
(`annotate/personal/`: `privacy.py`, `masking.py`) and the table that comes of it (`corpus.py`).

A recognizer judges a number or a name by the words around it, and masking changes those words. So whoever looks at a
masked text may find what nobody found before, and a release must stand such a look. A find of a later round is taken
back to the text as it was and masked there with the others, so that numbers and offsets are those of one replacement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from pipelines.annotate.personal.masking import Edit, mask, shift_back
from pipelines.annotate.personal.people import settled
from pipelines.annotate.personal.privacy import Profile, decided
from pipelines.annotate.personal.roles import OFFICES, UNKNOWN, Name
from pipelines.annotate.personal.spans import Span
from pipelines.annotate.personal.stage import find_personal_data

ROUNDS = 5
"""Looks at a masked text. Of 203 real decisions a second was needed for 4, by the strict profile; a third for none."""

Place = tuple[int, int]
"""First code point of a stretch, and the one after its last."""


@dataclass(frozen=True, slots=True)
class Written:
    """A masked text: its edits, and whether a last look found nothing to mask in it."""

    text: str
    edits: list[Edit]
    masked: int
    """spans that were replaced; of the edits others only mend what the register itself has hidden"""
    is_clean: bool


def spans_of_rows(rows: Iterable[Mapping[str, Any]], profile: Profile) -> list[Span]:
    """Spans of one document, as `personal_data` tells them, with the answers of a profile as their actions."""
    return decided((Span(**row) for row in rows), profile)


def guarded(spans: Iterable[Span], text: str, cited: Iterable[Place], case_numbers: Iterable[str]) -> list[Span]:
    """The spans, those that touch a citation or one of the document's own case numbers kept whatever was decided."""
    public = [*cited, *_places(text, case_numbers)]
    return [_kept(span) if any(_touch(span, place) for place in public) else span for span in spans]


def _places(text: str, words: Iterable[str]) -> Iterator[Place]:
    """Everywhere in `text` that one of the words stands."""
    for word in filter(None, words):
        start = text.find(word)
        while start >= 0:
            yield start, start + len(word)
            start = text.find(word, start + len(word))


def _touch(span: Span, place: Place) -> bool:
    return span.start < place[1] and place[0] < span.end


def _kept(span: Span) -> Span:
    return span if span.action == "register" else replace(span, action="keep")


def hide(
    documents: pa.Table, spans: Sequence[list[Span]], public: Sequence[list[Place]], profile: Profile
) -> list[Written]:
    """Every text of `documents` (id, kind, language, text, case_numbers), masked and clean, in order.

    Args:
        documents: rows whose texts are Python strings at once.
        spans: what was found in each, decided and guarded.
        public: the places of what each cites.
        profile: what a later look is judged by.
    """
    texts, languages, numbers = (documents[name].to_pylist() for name in ("text", "language", "case_numbers"))
    held = [named_alone(*row) for row in zip(texts, spans, strict=True)]
    written = [_written(*row, is_clean=True) for row in zip(texts, held, languages, strict=True)]
    open_rows = [row for row, each in enumerate(written) if each.edits]
    for _ in range(ROUNDS):
        found = _found_again(documents, open_rows, written, profile)
        open_rows = []
        for row, again in found:
            known = guarded(_taken_back(again, written[row].edits), texts[row], public[row], numbers[row])
            more = [span for span in known if span.action == "mask"]
            if more:
                held[row] = joined(held[row], more)
                written[row] = _written(texts[row], held[row], languages[row], is_clean=False)
                open_rows.append(row)
            else:
                written[row] = replace(written[row], is_clean=True)
    return written


def named_alone(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, and where somebody in office whom the profile masks is called by his surname alone.

    `personal_data` looks for the lone surnames of parties; who else is to be hidden only the profile knows.
    """
    held = list(spans)
    named = [span for span in held if span.type == "PERSON" and span.action in ("mask", "keep")]
    if not any(span.action == "mask" and span.role in OFFICES for span in named):
        return held
    names = [Name(span.start, span.end, UNKNOWN if span.action == "mask" else span.role) for span in named]
    known = {(name.start, name.end) for name in names}
    for name in settled(text, names):
        if (name.start, name.end) not in known and not any(_touch(span, (name.start, name.end)) for span in held):
            held.append(replace(named[0], start=name.start, end=name.end, action="mask", role=UNKNOWN))
    return sorted(held, key=lambda span: span.start)


def _written(text: str, spans: Sequence[Span], language: str, *, is_clean: bool) -> Written:
    masked = sum(span.action == "mask" for span in spans)
    return Written(*mask(text, spans, language), masked, is_clean)


def _found_again(
    documents: pa.Table, rows: Sequence[int], written: Sequence[Written], profile: Profile
) -> Iterator[tuple[int, list[Span]]]:
    """(row, what is found in its masked text) for some rows."""
    if not rows:
        return
    texts = pa.array([written[row].text for row in rows], pa.large_string())
    some = documents.select(["id", "kind", "language"]).take(pa.array(rows, pa.int64())).append_column("text", texts)
    for row, spans in zip(rows, find_personal_data(some)["spans"].to_pylist(), strict=True):
        yield row, spans_of_rows(spans, profile)


def _taken_back(spans: Iterable[Span], edits: Sequence[Edit]) -> Iterator[Span]:
    """Spans of a masked text as spans of the text it was made from; what lies within one tag is nothing new."""
    for span in spans:
        start, end = shift_back((span.start, span.end), edits).tolist()
        if start < end:
            yield replace(span, start=start, end=end)


def joined(spans: Sequence[Span], more: Iterable[Span]) -> list[Span]:
    """The spans with others to mask among them: one that overlaps any takes them in. In order, not overlapping."""
    held = list(spans)
    for new in more:
        touching = [span for span in held if _touch(span, (new.start, new.end))]
        start, end = min((new, *touching), key=lambda s: s.start).start, max((new, *touching), key=lambda s: s.end).end
        held = [span for span in held if span not in touching]
        held.append(replace(new, start=start, end=end))
    return sorted(held, key=lambda span: span.start)
