"""Where a merge may never cross: the split of legal text into pre-tokens, and the tags kept whole.

What belongs here: the pattern, and the placeholders by which the registers hide persons. What does not: merges
and vocabularies (`training`).
"""

from __future__ import annotations

from functools import cache

from tokenizers import Regex, pre_tokenizers

from tokenizer.characters import APOSTROPHES, SIGNS

_WORD = rf"[\p{{L}}\p{{M}}]+(?:[{APOSTROPHES}][\p{{L}}\p{{M}}]+)*"
_PUNCTUATION = rf"[^\s\p{{L}}\p{{N}}{SIGNS}]+"

PATTERN = "|".join(
    [
        rf"[^\r\n\p{{L}}\p{{N}}{SIGNS}]?{_WORD}",  # a word, with the blank or sign before it, apostrophes inside
        r" ?\p{N}{1,3}",  # digits, at most three: sums and case numbers share their pieces
        rf" ?[{SIGNS}]+",
        rf" ?{_PUNCTUATION}[\r\n]*",
        r"[^\S\r\n]*[\r\n]+",  # the end of lines, with the blanks before it: nothing is joined to what follows
        r"\s+(?!\S)",  # blanks, but for the last, which is the next word's
        r"\s+",
    ]
)
"""Split pattern (Oniguruma syntax), the family of cl100k.

A number takes its blank as a word does: on held-out laws and decisions that is 2–4 % fewer tokens than a blank apart.
"""

SUPERWORDS = 5
"""Words of a superword at most."""

SUPER_PATTERN = PATTERN.replace(_WORD, rf"{_WORD}(?: {_WORD}){{0,{SUPERWORDS - 1}}}", 1)
"""The same pattern, but up to five words joined by single blanks are one piece, so that merges may cross them."""

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

RULED_ROW = r"^[-–—_=*.|+\s]{8,}$"
"""A piece drawn with characters (tables, dotted lines to fill in) teaches a tokenizer nothing."""


@cache
def placeholders() -> tuple[str, ...]:
    """The tags that are one token each, in the order of their ids."""
    numbered = tuple(f"{tag}_{n}" for tag, last in _PERSONS_HIDDEN_UK.items() for n in range(1, last + 1))
    masked = tuple(form.format(n) for form in MASKED for n in range(1, _MASKED_TO + 1))
    return tuple(dict.fromkeys((*numbered, *masked, *(f"[{role}]" for role in _PERSONS_HIDDEN_NL))))


@cache
def unlearned() -> tuple[str, ...]:
    """The tags that nothing is learned from, whatever their number, `{}`: they are tokens, or rare names of nobody."""
    numbered = tuple(f"{tag}_{{}}" for tag in _PERSONS_HIDDEN_UK)
    return tuple(dict.fromkeys((*numbered, *MASKED, *(f"[{role}]" for role in _PERSONS_HIDDEN_NL))))


def pretokenizer(pattern: str = PATTERN) -> pre_tokenizers.PreTokenizer:
    """Split by the pattern, then bytes as printable stand-ins (GPT-2), so that every text has tokens."""
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )


@cache
def stand_ins() -> tuple[str, ...]:
    """The printable stand-in of each byte 0 … 255 (GPT-2): itself where that is visible, else the next from U+0100."""
    visible = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    hidden = iter(range(0x100, 0x200))
    return tuple(chr(byte if byte in visible else next(hidden)) for byte in range(256))
