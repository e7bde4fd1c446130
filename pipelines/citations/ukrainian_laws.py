"""Laws named in Ukrainian and Russian texts: «Закон № …», treaties, acts of Cabinet, President and plenums.

What belongs here: the pattern of all names, and acts other than codes (`ukrainian_codes`). Still to come:
instructions and orders of ministries, whose portal ids cannot be derived from their numbers.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from pipelines.citations.anchors import Beginning, matches
from pipelines.citations.laws import by_number, table
from pipelines.citations.mention import Mention
from pipelines.citations.ukrainian_attributes import STATE, Attributes, attributes, title
from pipelines.citations.ukrainian_codes import (
    STATE_AFTER,
    abbreviated,
    abbreviation_beginnings,
    abbreviations,
    code,
    one_of,
    pointer,
    pointer_start,
)

_CONVENTION, _PROTOCOL, _TRAFFIC, _DECLARATION = "995_004", "994_535", "1306-2001-п", "995_015"
_RIGHTS = re.compile(r"\s+(?:про\s+захист\s+прав\s+людини(?:\s+(?:і|та|й)\s+основ\w+\s+свобод\w*)?|з\s+прав\s+людини)")
_APPROVED = re.compile(rf"(?:\s+(?:{STATE}))?[\s,(]*(?:(?:що|які)\s+)?затверджен\w*\s+(?=[Пп]останов)")
_PLENUMS = {"верховн": "700", "вищого спец": "740", "вищого госп": "600", "вищого адмін": "760"}
"""Courts by how their names begin, with the numbers under which the portal keeps what they issued."""

_LAST_PLENUM = "2017-12-15"
"""The day on which the Supreme Court took the place of these courts (law 1402-VIII)."""

_OF_CIVIL_COURT = re.compile(r"(?:\s+України)?(?:\s+з\s+розгляду\s+цивільних\s+і\s+кримінальних\s+справ)?(?!\s+СРСР)")
_FURTHER = re.compile(r'\s*(?:,|та|і|й|и)\s*"(?=[Пп]ро\s)')


@cache
def _name() -> re.Pattern[str]:
    return re.compile(
        r"(?<![^\W\d])(?:"
        r"[Кк](?P<code>одекс(?:у|ом|і|и|ів|е|а)?|ОДЕКС(?:У|ОМ|І))"
        r"|[Зз](?P<statute>акон(?:оу|у|ом|і|ами|ам|ах|и|ів|е|а)?|АКОН(?:У|ОМ|І|ІВ))"
        r"|З(?P<short>У|\.\s?У\.(?=\s*(?:України\s*)?(?:[\"']|№|від\s|[Пп]ро\s)))"
        r"|К(?P<constitution>онститу(?:ці(?:я|ї|ю|єю)|ци(?:я|и|ю|ей)))"
        r"|О(?P<basic>сновн(?:ий|ого|ому|им)\s+[Зз]акон\w{0,2})"
        r"|[Кк](?P<convention>онвенц(?:ії|ія|ію|ією|ии|ия|ию|ией))"
        r"|[Пп](?P<protocol>ерш(?:ого|ому|им|ий)\s+протокол\w{0,2}(?:\s+до\s+[Кк]онвенції)?"
        r"|ротокол\w{0,2}(?:\s+№\s?1)?\s+до\s+[Кк]онвенції)"
        r"|[Пп](?P<covenant>акт(?:у|ом|і|а)?)"
        r"|[Пп](?P<traffic>равил(?:а|ам|ами|ах)?\s+дорожнього\s+руху)"
        r"|[ПпРр](?P<cabinet>(?:останов(?:а|и|і|у|ою)|озпорядженн(?:я|ю|ям|і))\s+"
        r"(?:Кабінету\s+Міністрів|КМУ?|Уряду))"
        r"|Д(?P<state_decree>екрет(?:у|ом|і|а)?\s+(?:Кабінету\s+Міністрів|КМУ?))"
        r"|[Пп](?P<plenum>(?:останов(?:а|и|і|у|ою)\s+[Пп]ленум|ленум)[уаі]?\s+"
        r"(?P<court>(?i:Верховного\s+Суду|Вищого\s+(?:спеціалізованого|господарського|адміністративного)\s+суду)))"
        r"|[Дд](?P<declaration>екларац(?:ія|ії|ію|ією)\s+прав\s+людини)"
        r"|[Пп](?P<parliament>останов(?:а|и|і|у|ою)\s+Верховної\s+Ради)"
        r"|[Уу](?P<decree>каз(?:у|ом|і)?\s+Президента)"
        rf"|(?P<abbreviation>{abbreviations()})"
        r")(?!\w)"
    )


@cache
def beginnings() -> tuple[Beginning, ...]:
    """How the names begin."""
    fixed = (
        ("Кк", "оО", "дД", "еЕ"), ("Зз", "аА", "кК", "оО"), ("З", "У."), ("К", "о", "н", "с"), ("О", "с", "н", "о"),
        ("Кк", "о", "н", "в"), ("Пп", "е", "р", "ш"), ("Пп", "р", "о", "т", "о", "к"), ("Пп", "а", "к", "т"),
        ("Пп", "р", "а", "в", "и", "л"), ("Пп", "о", "с", "т", "а", "н"), ("Рр", "о", "з", "п", "о", "р"),
        ("Уу", "к", "а", "з"), ("Дд", "е", "к", "рл", "еа"), ("Пп", "л", "е", "н", "у"),
    )  # fmt: skip
    return (*fixed, *abbreviation_beginnings())


def _statute(seen: Attributes, date: datetime.date | None) -> tuple[str | None, float]:
    """The act by its number, by its title, or by both when they agree."""
    numbered = by_number(seen.number, seen.date, date) if seen.number else None
    titled, confidence = one_of(seen.acts, date) if seen.acts else (None, 0.3)
    if numbered and any(law.id == numbered for law in seen.acts):
        return numbered, 1.0
    if numbered and (not titled or numbered in table("uk").by_id):
        return numbered, 0.9
    return titled, confidence if seen.quoted or not titled else min(confidence, 0.75)


def _laws(shadow: str, match: re.Match[str], date: datetime.date | None) -> Iterator[Mention]:
    """«Закон …», and in «Закони України «А», «Б»» each further title."""
    seen = attributes(shadow, match.end())
    if not seen.any:
        back = pointer(shadow, match, "law")
        yield from (back,) if back else ()
        return
    law, confidence = _statute(seen, date)
    yield Mention(match.start(), seen.end, law, "law", confidence)
    end = seen.end
    while seen.quoted and (more := _FURTHER.match(shadow, end)) is not None:
        end, acts = title(shadow, more.end(), '"')
        if end <= more.end():
            return
        law, confidence = one_of(acts, date) if acts else (None, 0.3)
        yield Mention(more.end() - 1, end, law, "law", confidence)


def _treaty(shadow: str, match: re.Match[str]) -> Mention | None:
    """«Конвенція» alone is the European one on human rights; another is known only by its title."""
    pointed = pointer_start(shadow, match.start())
    adjective = re.search(
        r"([А-ЯІЄЇ][\w-]+ої|[А-ЯІЄЇ][\w-]+(?:а|у|ою))\s+\Z", shadow[max(0, match.start() - 40) : match.start()]
    )
    titled = re.compile(r"\s+(?=(?:про|ООН|Ради|Організації|з\s+прав|щодо|между|о\s))").match(shadow, match.end())
    start = pointed if pointed is not None else match.start()
    european = adjective is not None and adjective[1].startswith("Європейськ")
    if adjective and european:
        start -= len(adjective[0])
    if titled:
        end, acts = title(shadow, match.start(), "")
        if acts and end > match.end():
            return Mention(start, end, acts[0].id, "treaty", 0.95)
        rights = _RIGHTS.match(shadow, match.end())
        if rights:
            return Mention(start, rights.end(), _CONVENTION, "treaty", 0.95)
        return Mention(start, match.end(), None, "treaty", 0.3)
    if adjective and not european:
        return Mention(start, match.end(), None, "treaty", 0.3, alone=False)
    if not match[0][0].isupper() and not european:
        return None
    return Mention(start, match.end(), _CONVENTION, "treaty", 0.8, alone=False)


def _government(shadow: str, match: re.Match[str]) -> Mention | None:
    """Cabinet acts: «№ N» of year Y is N-Y-п (-р for orders), two digits of the year before 2000; none without both."""
    seen = attributes(shadow, match.end())
    if not seen.any:
        return None
    law = None
    if seen.number and seen.date and re.fullmatch(r"\d+(?:\s?-\s?р)?", seen.number):
        year = seen.date[:4] if seen.date >= "2000" else seen.date[2:4]
        law = f"{seen.number.partition('-')[0].strip()}-{year}-{'р' if match[0][0] in 'Рр' else 'п'}"
    elif seen.quoted and seen.acts:
        law = seen.acts[0].id
    return Mention(match.start(), seen.end, law, "act", 0.95 if law else 0.3)


def _decree(shadow: str, match: re.Match[str]) -> Mention | None:
    seen = attributes(shadow, match.end())
    if not seen.number:
        return None
    return Mention(match.start(), seen.end, seen.number if "/" in seen.number else None, "act", 0.9)


def _state_decree(shadow: str, match: re.Match[str]) -> Mention | None:
    """Decrees of the Cabinet of 1992 and 1993, which had the force of laws: their number is their id."""
    seen = attributes(shadow, match.end())
    known = seen.number or (seen.acts[0].id if seen.acts else "")
    return Mention(match.start(), seen.end, known or None, "act", 0.9 if known else 0.3) if seen.any else None


def _plenum(shadow: str, match: re.Match[str]) -> Mention | None:
    """Guidance of a plenum: № 14 of the Supreme Court's in 2009 is v0014700-09; none without day and number."""
    named = _OF_CIVIL_COURT.match(shadow, match.end())
    seen = attributes(shadow, named.end()) if named else None
    if not seen or not seen.number or not seen.number.isdigit() or not seen.date or seen.date >= _LAST_PLENUM:
        return None
    issuer = next(its for court, its in _PLENUMS.items() if match["court"].lower().startswith(court))
    return Mention(match.start(), seen.end, f"v{seen.number:0>4}{issuer}-{seen.date[2:4]}", "act", 0.9)


def _declaration(shadow: str, match: re.Match[str]) -> Mention:
    """The declaration of 1948, whose name begins with «Загальна»."""
    window = max(0, match.start() - 20)
    before = re.search(r"[Зз]агальн\w+\s+\Z", shadow[window : match.start()])
    return Mention(window + before.start() if before else match.start(), match.end(), _DECLARATION, "treaty", 0.95)


def _fixed(shadow: str, match: re.Match[str], law: str, family: str) -> Mention:
    """A law of one name; «України» after it belongs to the name."""
    state = STATE_AFTER.match(shadow, match.end())
    start = pointer_start(shadow, match.start())
    return Mention(match.start() if start is None else start, state.end() if state else match.end(), law, family, 0.98)


def _traffic(shadow: str, match: re.Match[str]) -> Mention:
    """The traffic rules, with the act that approved them when it is told."""
    rules = _fixed(shadow, match, _TRAFFIC, "act")
    told = _APPROVED.match(shadow, match.end())
    approving = _name().match(shadow, told.end()) if told else None
    act = _government(shadow, approving) if approving and approving.lastgroup == "cabinet" else None
    return replace(rules, end=act.end) if act and act.law == _TRAFFIC else rules


def _covenant(shadow: str, match: re.Match[str]) -> Mention | None:
    """The two covenants of 1966, whose titles are translated in several ways."""
    found = re.compile(r"\s+про\s+(громад\w+|економічн\w+)[\w,\s]{0,40}?\s+права").match(shadow, match.end())
    before = re.search(r"[Мм]іжнародн\w+\s+\Z", shadow[max(0, match.start() - 20) : match.start()])
    if not found:
        return None
    start = match.start() - (len(before[0]) if before else 0)
    return Mention(start, found.end(), "995_043" if found[1].startswith("гром") else "995_042", "treaty", 0.95)


def _read(shadow: str, match: re.Match[str], date: datetime.date | None) -> Iterator[Mention | None]:
    kind = match.lastgroup
    if kind in ("statute", "short"):
        yield from _laws(shadow, match, date)
    elif kind == "code":
        yield code(shadow, match, date)
    elif kind == "abbreviation":
        yield abbreviated(shadow, match, date)
    elif kind in ("constitution", "basic"):
        yield _fixed(shadow, match, "254к/96-вр", "constitution")
    elif kind == "protocol":
        yield _fixed(shadow, match, _PROTOCOL, "treaty")
    elif kind == "traffic":
        yield _traffic(shadow, match)
    elif kind == "convention":
        yield _treaty(shadow, match)
    elif kind == "covenant":
        yield _covenant(shadow, match)
    elif kind == "declaration":
        yield _declaration(shadow, match)
    elif kind == "decree":
        yield _decree(shadow, match)
    elif kind == "state_decree":
        yield _state_decree(shadow, match)
    elif kind == "plenum":
        yield _plenum(shadow, match)
    elif kind == "cabinet":
        yield _government(shadow, match)
    else:
        yield from _laws(shadow, match, date)


def mentions(shadow: str, starts: Iterable[int], date: datetime.date | None) -> list[Mention]:
    """All laws named in a text, in order, none within another; the day tells acts of one name apart.

    `starts` are where a name may begin.
    """
    found: list[Mention] = []
    for match in matches(_name(), shadow, starts):
        if found and match.start() < found[-1].end:
            continue
        found.extend(mention for mention in _read(shadow, match, date) if mention is not None)
    return found
