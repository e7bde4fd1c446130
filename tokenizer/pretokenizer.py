"""Where a merge may never cross: the split of legal text into pre-tokens, and the tags kept whole.

What belongs here: the pattern, and the placeholders by which the registers hide persons. What does not: merges
and vocabularies (`training`).
"""

from __future__ import annotations

import re
from functools import cache

from tokenizers import Regex, pre_tokenizers

PATTERN = "|".join(
    [
        r"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+(?:['’ʼ`][\p{L}\p{M}]+)*",  # a word, with its space, apostrophes inside
        r"\p{N}{1,3}",  # digits, at most three: sums and case numbers share their pieces
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",  # punctuation
        r"\s*[\r\n]+",  # the end of lines: no merge joins two of them
        r"\s+(?!\S)",  # trailing space
        r"\s+",
    ]
)
"""Split pattern (Oniguruma syntax), the family of cl100k with Ukrainian apostrophes kept inside the word."""

_PERSONS_HIDDEN_UK = {"ОСОБА": 24, "ІНФОРМАЦІЯ": 16, "АДРЕСА": 12, "НОМЕР": 12}
"""Tags of the Ukrainian register (Law 3262-IV, article 7) and up to which number each is one token."""

_PERSONS_HIDDEN_NL = (
    "verdachte", "slachtoffer", "slachtoffer 1", "slachtoffer 2", "slachtoffer 3", "benadeelde", "getuige",
    "belanghebbende", "betrokkene", "appellant", "appellante", "verweerder", "verzoeker",
    "eiser", "eiseres", "gedaagde", "naam", "achternaam", "bedrijfsnaam", "adres", "plaats", "woonplaats",
    "geboortedatum", "geboorteplaats", "telefoonnummer",
)  # fmt: skip
"""Roles that rechtspraak.nl writes in square brackets instead of a name.

`geïntimeerde` is missing: the byte-level decoder would take the ï of an added token for a stand-in of a byte.
"""

MASKED = (
    "ОСОБА_{}", "АДРЕСА_{}", "ДАТА_НАРОДЖЕННЯ_{}", "ТЕЛЕФОН_{}", "ПОШТА_{}", "РНОКПП_{}", "ПАСПОРТ_{}", "УНЗР_{}",
    "РАХУНОК_{}", "КАРТКА_{}", "НОМЕРНИЙ_ЗНАК_{}", "КУЗОВ_{}", "ЄДРПОУ_{}", "ЧАСТИНА_{}", "ДОКУМЕНТ_{}", "УСТАНОВА_{}",
    "[persoon {}]", "[adres {}]", "[geboortedatum {}]", "[telefoonnummer {}]", "[e-mailadres {}]",
    "[burgerservicenummer {}]", "[documentnummer {}]", "[rekeningnummer {}]", "[kaartnummer {}]", "[kenteken {}]",
    "[v-nummer {}]",
)  # fmt: skip
"""Forms of the tags that the corpus puts in place of personal data and of the register's НОМЕР_1 of a known kind; they
go on where the register's own numbers end."""

_MASKED_TO = 4
"""Up to which number such a tag is one token; they are rarer than the registers' own."""

_RULED_ROW = r"[-–—_=*.|+ ]{8,}"
"""A row drawn with characters (tables, dotted lines to fill in) teaches a tokenizer nothing."""


@cache
def placeholders() -> tuple[str, ...]:
    """The tags that are one token each, in the order of their ids."""
    numbered = tuple(f"{tag}_{n}" for tag, last in _PERSONS_HIDDEN_UK.items() for n in range(1, last + 1))
    masked = tuple(form.format(n) for form in MASKED for n in range(1, _MASKED_TO + 1))
    return tuple(dict.fromkeys((*numbered, *masked, *(f"[{role}]" for role in _PERSONS_HIDDEN_NL))))


@cache
def _not_learned() -> re.Pattern[str]:
    tags = "|".join(rf"\b{tag}_\d+\b" for tag in _PERSONS_HIDDEN_UK)
    roles = "|".join(rf"\[{role}\]" for role in sorted(_PERSONS_HIDDEN_NL, key=len, reverse=True))
    masked = "|".join(_any_number(form) for form in MASKED)
    return re.compile(f"{tags}|{masked}|{roles}|{_RULED_ROW}")


def _any_number(form: str) -> str:
    """A form with any number; one without brackets stands between the borders of a word."""
    border = r"\b" if form[0].isalpha() else ""
    return border + re.escape(form).replace(r"\{\}", r"\d+") + border


def learnable(text: str) -> list[str]:
    """The stretches of a text that merges are learned from: without tags (tokens anyway) and ruled rows."""
    return [stretch for stretch in _not_learned().split(text) if stretch]


def pretokenizer() -> pre_tokenizers.PreTokenizer:
    """Split by `PATTERN`, then bytes as printable stand-ins (GPT-2), so that every text has tokens."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
