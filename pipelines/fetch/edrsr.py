"""EDRSR over HTTP: the register's yearly archives from the portal, then the texts their rows lead to.

What belongs here: the order of a night, and what is told about it. What does not: the archives
(`edrsr_archives.py`), which texts are missing (`edrsr_queue.py`), asking for them (`edrsr_texts.py`).
There is no feed of changes: the running year is fetched whole, and what is new in it shows when it is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from pipelines.fetch import Fetched, silence
from pipelines.fetch.edrsr_archives import renew_archives
from pipelines.fetch.edrsr_texts import fetch_texts
from pipelines.fetch.landing import Landing
from pipelines.fetch.settings import EdrsrSite
from pipelines.fetch.web import PublisherError, Web


def fetch_edrsr(
    landing: Landing,
    site: EdrsrSite,
    web: Web,
    *,
    today: dt.date,
    years: Sequence[str] = (),
    refetch: Collection[str] = (),
    notice: Callable[[str], None] = silence,
) -> Fetched:
    """Renew the archives that are due, then fetch the texts that are missing; see `pipelines.fetch.fetch`.

    An archive that cannot be had stays as it was, and keeps neither the others nor the texts from being fetched.

    Raises:
        PublisherError: nothing could be had, or not all of the years that were named; told when all else is done.
            Otherwise what failed is among the notes, so that a whole night is not repeated for one dead address.
    """
    asked, received = web.requests, web.received
    archives = renew_archives(landing, site, web, today=today, years=years, notice=notice)
    texts = fetch_texts(landing, site, web, today=today, years=years, refetch=refetch, notice=notice)
    if archives.failures and (years or not (archives.sound or texts.landed)):
        raise PublisherError(" ".join(archives.failures))
    landed, notes = (*archives.landed, *texts.landed), (*archives.failures, *archives.notes, *texts.notes)
    return Fetched("edrsr", landed, web.requests - asked, web.received - received, texts.missing, notes)
