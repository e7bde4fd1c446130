"""The host of EDRSR's texts: asked by a few threads at one pace, with patience for its soft failures.

What belongs here: asking, telling a text from an overload page, trying again, giving up. What does not: which texts
are wanted (`edrsr_queue.py`) and what becomes of them (`edrsr_texts.py`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Literal, NamedTuple

from pipelines.fetch.settings import EdrsrSite
from pipelines.fetch.web import PublisherError, Web

ROUNDS = 3
"""Times in one run that a text which does not come is asked for."""

GIVE_UP = 20
"""Texts in a row that do not come before a run leaves the host alone."""

LONGEST_HOLD = 300.0
"""Seconds the host is left alone at most after overload pages in a row."""

RTF_OPENING = b"{\\rtf"
"""No overload page begins like this, so that the long texts need no second look."""

_GONE = (404, 410)
_AHEAD = 8


class Wanted(NamedTuple):
    """A text to ask for: a row of `edrsr_queue.QUEUE`."""

    id: int
    path: str
    origin: str | None
    again: bool
    size: int | None
    crc: int | None


class Outcome(NamedTuple):
    """What came of asking: a text; `gone`, there is none; `later`, none now."""

    kind: Literal["text", "gone", "later"]
    body: bytes = b""


LATER = Outcome("later")


class TextHost:
    """The host for one run. `asked` counts the texts asked for, repeated ones included."""

    def __init__(self, site: EdrsrSite, web: Web) -> None:
        self._site, self._web = site, web
        self._in_vain = 0
        self.asked = 0

    @property
    def is_over(self) -> bool:
        """Whether this run asks no more: the night's bound is reached, or the host gives nothing."""
        return self.gave_up or 0 < self._site.texts_per_night <= self.asked

    @property
    def gave_up(self) -> bool:
        """Whether too many texts in a row did not come."""
        return self._in_vain >= GIVE_UP

    def fetch(self, wanted: Iterable[Wanted]) -> Iterator[tuple[Wanted, Outcome]]:
        """What came, in the order of asking; what did not is asked for again after the others.

        What is not reached before the run is over does not appear.
        """
        waiting, late = wanted, list[Wanted]()
        for _ in range(ROUNDS):
            late = []
            for each, outcome in self._round(waiting):
                if outcome.kind == "later":
                    late.append(each)
                else:
                    yield each, outcome
            waiting = late
        yield from ((each, LATER) for each in late)

    def _round(self, waiting: Iterable[Wanted]) -> Iterator[tuple[Wanted, Outcome]]:
        """Ask once for each, some ahead of the one whose turn it is to be told."""
        with ThreadPoolExecutor(self._site.threads) as pool:
            window = deque[tuple[Wanted, Future[Outcome]]]()
            for each in waiting:
                if self.is_over:
                    break
                self.asked += 1
                window.append((each, pool.submit(self._ask, each)))
                if len(window) == _AHEAD * self._site.threads:
                    yield self._settled(*window.popleft())
            while window:
                yield self._settled(*window.popleft())

    def _settled(self, each: Wanted, asking: Future[Outcome]) -> tuple[Wanted, Outcome]:
        outcome = asking.result()
        self._in_vain = self._in_vain + 1 if outcome.kind == "later" else 0
        return each, outcome

    def _ask(self, each: Wanted) -> Outcome:
        """Ask once, with the web's own tries inside; refusals and failures are for later."""
        origin = self._site.text_host.rstrip("/") or each.origin
        try:
            reply = self._web.get(f"{origin}/{each.path}", limit=self._site.text_bytes)
        except PublisherError:
            return LATER
        if reply.status in _GONE or (reply.status == 200 and not reply.body):
            return Outcome("gone")
        if reply.status != 200:
            return LATER
        if is_overload(reply.body):
            self._web.hold(min(self._site.pause_s * 2**self._in_vain, LONGEST_HOLD))
            return LATER
        return Outcome("text", reply.body)


def is_overload(body: bytes) -> bool:
    """Whether a body is what the host sends, with status 200, when it is asked too often; by content, in any encoding.

    A text that cannot be read for another reason is a text: it lands, and its row shows what is wrong with it.
    """
    from pipelines.text.convert import Unreadable, to_text

    if body.startswith(RTF_OPENING):
        return False
    try:
        to_text(body)
    except Unreadable as error:
        return error.reason == "overload_page"
    return False
