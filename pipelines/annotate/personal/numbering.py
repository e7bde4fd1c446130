"""Which finds of a document are one value, and the number that each value has in its tag.

What belongs here: what two mentions of one person, telephone or account share, and counting on from the register's own
numbers. What does not: how a name is taken apart (`identity.py`), and the words of the tags (`masking.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pipelines.annotate.personal.identity import identity

SUBSCRIBER = 9
"""Digits at the end of a telephone number that are the same with and without the code of the country."""


def numbers_of(found: Sequence[tuple[str, str, str]], taken: Mapping[str, int]) -> list[int]:
    """The number of each find in its tag, from (kind, form of the tag, words found), in the order of the text.

    One value has one number whatever its spelling or case. Numbers of a form go on after the highest that is `taken`.
    """
    people = iter(same_people([identity(words) for kind, _, words in found if kind == "PERSON"]))
    known: dict[str, dict[str, int]] = {}
    numbers = []
    for kind, form, words in found:
        value = next(people) if kind == "PERSON" else _value(kind, words)
        of_form = known.setdefault(form, {})
        numbers.append(of_form.setdefault(f"{kind} {value}", taken.get(form, 0) + len(of_form) + 1))
    return numbers


def highest(tags: Iterable[str]) -> dict[str, int]:
    """The highest number of each form among tags that are there already: of ОСОБА_3 the form ОСОБА_{} has 3."""
    found: dict[str, int] = {}
    for tag in tags:
        if parts := re.fullmatch(r"(.*?)(\d{1,9})(\D*)", tag):
            form = f"{parts[1]}{{}}{parts[3]}"
            found[form] = max(found.get(form, 0), int(parts[2]))
    return found


def same_people(identities: Sequence[str]) -> list[str]:
    """Each identity (stem and initials), or the fuller one of its surname if it alone is what it can be.

    A lone surname, or a surname with one initial, is the person of that surname who is named more fully in the same
    document; where there are two, it stays a person of its own.
    """
    by_stem: dict[str, set[str]] = {}
    for each in identities:
        stem, _, initials = each.rpartition(" ")
        by_stem.setdefault(stem, set()).add(initials)
    return [_fullest(each, by_stem) for each in identities]


def _fullest(each: str, by_stem: Mapping[str, set[str]]) -> str:
    stem, _, initials = each.rpartition(" ")
    may_be = [other for other in by_stem[stem] if other.startswith(initials)]
    longest = [one for one in may_be if not any(other != one and other.startswith(one) for other in may_be)]
    return f"{stem} {longest[0]}" if len(longest) == 1 else each


def _value(kind: str, words: str) -> str:
    """What two mentions of one value share: letters and digits, case folded; of a telephone the subscriber."""
    plain = "".join(filter(str.isalnum, words)).casefold()
    return plain[-SUBSCRIBER:] if kind == "PHONE" else plain
