"""What the publishers have already replaced: placeholders, which selection leaves as they are.

What belongs here: ОСОБА_1 and its family (law 3262-IV, art. 7), the role tags of rechtspraak.nl. What does not:
any other bracket, for Dutch brackets are editorial insertions as well («[is]», «[een forfaitair bedrag]»).
"""

from __future__ import annotations

from functools import cache

from pipelines.annotate.recognizer import ContextRecognizer
from pipelines.annotate.wordlists import entries

FAMILIES = (("ОСОБА", "PERSON"), ("АДРЕСА", "ADDRESS"), ("НОМЕР", "NUMBER"), ("ІНФОРМАЦІЯ", "INFORMATION"))
"""Families of the Ukrainian register and what they stand for."""


class Registered(ContextRecognizer):
    """A placeholder of the register: certain, and never masked again."""

    def action(self, text: str, start: int, end: int) -> str:
        """The publisher has already done it."""
        return "register"


def ukrainian_placeholders() -> list[Registered]:
    """One recognizer for each family of placeholders: ОСОБА_1, АДРЕСА_1, НОМЕР_1, ІНФОРМАЦІЯ_1."""
    return [_family("uk", entity, rf"(?<!\w){word}_\d{{1,5}}(?!\w)") for word, entity in FAMILIES]


@cache
def dutch_roles() -> dict[str, list[str]]:
    """Words of the role tags by what they stand for, from roles_nl.txt: `PERSON verdachte`."""
    roles: dict[str, list[str]] = {}
    for entity, role in (line.split(" ", 1) for line in entries("roles_nl.txt")):
        roles.setdefault(entity, []).append(role)
    return roles


def dutch_placeholders() -> list[Registered]:
    """One recognizer for each kind of role tag: [verdachte], [slachtoffer 1], [A]; never any bracket."""
    return [
        _family("nl", entity, rf"\[(?i:{'|'.join(roles)})(?:[\s_-]?(?:\d{{1,3}}|[A-Za-z]))?\](?!\w)")
        for entity, roles in sorted(dutch_roles().items())
    ]


def _family(language: str, entity: str, pattern: str) -> Registered:
    name = f"Registered{entity.title().replace('_', '')}"
    return type(name, (Registered,), {"ENTITY": entity, "LANGUAGE": language, "PATTERNS": ((pattern, 1.0),)})()
