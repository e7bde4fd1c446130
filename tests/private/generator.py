"""Labelled documents: templates refilled with identities, and their variants in capitals and as if read by a scanner.

What belongs here: the mark-up of templates, rows and their offsets. What does not: the sentences (`templates_uk.txt`,
`templates_ru.txt`, `templates_nl.txt`), identities (`people`, `numbers_uk`, `numbers_nl`) and damage (`variants`).

A line `== name` opens a template. In braces stand a person `{Pm1 g spn}` (P party, O officer, A either; m or f; number
within the document, case, form; Dutch without case), a personal value `{PHONE}`, `{PHONE keep}`, a trap `{#treasury}`
or `{!street|вул. Шевченка}`, literal personal data `{=PERSON mask|Нгуен Ван Хань}`, a placeholder `{@PERSON|ОСОБА_1}`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.private import numbers_nl, numbers_ru, numbers_uk, variants
from tests.private.people import Person, draw_person, written
from tests.private.people_nl import DutchPerson, draw_dutch_person, dutch_written

SLOT = re.compile(r"\{([^{}]+)\}")
PERSON = re.compile(r"([POA])([mf])(\d)(?: ([ngdail]))? (\w+)")
ACTIONS = {"P": "mask", "O": "keep", "A": "any"}
NUMBERS = {"uk": numbers_uk, "ru": numbers_ru, "nl": numbers_nl}
VARIANTS = ("plain", "caps", "ocr")
FILLS = 3
"""Documents made of each template."""


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of personal data: code points [start, end), and what is right to do with it.

    action: mask, keep (not to be masked, found or not), register (a placeholder), any (not counted).
    """

    type: str
    start: int
    end: int
    action: str


@dataclass(frozen=True, slots=True)
class Trap:
    """A piece that only looks personal and must not be masked: code points [start, end), and what it is."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document and everything known of it; `template` and `variant` say how it came about."""

    id: str
    lang: str
    kind: str
    text: str
    spans: tuple[Label, ...]
    traps: tuple[Trap, ...]
    template: str
    variant: str


@cache
def templates(language: str) -> dict[str, str]:
    """Templates of uk, ru or nl by name."""
    text = Path(__file__).with_name(f"templates_{language}.txt").read_text(encoding="utf-8")
    blocks = (block.split("\n", 1) for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:])
    return {f"{language} {name}": body.strip() for name, body in blocks}


def labelled(seed: int = 1, fills: int = FILLS, only: tuple[str, ...] = VARIANTS) -> Iterator[Labelled]:
    """The set: `fills` documents of every template, each in the variants; the same for the same seed."""
    for language in ("uk", "ru", "nl"):
        for name, template in templates(language).items():
            for fill in range(fills):
                rng = Random(f"{seed} {name} {fill}")
                plain = _refilled(name, template, language, rng)
                for variant in only:
                    yield _varied(plain, f"{name} {fill} {variant}", variant, rng)


def _refilled(name: str, template: str, language: str, rng: Random) -> Labelled:
    """One document of a template."""
    people: dict[str, Person | DutchPerson] = {}
    text, spans, traps, at = "", [], [], 0
    for slot in SLOT.finditer(template):
        text += template[at : slot.start()]
        kind, action, value = _value(slot[1], language, people, rng)
        place = len(text), len(text) + len(value)
        if action == "trap":
            traps.append(Trap(*place, kind))
        else:
            spans.append(Label(kind, *place, action))
        text, at = text + value, slot.end()
    lang = "nl" if language == "nl" else "uk"
    return Labelled("", lang, "decision", text + template[at:], tuple(spans), tuple(traps), name, "plain")


def _value(slot: str, language: str, people: dict[str, Person | DutchPerson], rng: Random) -> tuple[str, str, str]:
    """(type or kind of trap, mask, keep, register or trap, text) of a slot."""
    makers = NUMBERS[language]
    mark, rest = slot[0], slot[1:]
    if mark == "#":
        return rest, "trap", makers.TRAPS[rest](rng)
    if mark in "!@=":
        head, literal = rest.split("|")
        kind, _, action = head.partition(" ")
        return kind, {"!": "trap", "@": "register"}.get(mark, action), literal
    if person := PERSON.fullmatch(slot):
        return "PERSON", ACTIONS[person[1]], _name(person, language, people, rng)
    kind, _, action = slot.partition(" ")
    return {"LANDLINE": "PHONE"}.get(kind, kind), action or "mask", makers.PERSONAL[kind](rng)


def _name(slot: re.Match[str], language: str, people: dict[str, Person | DutchPerson], rng: Random) -> str:
    """The name of the person of a slot, who is drawn on the first mention."""
    who, gender, case, form = slot[1] + slot[3], slot[2], slot[4], slot[5]
    person = people.get(who)
    while person is None or person.surname in {other.surname for key, other in people.items() if key != who}:
        person = draw_dutch_person(rng, gender) if language == "nl" else draw_person(rng, language, gender)
    people[who] = person
    if isinstance(person, DutchPerson):
        return dutch_written(person, form, rng)
    return written(person, case, form, rng)


def _varied(plain: Labelled, identity: str, variant: str, rng: Random) -> Labelled:
    """`plain` in a variant, its labels and traps carried over."""
    text, offset = variants.VARIANTS[variant](plain.text, rng)
    spans = tuple(Label(span.type, offset[span.start], offset[span.end], span.action) for span in plain.spans)
    traps = tuple(Trap(offset[trap.start], offset[trap.end], trap.what) for trap in plain.traps)
    return Labelled(identity, plain.lang, plain.kind, text, spans, traps, plain.template, variant)


if __name__ == "__main__":
    for document in labelled(int(sys.argv[1]) if len(sys.argv) > 1 else 1):
        print(json.dumps(asdict(document), ensure_ascii=False))
