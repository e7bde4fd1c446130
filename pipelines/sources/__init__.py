"""What each publisher offers: which files there are, how to cut them into units, how to read one unit.

`folder.py` and `archive.py` reach the bytes, `source.py` is the contract, and each register has a module
of its own. The change protocols of the publishers (what is new since yesterday) are still to come.
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
