"""The registers: whose they are, under which terms, and what kind of documents they hold.

What belongs here: facts about the publishers that never depend on a run, a register a paragraph. What does not: how
their files are read (`pipelines.sources`) and fetched (`pipelines.fetch`).
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
    terms: str
    """what the terms rest on, and no more than that, for the card of a release"""
    language: str
    """what its documents are declared to be written in: uk or nl"""
    kind: str
    """decision or statute"""
    silence: int
    """days without a new document that are usual: weekends and holidays for courts, a recess for a parliament"""


REGISTERS = (
    Register(
        name="edrsr",
        title="Єдиний державний реєстр судових рішень (Unified State Register of Court Decisions)",
        publisher="State Judicial Administration of Ukraine",
        url="https://reyestr.court.gov.ua/",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        terms="Law of Ukraine 3262-IV on access to court decisions makes the register open to all; Law of Ukraine "
        "2811-IX on copyright (article 8) lists court decisions among what is no object of copyright. The bulk files "
        "are offered on the open data portal under CC BY: name the register.",
        language="uk",
        kind="decision",
        silence=4,
    ),
    Register(
        name="rechtspraak",
        title="Open Data van de Rechtspraak (judgments of the Dutch courts)",
        publisher="Raad voor de rechtspraak",
        url="https://data.rechtspraak.nl/",
        licence="Public Domain Mark 1.0",
        licence_url="https://creativecommons.org/publicdomain/mark/1.0/",
        terms="Auteurswet, article 11: no copyright subsists in judgments and administrative decisions. It does not "
        "name summaries and other additions; the Raad offers both as open data.",
        language="nl",
        kind="decision",
        silence=5,
    ),
    Register(
        name="rada",
        title="Законодавство України (legislation of Ukraine)",
        publisher="Verkhovna Rada of Ukraine",
        url="https://data.rada.gov.ua/",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        terms="Law of Ukraine 2811-IX (article 8) lists acts of legislation among what is no object of copyright. The "
        "open data portal of the Verkhovna Rada offers its files under CC BY 4.0: name it.",
        language="uk",
        kind="statute",
        silence=14,
    ),
)
"""In the order in which everything lists them."""


def register_of(source: str) -> Register:
    """The register of that name; StopIteration when there is none."""
    return next(register for register in REGISTERS if register.name == source)
