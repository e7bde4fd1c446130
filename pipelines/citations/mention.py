"""A law named in a text, before any article is attached to it.

What belongs here: the record that `ukrainian_laws` and `dutch_laws` fill and `find` reads, and the little
dictionary of terms a document defines for itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter

from pipelines.citations.laws import key, plain


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a law: span, canonical id where known, family and confidence.

    `family` (code, law, act, treaty, eu) is what «цього Кодексу» looks back for. A `pointer` names nothing itself.
    `alone` says that the name is a citation of the whole act even without an article.
    """

    start: int
    end: int
    law: str | None
    family: str
    confidence: float
    pointer: bool = False
    alone: bool = True


@dataclass(slots=True)
class Terms:
    """What a document calls its laws: «(далі - Кодекс)», by the words of the term, with the places of definition."""

    defined: dict[tuple[str, ...], list[tuple[int, Mention]]] = field(default_factory=dict)
    heads: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)

    def define(self, position: int, term: str, mention: Mention) -> None:
        """From the position on the term stands for that law; positions come in order."""
        words = tuple(key(term).split())
        if words:
            self.defined.setdefault(words, []).append((position, mention))
            self.heads.setdefault(_head(words[0]), set()).add(words)

    def at(self, shadow: str, start: int) -> tuple[int, Mention] | None:
        """The longest term that begins at `start`, with its end and the law of its latest definition before."""
        first = _WORD.search(shadow, start, start + 2)
        first = _WORD.match(shadow, first.start(), start + _LONGEST_TERM) if first else None
        written = plain(first[0]) if first else ""
        known = self.heads.get(written, set()) | self.heads.get(written[:_HEAD], set())
        if not known:
            return None
        words = list(_WORD.finditer(shadow, start, start + _LONGEST_TERM))
        fits = [
            (words[len(term) - 1].end(), places[index - 1][1])
            for term in sorted(known)
            if len(term) <= len(words)
            and all(same_word(word[0], part) for word, part in zip(words, term, strict=False))
            and (index := bisect_right(places := self.defined[term], start, key=itemgetter(0))) > 0
        ]
        return max(fits, key=itemgetter(0), default=None)


_WORD = re.compile(r"[\w']+")
_LONGEST_TERM = 120
_HEAD = 4
"""Letters that all cases of a word share (`same_word`)."""


def _head(word: str) -> str:
    return word[:_HEAD] if word.isalpha() and len(word) > _HEAD else word


def same_word(written: str, defined: str) -> bool:
    """Whether two words are cases of one: «Порядку» and «порядок», «Законом» and «закон»; numbers exactly."""
    written = plain(written)
    if written == defined or not defined.isalpha() or len(defined) <= _HEAD:
        return written == defined
    common = next((i for i, (a, b) in enumerate(zip(written, defined, strict=False)) if a != b), len(defined))
    return common >= max(_HEAD, len(defined) - 2) and abs(len(written) - len(defined)) <= 3
