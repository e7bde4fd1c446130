"""Courts and forms in one spelling, so that a ruling's words and the register's own name meet; and whose word weighs.

What belongs here: expressions over columns. What does not: keys and files (`authority_pieces.py`). Rulings name a court
in the genitive («Галицького районного суду м. Львова»), the register in the nominative, so endings are taken off on
both sides; Dutch courts differ by little words («het gerechtshof te Amsterdam», «Hof Amsterdam»).
"""

from __future__ import annotations

import polars as pl

SEEDS = (
    (r"^rada:\w+p710-\d\d$", r"", 16),
    (r"^edrsr:", r"(?i)велик\w+ палат\w+ верховн", 16),
    (r"^edrsr:", r"(?i)^(?:касаційн\w+ \w+ суд(?: у складі)? )?верховн\w+ суду?(?: україни)?$", 8),
    (r"^rechtspraak:ECLI:NL:HR:", r"", 16),
    (r"^rechtspraak:ECLI:NL:(?:RVS|CRVB|CBB):", r"", 8),
)
"""Ids and names of the highest courts, and how many ordinary decisions a citation by one of theirs counts for: the
Constitutional Court, the Grand Chamber of the Supreme Court and the Hoge Raad, whose word binds the others; the courts
of cassation within the Supreme Court, the Supreme Court of Ukraine, and the three highest courts of Dutch
administrative law. The parket of the Hoge Raad advises and decides nothing. Our choice; one is an ordinary decision."""

FORMS = ("рішення", "ухвала", "постанова", "вирок", "судовий наказ")
"""Forms that tell decisions of one day apart, by number from 1 on; any other is 0 and fits all."""

_COURTS = (
    (r"\s+", " "),
    (r"^(?:.* )?справ(?:ах)? ", ""),
    (r"^(?:слідчого )?судді ", ""),
    (r"\bм\. ?", "міста "),
    (r"\bсуду?\b", " "),
    (r"(?:ий|ого|ій|ього)\b", ""),
    (r"'s-gravenhage", "den haag"),
    (r"^(?:de |het )?(?:hof|gerechtshof)\b", "gerechtshof"),
    (r"^(?:\w+ )?(?:kantonrechter|voorzieningenrechter|politierechter|kinderrechter)\b", "rechtbank"),
    (r"\b(?:te|in)\b|[^\w]+", " "),
    (r"^(?:gerechtshof|rechtbank|апеляційн|касаційн|обласн|президент)?\s*$", ""),
    (r"\s+", ""),
)
"""How names of courts are brought to one spelling, in order; one that tells no place becomes empty."""


def court_of(name: pl.Expr) -> pl.Expr:
    """A court's name in one spelling, of the nominative and the genitive alike; empty where it tells no court."""
    plain = name.fill_null("").str.to_lowercase()
    for written, kept in _COURTS:
        plain = plain.str.replace_all(written, kept)
    return plain


def form_of(form: pl.Expr) -> pl.Expr:
    """The number of a form in `FORMS`, uint8; 0 for any other."""
    named = form.str.to_lowercase().str.extract(f"({'|'.join(FORMS)})")
    numbers = {name: number for number, name in enumerate(FORMS, 1)}
    return named.replace_strict(numbers, default=0, return_dtype=pl.UInt8).fill_null(0)


def seed_of(document: pl.Expr, issuer: pl.Expr) -> pl.Expr:
    """How many ordinary decisions a citation by a document counts for, uint8: 1 but for those of `SEEDS`."""
    heights = [
        pl.when(document.str.contains(name) & issuer.fill_null("").str.contains(court or "")).then(pl.lit(weight))
        for name, court, weight in SEEDS
    ]
    return pl.coalesce([*heights, pl.lit(1)]).cast(pl.UInt8)
