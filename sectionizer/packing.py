"""Packing a text into chunks within a budget, whole units first.

Belongs here: the choice of each chunk's end. Where cuts are possible belongs in `cuts` and `sentences`, what a
stretch costs in `rulers`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sectionizer.cuts import Outline
from sectionizer.rulers import Ruler
from sectionizer.sentences import last_sentence, last_word

PROSE = 1 << 20
"""Rank of a cut inside the lowest unit: between paragraphs, sentences or words."""

_HEAD = 4
"""What takes less than a quarter of a chunk is a mere head, and goes with the beginning of what it heads."""

Paragraphs = Callable[[str, int, int], int | None]
"""Chooses the paragraph with which the next chunk begins: a place in ``(start, end]``, None when none begins there."""


@dataclass(frozen=True, slots=True)
class Border:
    """Where a chunk ends and the next begins; its rank says what begins there."""

    place: int
    rank: int


@dataclass(frozen=True, slots=True)
class Packer:
    """Packs one text."""

    text: str
    outline: Outline
    ruler: Ruler
    budget: int
    paragraphs: Paragraphs

    def borders(self) -> Iterator[Border]:
        """The end of each chunk, in order.

        A chunk is several whole units, or a stretch of one unit that is longer than the budget. A unit that fits is
        never cut: all cuts inside it rank after the one at its beginning.

        Raises:
            ValueError: The budget does not hold a character of the text.
        """
        at = Border(0, 0)
        while at.place < len(self.text):
            at = self._next(at)
            yield at

    def _next(self, at: Border) -> Border:
        """The best border that the budget allows."""
        far = self.ruler.reach(at.place, self.budget)
        border = self._best(at, far)
        while (size := self.ruler.size(at.place, border.place)) > self.budget:
            length = border.place - at.place
            if length == 1:
                letter = self.text[at.place]
                raise ValueError(f"A chunk of {self.budget} does not hold the character {letter!r}: give a larger one.")
            shorter = length * self.budget // size if border.rank == PROSE else length - 1
            border = self._best(at, at.place + max(1, shorter))
        return border

    def _best(self, at: Border, far: int) -> Border:
        """Of the borders up to ``far`` the dearest, of those the furthest; a mere head is not left alone."""
        first, last = (bisect_right(self.outline.places, place) for place in (at.place, far))
        ranks = self.outline.ranks[first:last]
        if at.rank:
            for place, rank in enumerate(ranks, first):
                if rank < at.rank:
                    return Border(self.outline.places[place], rank)
        if far >= len(self.text):
            return Border(len(self.text), 0)
        return self._unit(at, far, first, ranks)

    def _unit(self, at: Border, far: int, first: int, ranks: list[int]) -> Border:
        """Between units; inside one that is too long where only a mere head stands before it in the same article."""
        head: Border | None = None
        while ranks:
            dearest = min(ranks)
            place = len(ranks) - 1 - ranks[::-1].index(dearest)
            border = Border(self.outline.places[first + place], dearest)
            if not (dearest and self._is_head(at, border.place, far)) or self._unit_fits(border, first + place):
                return border
            head, first, ranks = border, first + place + 1, ranks[place + 1 :]
        inside = self._prose(at, head.place if head else at.place, far)
        return Border(inside, PROSE) if inside else head or Border(far, PROSE)

    def _prose(self, at: Border, since: int, far: int) -> int | None:
        """Between paragraphs, or inside one that is too long: between sentences, or words."""
        paragraph = self.paragraphs(self.text, since, far)
        if paragraph and (not self._is_head(at, paragraph, far) or self._paragraph_fits(paragraph)):
            return paragraph
        since = paragraph or since
        return last_sentence(self.text, since, far) or last_word(self.text, since, far) or paragraph

    def _is_head(self, at: Border, place: int, far: int) -> bool:
        return (place - at.place) * _HEAD < far - at.place

    def _unit_fits(self, border: Border, index: int) -> bool:
        """Whether the whole unit that begins at a border is within the budget."""
        reach = self.ruler.reach(border.place, self.budget)
        after = self.outline.ranks[index + 1 : bisect_right(self.outline.places, reach)]
        return reach >= len(self.text) or any(rank <= border.rank for rank in after)

    def _paragraph_fits(self, start: int) -> bool:
        end = self.text.find("\n", start, reach := self.ruler.reach(start, self.budget))
        return end >= 0 or reach >= len(self.text)
