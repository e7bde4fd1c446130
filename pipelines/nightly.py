"""The nightly fetch of a source: what the publisher has, and again what came damaged.

What belongs here: joining the fetcher with what the corpus knows. What does not: talking to publishers (`fetch/`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from pipelines.fetch import Fetched, fetch, silence, utc_now
from pipelines.poison import to_refetch
from pipelines.stage import Workspace


def fetch_source(
    source: str,
    workspace: Workspace,
    *,
    now: Callable[[], dt.datetime] = utc_now,
    years: Sequence[str] = (),
    notice: Callable[[str], None] = silence,
) -> Fetched:
    """Bring the source's part of the sources folder up to date, damaged texts of its cells included.

    Raises:
        SourceError: see `pipelines.fetch.fetch`.
    """
    store = workspace.store
    cells = [manifest.scope for manifest in store.manifests("documents", source)]
    wanted = [cell for cell in cells if not years or cell.year in years]
    refetch = {document: file for cell in wanted for document, file in to_refetch(cell, store).items()}
    return fetch(source, workspace.sources, now=now, years=years, refetch=refetch, notice=notice)
