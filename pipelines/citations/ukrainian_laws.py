"""Laws named in Ukrainian and Russian texts: codes, abbreviations, «Закон № …», treaties, Cabinet acts.

What belongs here: where a name begins and ends, and which act it is. Still to come: instructions and orders
of ministries, whose portal ids cannot be derived from their numbers.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pipelines.citations import laws
from pipelines.citations.laws import Law, key, table
from pipelines.citations.mention import Mention

_STATE = r"України|УРСР|Української\s+РСР|СРСР|Украины|УССР|Украинской\s+ССР"
_RUSSIAN = {  # Russian abbreviation or adjective of a code: the Ukrainian abbreviation
    "ГПК": "ЦПК", "ГК": "ЦК", "УПК": "КПК", "УК": "КК", "КоБС": "КпШС", "КОБС": "КпШС", "КЗоТ": "КЗпП", "ХПК": "ГПК",
    "ХК": "ГК", "КоАП": "КУпАП", "КУоАП": "КУпАП", "НК": "ПК",
    "гражданск": "ЦК", "гражданск процессуальн": "ЦПК", "уголовн": "КК", "уголовн процессуальн": "КПК",
    "хозяйственн": "ГК", "хозяйственн процессуальн": "ГПК", "налогов": "ПК", "земельн": "ЗК", "жилищн": "ЖК",
    "семейн": "СК", "о браке и семье": "КпШС", "законов о труде": "КЗпП",
    "об административных правонарушениях": "КУпАП", "административного судопроизводства": "КАС",
}  # fmt: skip
_AMBIGUOUS = {"ВК", "ВКУ", "КУ", "Конвенція", "ECHR", "Перший протокол", "Протокол № 1"}
_MONTHS = ("січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
           "листопада", "грудня")  # fmt: skip
_LATIN = dict(zip("АВЕІКМНОРСТХ", "ABEIKMHOPCTX", strict=True))
_DEMONSTRATIVE = (
    r"(?:цього|цьому|цим|цей|цієї|цією|цій|того\s+ж|тієї\s+ж|(?:вище)?(?:вказан|зазначен|назван|згадан|наведен)\w+|дан(?:ого|ому|им|ої|ою)|"
    r"этого|этому|этим|данного|указанного|названного)\s+"
)


@dataclass(frozen=True, slots=True)
class _Attributes:
    """What follows the word «Закон» or «постанова»: all parts optional, in any order."""

    end: int
    state: bool = False
    date: str | None = None
    number: str | None = None
    title: tuple[Law, ...] | None = None
    quoted: bool = False


@cache
def _adjective(word: str) -> str:
    return re.sub(r"(?:ий|ій|ого|ому|им|ім|а|ої|ою|о|ый|ой|ом)$", "", word)


@cache
def _codes() -> dict[str, tuple[tuple[tuple[str, ...], Law], ...]]:
    """Codes by the stems of the words before «кодекс», each with the words after it."""
    codes: dict[str, dict[tuple[tuple[str, ...], Law], None]] = {}
    for name, found in table("uk").by_name.items():
        before, mark, after = name.partition("кодекс")
        if not mark or found[0].kind not in ("code", "constitution"):
            continue
        words = [word for word in after.split() if word != "україни"]
        words = words[1:] if words and len(words[0]) <= 2 and after[:1] != " " else words
        stems = " ".join(_adjective(word) for word in before.split())
        for law in found:
            codes.setdefault(stems, {})[(tuple(words), law)] = None
    return {stems: tuple(sorted(pairs, key=lambda p: -len(p[0]))) for stems, pairs in codes.items()}


@cache
def _trigger() -> re.Pattern[str]:
    plain = {a for a in table("uk").by_abbreviation if " " not in a and a not in _AMBIGUOUS}
    plain |= {a.upper() for a in plain if len(a) > 3} | {a for a in _RUSSIAN if a[1:2].isupper() or a[-1:].isupper()}
    spelled = "|".join(
        "".join(f"[{c}{_LATIN[c]}]" if c in _LATIN else re.escape(c) for c in a)
        for a in sorted(plain | {"ВКУ", "ВК", "КУ"}, key=lambda a: (-len(a), a))
    )
    return re.compile(
        r"[А-ЯІЄЇҐкзпурABEIKMHOPCTX](?<!\w.)(?:"
        r"(?<=[Кк])(?P<code>одекс(?:у|ом|і|и|ів|е|а)?)(?!\w)"
        r"|(?<=[Зз])(?P<law>акон(?:оу|у|ом|і|ами|ам|ах|и|ів|е|а)?)(?!\w)|(?<=З)(?P<zu>У)(?!\w)"
        r"|(?<=[К])(?P<constitution>онститу(?:ці(?:я|ї|ю|єю)|ци(?:я|и|ю|ей)))(?!\w)"
        r"|(?<=О)(?P<basic>сновн(?:ий|ого|ому|им|ім)\s+[Зз]акон\w{0,2})(?!\w)"
        r"|(?<=[Кк])(?P<convention>онвенц(?:ії|ія|ію|ією|ии|ия|ию|ией))(?!\w)"
        r"|(?<=[Пп])(?P<protocol>ерш(?:ого|ому|им|ий)\s+протокол\w{0,2}|ротокол\w{0,2}(?:\s+№\s?1)?\s+до\s+(?=[Кк]онвенції))"
        r"|(?<=[Пп])(?P<covenant>акт(?:у|ом|і|а)?)(?=\s+про\s+(?:громад|економ))"
        r"|(?<=[Пп])(?P<traffic>равил(?:а|ам|ами|ах)?\s+дорожнього\s+руху)"
        r"|(?<=[ПпРр])(?P<cabinet>(?:останов(?:а|и|і|у|ою)|озпорядженн(?:я|ю|ям|і))\s+"
        r"(?:Кабінету\s+Міністрів(?:\s+України)?|КМУ?(?:\s+України)?|Уряду(?:\s+України)?))"
        r"|(?<=[Пп])(?P<parliament>останов(?:а|и|і|у|ою)\s+Верховної\s+Ради(?:\s+України)?)"
        r"|(?<=[Уу])(?P<decree>каз(?:у|ом|і)?\s+Президента(?:\s+України)?)"
        rf"|(?<=(?P<abbreviation>.))(?<!\w.)(?=.)(?P<rest>(?<=(?=(?:{spelled})(?!\w)).))"
        r")"
    )


_DATE = (
    rf"від\s+(?P<date>\d{{1,2}}\.\d{{1,2}}\.\d{{2,4}}|\d{{1,2}}\s+(?:{'|'.join(_MONTHS)})\s+\d{{4}})"
    r"\s?(?:р(?:оку|\.)|р(?!\w)|г\.)?"
)
_NUMBER = (
    r"(?:за\s+)?(?:№|N|No)\.?\s*(?P<number>\d{1,5}(?:/\d{2,4})?(?:\s?-\s?(?:[IVXІХ]{1,5}|ВР|BP|вр|р))?)(?![\w/])(?!-\w)"
)


@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(rf"\s*,?\s*(?:(?P<state>{_STATE})(?!\w)|{_DATE}|{_NUMBER}|(?P<title>\"?(?=(?:[Пп]ро|О|Об)\s)))")


def day(written: str) -> str:
    """A day as written («21.12.00», «9 липня 2003») as YYYY-MM-DD; two digits from 30 on are of the last century."""
    parts = re.split(r"[.\s]+", written)
    month = parts[1] if parts[1].isdigit() else str(_MONTHS.index(parts[1]) + 1)
    year = parts[2] if len(parts[2]) == 4 else ("19" if parts[2] >= "30" else "20") + parts[2][-2:].zfill(2)
    return f"{year}-{int(month):02}-{int(parts[0]):02}"


def _title(shadow: str, start: int, quoted: bool) -> tuple[int, tuple[Law, ...]]:
    """End and acts of the title that begins here; a quoted title must be known whole, to its closing quote."""
    words = list(re.finditer(r"[\w']+", shadow[start : start + 900]))
    count, found = table("uk").longest([key(word[0]) for word in words])
    end = start + words[count - 1].end() if count else start
    if not quoted:
        return end, found
    closing = re.compile(r'[\s.,]*"{1,2}').match(shadow, end)
    if count and closing:
        return closing.end(), found
    close = shadow.find('"', start + 1, start + 400)
    return (close + 1 if close > 0 else start), ()


def _attributes(shadow: str, end: int) -> _Attributes:
    seen = _Attributes(end)
    while (match := _attribute().match(shadow, seen.end)) is not None:
        kind = match.lastgroup
        changes: dict[str, object] = {"end": match.end()}
        if kind == "state" and not seen.state:
            changes["state"] = True
        elif kind == "date" and seen.date is None:
            changes["date"] = day(match["date"])
        elif kind == "number" and seen.number is None:
            changes["number"] = match["number"]
        elif kind == "title" and seen.title is None:
            quoted = match["title"] == '"'
            stop, found = _title(shadow, match.end(), quoted)
            if stop == match.end():
                break
            changes |= {"end": stop, "title": found, "quoted": quoted}
        else:
            break
        seen = _Attributes(**{name: changes.get(name, getattr(seen, name)) for name in _Attributes.__slots__})  # type: ignore[arg-type]
    return seen
