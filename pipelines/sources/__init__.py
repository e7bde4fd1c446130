"""What each publisher offers, as it lies in the sources folder: which files there are, which records, how to read one.

`folder.py` and `archive.py` reach the bytes, `source.py` is the contract, and each register has a module of its own.
Bringing the files there is the work of `pipelines.fetch`; telling what is new in an offer, of `pipelines.increment`.
"""

from __future__ import annotations

from pipelines.sources.source import Source


def sources() -> dict[str, Source]:
    """Every register by its name, which is also the name of its folder."""
    from pipelines.sources.edrsr import Edrsr
    from pipelines.sources.rada import Rada
    from pipelines.sources.rechtspraak import Rechtspraak

    offered: tuple[Source, ...] = (Edrsr(), Rechtspraak(), Rada())
    return {source.name: source for source in offered}
