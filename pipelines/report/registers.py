"""The registers as a reader of a release must know them: publisher, address, licence.

What belongs here: facts about the publishers that never depend on a run. What does not: how their files are read
(`pipelines.sources`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Register:
    """A public register, its publisher and the terms under which its texts may be used."""

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    licence_url: str
    language: str


REGISTERS = (
    Register(
        name="edrsr",
        title="Єдиний державний реєстр судових рішень (Unified State Register of Court Decisions)",
        publisher="State Judicial Administration of Ukraine",
        url="https://reyestr.court.gov.ua/",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        language="uk",
    ),
    Register(
        name="rechtspraak",
        title="Open Data van de Rechtspraak (judgments of the Dutch courts)",
        publisher="Raad voor de rechtspraak",
        url="https://data.rechtspraak.nl/",
        licence="Public Domain Mark 1.0",
        licence_url="https://creativecommons.org/publicdomain/mark/1.0/",
        language="nl",
    ),
    Register(
        name="rada",
        title="Законодавство України (legislation of Ukraine)",
        publisher="Verkhovna Rada of Ukraine",
        url="https://data.rada.gov.ua/",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        language="uk",
    ),
)
"""In the order in which papers name them."""
