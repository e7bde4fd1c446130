"""The role window: whether a person is named in office or as a private person.

What belongs here: the rule that the nearest role word before a name decides, that a list of names shares one role,
and that a role may follow a name. What does not: the words themselves, which each language has (names_uk, names_nl).
Law 3262-IV (art. 7) and the anonymisation guideline of the Dutch judiciary leave those in office named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WINDOW = 100
"""Characters before a name in which its role is looked for."""

BEHIND = 45
"""Characters after a name in which its role may follow: «Петренко І.І., адвокат»."""

PATRONYMIC_END = re.compile(r"(?:ич|ович|евич)(?:а|у|ем|ом|еві|ові|і|е)?$|(?:івн|ївн|овн|евн)\w{1,2}$", re.IGNORECASE)
"""A patronymic at the end of a full name: the surname then comes first."""


CASE_ENDING = re.compile(
    r"(?<=.{3})(?:[оеє]ві|о[гм][оу]|[оеє][юм]|[иы][мй]|о[йї]|ая|ую)$|(?<=.{4})ій$|(?<=.{3})[аеєиіїоуюяйьы]$"
)
"""Endings of Ukrainian and Russian surnames, nouns and adjectives, in the singular. Three letters stay, and four before
-ій, which in Бабій is no ending and in Івановій is."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, start and end in code points, and what its role asks: mask, keep, or unknown."""

    start: int
    end: int
    action: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Role words of one language: those of an office, those of a private person, and what may stand in a list."""

    office: re.Pattern[str]
    private: re.Pattern[str]
    between: re.Pattern[str]
    follows: re.Pattern[str]


def in_roles(text: str, spans: Iterable[tuple[int, int]], roles: Roles) -> Iterator[Name]:
    """Every span (in order) as a Name with its action; spans of one list inherit the role of the first."""
    last_end, last_action = 0, "unknown"
    for start, end in spans:
        action = _nearest(text[max(last_end, start - WINDOW) : start], roles)
        apposition = roles.follows.match(text, end, end + BEHIND)
        if apposition:
            action = "keep"
        if action == "unknown" and last_end and roles.between.fullmatch(text, last_end, start):
            action = last_action
        yield Name(start, end, action)
        last_end, last_action = apposition.end() if apposition else end, action


def _nearest(gap: str, roles: Roles) -> str:
    """The action of the last role word in `gap`."""
    office = max((found.end() for found in roles.office.finditer(gap)), default=-1)
    private = max((found.end() for found in roles.private.finditer(gap)), default=-1)
    if office == private:
        return "unknown"
    return "keep" if office > private else "mask"


def identity(name: str) -> str:
    """What the forms of one person's name share: the initials and the surname without its case ending.

    «Петренко І.В.», «І. В. Петренка» and «Петренку Івану Васильовичу» are one, Коваленко and Ковальчук are two. The
    surname is the word beside the initials; of a full name it is the first word, or the last when a patronymic does
    not end the name.
    """
    words = re.findall(r"[^\W\d_][\w'’ʼ`-]*", name)
    full = [word for word in words if len(word) > 1]
    if not full:
        return name.casefold()
    if len(full) < len(words):
        surname = full[-1]
        initials = [word for word in words if len(word) == 1]
    else:
        at = 0 if PATRONYMIC_END.search(full[-1]) and len(full) > 2 else len(full) - 1
        surname, initials = full[at], [word[0] for i, word in enumerate(full) if i != at]
    stem = "-".join(_without_case(part) for part in surname.casefold().split("-"))
    return f"{stem} {''.join(initials).casefold()}"


def _without_case(surname: str) -> str:
    """A Ukrainian or Russian surname, lower case, without its case ending; any other as it is."""
    plain = re.sub("[’ʼ`]", "'", surname)
    return CASE_ENDING.sub("", re.sub("[еє]ць$", "ця", plain))
