"""One act of the legislation portal brought up to date: what its card says otherwise than the one that lies here.

What belongs here: the comparison of two cards, fetching a text whole, and the order of writing. What does not: which
acts are due (`rada.py`), and which texts are no longer published (`act_retirement.py`).

The card is landed last: so it says which texts lie beside it, wherever a run was killed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count, takewhile
from typing import Any

from pipelines.fetch import act_paths, waits
from pipelines.fetch.act_paths import Text
from pipelines.fetch.act_portal import Portal, json_object
from pipelines.fetch.act_retirement import retired
from pipelines.fetch.landing import Landing
from pipelines.text.statute import page_count
from pipelines.text.unreadable import Unreadable

MOST_PAGES = 1000
"""Most pages of one text; the longest codes have about a hundred."""

FORMS = ("xml", "html", "txt")
"""Forms a text may lie here in, fetched or not."""


@dataclass(slots=True)
class Renewal:
    """An act on its way: `absent`, `begun` and `gone` are hints of earlier runs, brought up to date here.

    `absent` has, for a path that was not to be had, the day it was asked for and the days to wait; `begun` the
    statement of the card, not landed yet, that a path was fetched for; `gone` editions the card lists no more, see
    `retired`. `landed`, `removed`, `missing` (what the portal does not have) and `unsound` (addresses that show
    something else than a text of the act) are what was done.
    """

    landing: Landing
    portal: Portal
    nreg: str
    today: dt.date
    absent: dict[str, list[Any]]
    begun: dict[str, str]
    gone: dict[str, list[Any]]
    landed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    missing: int = 0

    def run(self) -> bool:
        """Fetch the card, then the texts it says are new or changed; remove those of editions it lists no more.

        Whether the card can be trusted to list all editions; of one that names none, while texts of some lie here,
        nothing is believed.

        Raises:
            DayIsSpent, PublisherError: as `Portal.get`; what was landed until then is not asked for again.
        """
        path = act_paths.card_path(self.nreg)
        found = self.portal.json(act_paths.card_address(self.nreg))
        if found is None or act_paths.key(str(found[1].get("nreg"))) != act_paths.key(self.nreg):
            self._miss(path)
            return True
        body, card = found
        stated, known = act_paths.editions(card), self._known(path)
        held = dict(self._held())
        if "" in stated and any(held.values()):
            return False
        for text in self._texts(stated):
            if self._is_due(text, stated[text.day], known, held):
                self._fetch(text, stated[text.day], held, is_current=text.day == str(card.get("datred")))
        is_whole = len(stated) >= act_paths.edition_count(card)
        if is_whole:
            current, held = str(card.get("datred")), dict(self._held())
            self._remove(retired(held, stated, known or {}, current, self.gone, self.today))
        self._put(path, body)
        self.begun.clear()
        for name in [name for name in self.absent if act_paths.day_of(name, self.nreg) not in stated]:
            del self.absent[name]
        return is_whole

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
            return waits.is_due(self.absent[path], self.today)
        return path not in held or not is_same

    # --- fetching and writing ---------------------------------------------------------------------

    def _fetch(self, text: Text, statement: str, held: Mapping[str, str], *, is_current: bool) -> None:
        """Land a text, all its pages and no others; one that is not to be had is remembered.

        Of the current edition, the text without a date will do where the portal has none with it.
        """
        before = len(self.unsound)
        pages = self._pages(text) or (self._pages(Text(text.nreg, "", text.form)) if text.day and is_current else [])
        if not pages:
            self._miss(text.path(), soon=len(self.unsound) > before)
            return
        for number, body in enumerate(pages, 1):
            self._put(text.path(number), body)
        self._remove(takewhile(held.__contains__, map(text.path, count(len(pages) + 1))))
        self.absent.pop(text.path(), None)
        self.begun[text.path()] = statement

    def _pages(self, text: Text) -> list[bytes]:
        """The pages of a text, the first page telling how many there are; none where one of them is not to be had."""
        pages = list[bytes]()
        while len(pages) < (_pages_of(pages[0], text.form) if pages else 1):
            reply = self.portal.get(text.address(len(pages) + 1))
            if reply.status != 200 or not act_paths.is_text(reply.body, text.form, text.nreg):
                self.unsound += [text.address(len(pages) + 1)] if reply.status == 200 or pages else []
                return []
            pages.append(reply.body)
        return pages

    def _remove(self, paths: Iterable[str]) -> None:
        """Take away texts that are no longer published: of editions dated anew, pages beyond the last."""
        for path in sorted(paths):
            self.landing.remove(path)
            self.removed.append(path)

    def _put(self, path: str, body: bytes) -> None:
        self.landing.put(path, body)
        self.landed.append(path)

    def _miss(self, path: str, *, soon: bool = False) -> None:
        """Note what was not to be had; what is likely to come, as an error page passes, is asked for sooner."""
        days = self.portal.site.retry_days
        self.absent[path] = waits.noted(self.absent.get(path), self.today, days, first=1 if soon else days)
        self.missing += 1


def _pages_of(body: bytes, form: str) -> int:
    """Pages by the pager on the first one; a page that cannot be read is landed for the reading to judge."""
    try:
        return 1 if form == "txt" else min(page_count(body), MOST_PAGES)
    except Unreadable:
        return 1
