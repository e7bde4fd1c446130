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
from pipelines.fetch.web import PublisherError, Reply, Web

ROUNDS = 3
"""Times in one run that a text which does not come is asked for."""

GIVE_UP = 20
"""Texts in a row that do not come before a round ends; texts never asked for before, and the run leaves the host."""

LONGEST_HOLD = 300.0
"""Seconds the host is left alone at most after overload pages in a row."""

RTF_OPENING = b"{\\rtf"
"""No overload page begins like this, so that the long texts need no second look."""

_GONE = (404, 410)
_BLANK = b" \t\r\n\0"
_AHEAD = 8


class Wanted(NamedTuple):
    """A text to ask for: a row of `edrsr_queue.QUEUE`."""

    id: int
    path: str
    origin: str | None
    again: bool
    size: int | None
    crc: int | None
    missed: str | None = None
    """the day it was last asked for in vain"""


class Outcome(NamedTuple):
    """What came of asking: a text; `gone`, there is none; `failed`, not in any round; `later`, not yet."""

    kind: Literal["text", "gone", "failed", "later"]
    body: bytes = b""


LATER, FAILED = Outcome("later"), Outcome("failed")


class TextHost:
    """The host for one run. `asked` counts the texts asked for, repeated ones included; `gave_up`: it gives nothing."""

    def __init__(self, site: EdrsrSite, web: Web) -> None:
        self._site, self._web = site, web
        self._in_vain = 0
        self.gave_up = False
        self.asked = 0

    @property
    def is_over(self) -> bool:
        """Whether this run asks no more: the night's bound is reached, or the host gives nothing."""
        return self.gave_up or 0 < self._site.texts_per_night <= self.asked

    def fetch(self, wanted: Iterable[Wanted]) -> Iterator[tuple[Wanted, Outcome]]:
        """What came, in the order of asking; what did not is asked for again after the others.

        What never came is told at the end: as `later` where the run was over before its rounds were, else as `failed`.
        What was not asked for at all before the run was over does not appear.
        """
        late, rest = list[Wanted](), iter(wanted)
        for number in range(ROUNDS):
            late, self._in_vain = [], 0
            for each, outcome in self._round(rest):
                if outcome.kind == "later":
                    late.append(each)
                    self._doubt(is_first=number == 0 and each.missed is None)
                else:
                    self._in_vain = 0
                    yield each, outcome
            late += rest if number else ()
            rest = iter(late)
        yield from ((each, LATER if self.is_over else FAILED) for each in late)

    def _doubt(self, *, is_first: bool) -> None:
        """Count a text that did not come; only texts that are asked for the first time speak against the host."""
        self._in_vain += 1
        self.gave_up = self.gave_up or (is_first and self._in_vain >= GIVE_UP)

    def _round(self, waiting: Iterator[Wanted]) -> Iterator[tuple[Wanted, Outcome]]:
        """Ask once for each, some ahead of the one whose turn it is to be told, as long as the host gives something."""
        with ThreadPoolExecutor(self._site.threads) as pool:
            window = deque[tuple[Wanted, Future[Outcome]]]()
            while not self.is_over and self._in_vain < GIVE_UP and (each := next(waiting, None)):
                self.asked += 1
                window.append((each, pool.submit(self._ask, each)))
                if len(window) == _AHEAD * self._site.threads:
                    yield _told(*window.popleft())
            while window:
                yield _told(*window.popleft())

    def _ask(self, each: Wanted) -> Outcome:
        """Ask once, with the web's own tries inside; refusals and failures are for later."""
        url = f"{self._site.text_host.rstrip('/') or each.origin}/{each.path}"
        try:
            reply = self._web.get(url, limit=self._site.text_bytes)
            if may_be_cut(reply) and self._web.get(url, limit=self._site.text_bytes).body != reply.body:
                return LATER
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


def _told(each: Wanted, asking: Future[Outcome]) -> tuple[Wanted, Outcome]:
    return each, asking.result()


def may_be_cut(reply: Reply) -> bool:
    """Whether an RTF whose end nothing announced lacks its last brace; one that comes so twice is so."""
    announced = reply.headers.keys() & {"content-length", "transfer-encoding"}
    return not announced and reply.body.startswith(RTF_OPENING) and not reply.body.rstrip(_BLANK).endswith(b"}")


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
