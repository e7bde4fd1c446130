"""Codes in Ukrainian and Russian texts, by full name in any case and by abbreviation.

What belongs here: «Цивільного процесуального кодексу України», «КУпАП», «ГПК УССР», and the words that only point
back («цього Кодексу»). All other acts are in `ukrainian_laws`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

from pipelines.citations.anchors import Beginning, words
from pipelines.citations.laws import Law, in_force, key, plain, table
from pipelines.citations.mention import Mention
from pipelines.citations.ukrainian_attributes import STATE

_RUSSIAN = {  # Russian abbreviation, or words around «кодекс»: the Ukrainian abbreviation
    "ГПК": "ЦПК", "ГК": "ЦК", "УПК": "КПК", "УК": "КК", "КоБС": "КпШС", "КОБС": "КпШС", "КЗоТ": "КЗпП", "ХПК": "ГПК",
    "ХК": "ГК", "КоАП": "КУпАП", "КУоАП": "КУпАП", "НК": "ПК",
    "гражданск": "ЦК", "гражданск процессуальн": "ЦПК", "уголовн": "КК", "уголовн процессуальн": "КПК",
    "хозяйственн": "ГК", "хозяйственн процессуальн": "ГПК", "налогов": "ПК", "земельн": "ЗК", "жилищн": "ЖК",
    "семейн": "СК", "о браке и семье": "КпШС", "законов о труде": "КЗпП",
    "об административных правонарушениях": "КУпАП", "административного судопроизводства": "КАС",
}  # fmt: skip
_UNSURE = frozenset({"ВК", "ВКУ", "Конвенція", "ECHR", "Перший протокол", "Протокол № 1"})
_LATIN = dict(zip("АВЕІКМНОРСТХ", "ABEIKMHOPCTX", strict=True))
_POINTER = re.compile(
    r"(?:(?:цього|цьому|цим|цей|цієї|цією|цій)(?:\s+ж)?|(?:того|тому|тим|тієї|тій)\s+(?:ж(?:\s+сам\w+)?|сам\w+)|(?:вище)?(?:вказан|зазначен|назван|згадан|наведен)\w+|"
    r"даного|даному|даним|даної|этого|этому|этим|данного|указанного|названного)\s+\Z"
)
_REMEMBERED = 1 << 16
_SOVIET = datetime.date(1970, 1, 1)
_RUSSIAN_STATE = re.compile(r"\s+(?:Украины|УССР|Украинской)")
_SOVIET_STATE = re.compile(r"РСР|УССР|Украинской")
_HYPHENATED = re.compile(r"[Кк]римінально\s?-")
_BEFORE = re.compile(r"[\w'-]+")
_AFTER = re.compile(r"[\w']+")
_OFFENCES = re.compile(r"\s*про\s*АП(?!\w)")
_YEAR = re.compile(r"\s*\(?(?:в\s+редакції\s+)?(19\d\d)\s*(?:року|р\.)\)?")
STATE_AFTER = re.compile(rf"\s+(?:{STATE})(?!\w)")


def _adjective(word: str) -> str:
    return re.sub(r"(?:ий|ій|ого|ому|им|ім|ої|ою|о|ый|ой|ом)\Z", "", word)


@cache
def _codes() -> dict[str, tuple[tuple[tuple[str, ...], Law], ...]]:
    """Codes by the stems of the words before «кодекс», each with the words after it, longest first."""
    codes: dict[str, dict[tuple[tuple[str, ...], Law], None]] = {}
    for name, acts in table("uk").by_name.items():
        found = re.fullmatch(r"(.*?)\s*кодекс\w{0,2}\s*(.*)", name)
        if found and acts[0].kind in ("code", "constitution"):
            stems = " ".join(map(_adjective, found[1].split()))
            after = tuple(word for word in found[2].split() if word != "україни")
            codes.setdefault(stems, {}).update(dict.fromkeys((after, law) for law in acts))
    return {stems: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for stems, pairs in codes.items()}


def _spelled(abbreviation: str) -> str:
    return "".join(f"[{c}{_LATIN[c]}]" if c in _LATIN else re.escape(c) for c in abbreviation)


def _abbreviations() -> set[str]:
    plain = {a for a in table("uk").by_abbreviation if (" " not in a and a not in _UNSURE) or a in ("ВК", "ВКУ")}
    plain |= {a.upper() for a in plain if len(a) > 3} | {a for a in _RUSSIAN if a[0].isupper()}
    return plain | {f"{a}У" for a in plain if len(a) > 2 and not a.endswith("У")}


def abbreviation_beginnings() -> Iterator[Beginning]:
    """How the abbreviations begin, Latin look-alikes allowed."""
    for beginning in words(_abbreviations()):
        yield tuple("".join(sign + _LATIN.get(sign, "") for sign in signs) for signs in beginning)


@cache
def abbreviations() -> str:
    """Pattern of all abbreviations, Latin look-alikes allowed."""
    plain = _abbreviations()
    ordered = sorted(plain, key=lambda a: (a[0], -len(a), a))
    return "|".join(
        rf"{_spelled(first)}(?:{'|'.join(_spelled(a[1:]) for a in group)})"
        for first, group in groupby(ordered, key=lambda a: a[0])
    )


def pointer_start(shadow: str, start: int) -> int | None:
    """Where «цього», «вказаного» begins, if it stands before `start`."""
    window = max(0, start - 30)
    found = _POINTER.search(shadow[window:start])
    return window + found.start() if found else None


def one_of(acts: tuple[Law, ...], date: datetime.date | None) -> tuple[str | None, float]:
    """Id of the act in force on the day, and how sure that is."""
    law, confidence = in_force(acts, date)
    return (law.id if law else None), confidence


def _older(acts: tuple[Law, ...]) -> tuple[Law, ...]:
    """The oldest act of a name that has had several: the one of the Ukrainian SSR."""
    return (min(acts, key=Law.begins),)


@lru_cache(_REMEMBERED)
def _family(acts: tuple[Law, ...], date: datetime.date | None) -> tuple[Law, ...]:
    """Acts of a code's name, and of its abbreviation when the code was not yet there on the day."""
    if not date or any(law.begins() <= date.isoformat() for law in acts):
        return acts
    return tuple(dict.fromkeys(law for act in acts for a in act.abbreviations[:1]
                               for law in table("uk").by_abbreviation[a]))  # fmt: skip


def _consumed(words: list[str], tail: tuple[str, ...]) -> int | None:
    """How many words the tail of a code's name takes, «України» anywhere between them, or nothing."""
    at = 0
    for word in tail:
        at += words[at : at + 1] == ["україни"]
        if words[at : at + 1] != [word]:
            return None
        at += 1
    return at


@lru_cache(_REMEMBERED)
def _readings(written: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """How many of the words before «кодекс» do not belong to a code's name, and the stems of those that may."""
    rests = ((skipped, key(" ".join(written[skipped:])).split()) for skipped in range(len(written) + 1))
    read = ((skipped, " ".join(map(_adjective, rest))) for skipped, rest in rests)
    return tuple((skipped, stems) for skipped, stems in read if stems in _codes() or stems in _RUSSIAN)


@cache
def _acts_of_stems(stems: str) -> tuple[Law, ...]:
    """Acts of a code by the stems before «кодекс» alone."""
    if stems in _RUSSIAN:
        return table("uk").by_abbreviation[_RUSSIAN[stems]]
    return tuple(dict.fromkeys(law for _, law in _codes().get(stems, ()))) if stems else ()


def _named_code(stems: str, shadow: str, end: int) -> tuple[tuple[Law, ...], int]:
    """Acts of a code by the stems before «кодекс» and the words after it, and where its name ends."""
    found = _codes().get(stems, ())
    after = list(_AFTER.finditer(shadow, end, end + 100)) if any(tail for tail, _ in found) else []
    words = [plain(word[0]) for word in after]
    for tail, _ in found:
        used = _consumed(words, tail)
        if tail and used:
            return tuple(law for other, law in found if other == tail), after[used - 1].end()
    return _acts_of_stems(stems) if found or stems in _RUSSIAN else (), end


def code(shadow: str, match: re.Match[str], date: datetime.date | None) -> Mention | None:
    """The code whose word «кодекс» was met: by the words around it, else a pointer to one."""
    offset = max(0, match.start() - 70)
    before = list(_BEFORE.finditer(shadow, offset, match.start()))[-3:]
    for skipped, stems in _readings(tuple(word[0] for word in before)):
        acts, end = _named_code(stems, shadow, match.end())
        if acts:
            start = before[skipped].start() if skipped < len(before) else match.start()
            return _dated(shadow, start, end, _hyphenated(shadow[start:end], acts), date)
    return _russian_code(shadow, match, date) or pointer(shadow, match, "code")


def _hyphenated(name: str, acts: tuple[Law, ...]) -> tuple[Law, ...]:
    """«Кримінально-процесуальний» with a hyphen is always the code of 1960."""
    return _older(acts) if _HYPHENATED.match(name) else acts


def _russian_code(shadow: str, match: re.Match[str], date: datetime.date | None) -> Mention | None:
    found = re.compile(r"\s+((?:о|об|законов|административного)\s[\w ]{5,40}?)\s+(?:Украины|УССР)").match(
        shadow, match.end()
    )
    abbreviation = _RUSSIAN.get(key(found[1])) if found else None
    if not found or not abbreviation:
        return None
    return _dated(shadow, match.start(), found.end(), table("uk").by_abbreviation[abbreviation], date)


def _dated(shadow: str, start: int, end: int, acts: tuple[Law, ...], date: datetime.date | None) -> Mention:
    """A code by name or abbreviation, with its state and its year where they are part of the name."""
    state = STATE_AFTER.match(shadow, end)
    end = state.end() if state else end
    year = _YEAR.match(shadow, end)
    if _SOVIET_STATE.search(shadow, start, end) or (year and year[1] < "1991"):
        acts = _older(_family(acts, _SOVIET))
    law, confidence = one_of(_family(acts, date), date)
    return Mention(start, year.end() if year else end, law, "code", confidence, alone=bool(state) or end - start > 12)


@cache
def _acts_of_abbreviation(written: str) -> tuple[str, tuple[Law, ...]]:
    """The abbreviation in Cyrillic letters, and its acts; one with two readings has none."""
    for cyrillic, look in _LATIN.items():
        written = written.replace(look, cyrillic)
    known = table("uk").by_abbreviation
    upper = {a.upper(): acts for a, acts in known.items()}
    names = (written, _RUSSIAN.get(written, ""), written.removesuffix("У"))
    acts = next((found for name in names if (found := known.get(name) or upper.get(name))), ())
    return written, () if written in _UNSURE else acts


def abbreviated(shadow: str, match: re.Match[str], date: datetime.date | None) -> Mention:
    """The code of an abbreviation; before «Украины» a Russian one. One with two readings names nothing."""
    written, acts = _acts_of_abbreviation(match[0])
    if written in _RUSSIAN and _RUSSIAN_STATE.match(shadow, match.end(), match.end() + 20):
        return _dated(shadow, match.start(), match.end(), table("uk").by_abbreviation[_RUSSIAN[written]], date)
    if written == "КУ" and (named := _named_code("", shadow, match.end()))[0]:
        return _dated(shadow, match.start(), named[1], named[0], date)
    if written == "КУ" and (offences := _OFFENCES.match(shadow, match.end())):
        return _dated(shadow, match.start(), offences.end(), table("uk").by_abbreviation["КУпАП"], date)
    if not acts:
        return Mention(match.start(), match.end(), None, "code", 0.3, alone=False)
    found = _dated(shadow, match.start(), match.end(), acts, date)
    return found if written != "КУ" else Mention(found.start, found.end, acts[0].id, "code", 0.7, alone=False)


def pointer(shadow: str, match: re.Match[str], family: str) -> Mention | None:
    """«цього Кодексу», «Закону»: a law named elsewhere. A small letter alone is a common noun."""
    start = pointer_start(shadow, match.start())
    if start is None and not match[0][0].isupper():
        return None
    state = STATE_AFTER.match(shadow, match.end())
    end = state.end() if state else match.end()
    return Mention(match.start() if start is None else start, end, None, family, 0.3, pointer=True, alone=False)
