"""One act of the legislation portal brought up to date: what its card says otherwise than the one that lies here.

What belongs here: the comparison of two cards, fetching a text whole, and the order of writing. What does not: which
acts are due (`rada.py`).

The card is landed last: so it says which texts lie beside it, wherever a run was killed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, takewhile

from pipelines.fetch import act_paths, is_past
from pipelines.fetch.act_paths import Text
from pipelines.fetch.act_portal import Portal, json_object
from pipelines.fetch.landing import Landing
from pipelines.text.statute import page_count
from pipelines.text.unreadable import Unreadable

MOST_PAGES = 1000
"""Most pages of one text; the longest codes have about a hundred."""

FORMS = ("xml", "html", "txt")
"""Forms a text may lie here in, fetched or not."""


class NotHad(Exception):
    """The portal answered with something that is no text of the act; it may be asked again."""


@dataclass(slots=True)
class Renewal:
    """An act on its way: `absent` and `begun` are hints of earlier runs, brought up to date here.

    `absent` has the day on which the portal did not have a path; `begun` the statement of the card, not landed yet,
    that a path was fetched for. `landed`, `removed` and `missing` (texts not to be had) are what was done.
    """

    landing: Landing
    portal: Portal
    nreg: str
    today: dt.date
    absent: dict[str, str]
    begun: dict[str, str]
    landed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    missing: int = 0

    def run(self) -> None:
        """Fetch the card, then the texts it says are new or changed; remove those of editions it lists no more.

        Raises:
            NotHad: a text is no text of this act, or lacks a page.
            DayIsSpent, PublisherError: as `Portal.get`; what was landed until then is not asked for again.
        """
        path = act_paths.card_path(self.nreg)
        found = self.portal.json(act_paths.card_address(self.nreg))
        if found is None or act_paths.key(str(found[1].get("nreg"))) != act_paths.key(self.nreg):
            self._miss(path)
            return
        body, card = found
        stated, known = act_paths.editions(card), self._known(path)
        held = dict(self._held())
        for text in self._texts(stated):
            if self._is_due(text, stated[text.day], known, held):
                self._fetch(text, stated[text.day], held, is_current=text.day == str(card.get("datred")))
        self._remove(path for path, day in held.items() if day not in stated)
        self._put(path, body)
        self.begun.clear()
        for name in [name for name in self.absent if act_paths.day_of(name, self.nreg) not in stated]:
            del self.absent[name]

    # --- what is due ------------------------------------------------------------------------------

    def _known(self, path: str) -> Mapping[str, str] | None:
        """What the card that lies here says of each edition; None without a card that can be read."""
        folder = self.landing.folder
        card = json_object(folder.read(path)) if folder.is_file(path) else None
        return None if card is None else act_paths.editions(card)

    def _held(self) -> Iterator[tuple[str, str]]:
        """The texts of the act that lie here, each with the first day of its edition, empty where it names none."""
        base = f"laws/show/{act_paths.key(self.nreg)}"
        beside = (f"{base}.{form}" for form in FORMS)
        paths = [path for path in beside if self.landing.folder.is_file(path)]
        if self.landing.folder.exists(base):
            paths += [f"{base}/{entry.path}" for entry in self.landing.folder.sub(base).walk()]
        for path in paths:
            if (day := act_paths.day_of(path, self.nreg)) is not None:
                yield path, day

    def _texts(self, stated: Mapping[str, str]) -> Iterator[Text]:
        """Every text the act should have, newest edition first: it is the one that is asked for most."""
        for day in sorted(stated, reverse=True):
            for form in self.portal.site.forms:
                yield Text(self.nreg, day, form)

    def _is_due(self, text: Text, statement: str, known: Mapping[str, str] | None, held: Mapping[str, str]) -> bool:
        """Whether a text is to be fetched: new, changed, or not to be had long enough ago."""
        path = text.path()
        is_same = known is None or known.get(text.day) == statement
        if path in self.begun:
            return self.begun[path] != statement
        if path in self.absent and is_same:
            return is_past(self.absent[path], self.today, self.portal.site.retry_days)
        return path not in held or not is_same

    # --- fetching and writing ---------------------------------------------------------------------

    def _fetch(self, text: Text, statement: str, held: Mapping[str, str], *, is_current: bool) -> None:
        """Land a text, all its pages and no others; one that the portal does not have is remembered.

        Of the current edition, the text without a date will do where the portal has none with it.
        """
        pages = self._pages(text) or (self._pages(Text(text.nreg, "", text.form)) if text.day and is_current else [])
        if not pages:
            self._miss(text.path())
            return
        for number, body in enumerate(pages, 1):
            self._put(text.path(number), body)
        self._remove(takewhile(held.__contains__, map(text.path, count(len(pages) + 1))))
        self.absent.pop(text.path(), None)
        self.begun[text.path()] = statement

    def _pages(self, text: Text) -> list[bytes]:
        """The pages of a text, the first page telling how many there are; none where there is no such text."""
        first = self.portal.get(text.address())
        if first.status != 200:
            return []
        pages = [self._checked(text, 1, first.status, first.body)]
        for number in range(2, min(_pages_of(first.body, text.form), MOST_PAGES) + 1):
            reply = self.portal.get(text.address(number))
            pages.append(self._checked(text, number, reply.status, reply.body))
        return pages

    def _checked(self, text: Text, page: int, status: int, body: bytes) -> bytes:
        if status != 200 or not act_paths.is_text(body, text.form, text.nreg):
            raise NotHad(f"{text.address(page)} answered {status} with something that is no text of it.")
        return body

    def _remove(self, paths: Iterable[str]) -> None:
        """Take away texts that are no longer published: of editions dated anew, pages beyond the last."""
        for path in sorted(paths):
            self.landing.remove(path)
            self.removed.append(path)

    def _put(self, path: str, body: bytes) -> None:
        self.landing.put(path, body)
        self.landed.append(path)

    def _miss(self, path: str) -> None:
        self.absent[path] = self.today.isoformat()
        self.missing += 1


def _pages_of(body: bytes, form: str) -> int:
    """Pages by the pager on the first one; a page that cannot be read is landed for the reading to judge."""
    try:
        return 1 if form == "txt" else page_count(body)
    except Unreadable:
        return 1
