"""What an act calls itself: the number it is signed with, and its title.

What belongs here: reading both off a text. What does not: case numbers of decisions (`identity.py`), and what follows
for two texts of one act (`labels.toml`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

ENDS = 400
"""Characters of the head of an act, and of its foot, within which it names itself."""

_NUMBER = r"№\s*(?P<number>\w*\d[\w/-]*)"
_DAY = r"\d{1,2}[. ]\w+[. ](?P<year>(?:19|20)\d\d)\s*(?:року|р\.)?\s*"

_ANOTHER = re.compile(r"\b(?:(?:[Пп]ро|ПРО)\s|[Зз]мін|[Зз]акон[уоіа]|[Зз]гідно|[Вв]ідповідно)")
"""Words after which an act speaks of another: «Про скасування наказу від … № …», «із змінами згідно із …»."""

_HEAD = re.compile(rf"^(?:(?!{_ANOTHER.pattern})[^№\n]){{0,120}}?{_DAY}{_NUMBER}", re.MULTILINE)
"""«ПОСТАНОВА від 13 грудня 2019 р. № 1182», and whose it is before it."""

_FOOT = re.compile(rf"(?P<before>[^№\n]{{0,60}})(?:^|{_DAY}){_NUMBER}\s*$", re.MULTILINE)
"""«20 червня 2022 року № 2320-IX», or the number on a line of its own, and what stands before it."""

_CONVOCATION = re.compile(r"\d+\w?-[IVXLІХ]+")
"""Numbers that are counted through a convocation of the parliament; all others begin anew each year."""

_TITLES = tuple(
    re.compile(rf"{opening}(?P<title>{title}.*?)(?= ?(?:[.({{]|{after}|$))")
    for opening, title, after in (
        (
            r"(?<!проект )(?<!проєкт )закон україни ",
            r"про (?!внесення змін)",
            r"із змінами|зі змінами|верховна рада|розділ|стаття|преамбула|цей закон",
        ),
        (
            r"^",
            r"(?:\w*wet|wetboek|\w*regeling|\w*besluit)\b(?! (?:tot|houdende) wijziging)",
            r"de minister|de staatssecretaris|wij |artikel|hoofdstuk|geldend",
        ),
    )
)
"""Titles that one act has and no other, in lower case with single blanks, and what follows them: of Ukrainian laws but
those that amend others, of Dutch acts of the crown and its ministers. Orders and by-laws are made anew under one."""


@dataclass(frozen=True, slots=True)
class ActName:
    """Empty where the text does not tell it."""

    number: str
    """with its year, where numbers begin anew each year"""
    title: str


def act_name(text: str) -> ActName:
    """What an act calls itself; of a text that is none, whatever looks like it."""
    feet = [foot for foot in _FOOT.finditer(text[-ENDS:]) if not _ANOTHER.search(foot["before"])]
    signed = feet[-1:] or [*_HEAD.finditer(text[:ENDS])][:1]
    head = " ".join(text[:ENDS].lower().split())
    titles = [title for each in _TITLES if (title := each.search(head))]
    return ActName(_number(signed[0]) if signed else "", titles[0]["title"] if titles else "")


def _number(signed: re.Match[str]) -> str:
    """As `ActName.number`; a number that means nothing without its year is none if no year is told."""
    number, year = signed["number"].upper(), signed["year"]
    if _CONVOCATION.fullmatch(number):
        return number
    return f"{number}/{year}" if year else ""


def same_told(one: str, other: str) -> bool | None:
    """Whether two names are one; None where one of them is not told."""
    return one == other if one and other else None
