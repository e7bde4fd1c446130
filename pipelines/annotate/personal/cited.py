"""Names that only a cited work bears: its authors, editors, translators and annotators.

What belongs here: how courts cite literature, in Ukrainian and Russian, and in Dutch. What does not: any other thing
that bears a name (names_uk, names_nl). Who has published stands on the title page; he is nobody in the case, and
without him the citation leads nowhere. So such a name is no find, under any policy.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.annotate.personal.context_words import led
from pipelines.annotate.personal.identity import LOOKALIKES

REACH = 120
"""Characters before a name in which an editor's word may open the list that the name is in."""

TITLE = 160
"""Characters behind a name in which the title of a work shows that it is one."""

UPPER = "A-ZÀ-ÞА-ЯІЇЄҐЁ"
JOINTS = "та|і|й|и|en|проф|акад|доц|засл|юриста|д|к|ю|н|prof|mr|dr"
LIST = rf"(?:(?>(?:[{UPPER}][\w'’ʼ-]*\.?|(?i:{JOINTS})\b\.?)[ \u00a0\n,-]{{0,2}})){{0,14}}"
"""Names and titles, with what stands between them."""

LISTED = re.compile(r"(?:[,:] ?(?:19|20)\d\d(?:\. [–-]? ?[СсCc]\. [\d–-]+\.?)?|№ \d+\. [СC]\. [\d–-]+);[ \n]$")
"""Ends of texts behind which the next work of a list begins: «Одеса, 2014; »."""

OPENS = re.compile(rf"[ \u00a0\n]?[(,.:]?[ \u00a0\n]?(?:[{UPPER}«'‘\"(/–-]|та\b|і\b|й\b|и\b|en\b)")
PAPER = re.compile(rf"[ \u00a0]?[«'‘“\"]|, [{UPPER}][\w-]+ [\w-]+[ ,]")
"""What may stand behind an author: co-authors or a title; a title at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Citing:
    """How works are cited in a language.

    What tells of an author holds a stem of kind `cited` (anchor_words_*.txt), by which names to be asked are found.

    edited: ends of texts behind which somebody is an editor, a translator or an annotator; marks: what every such text
    has in it, as a scanner may read it; leads: its last token; signs: beginnings of what only stands in or behind the
    title of a work, in small letters; work: what follows its author; paper: ends of texts behind which an author stands
    before a title; alike: letters that a scanner puts for others.
    """

    edited: re.Pattern[str]
    marks: re.Pattern[str]
    leads: re.Pattern[str]
    signs: tuple[str, ...]
    work: re.Pattern[str]
    paper: re.Pattern[str]
    alike: Mapping[int, int]


CO_AUTHORS = rf"[ \u00a0\n]?[(,.:]?[ \u00a0\n]?{LIST}(?i:та [іi]н\.|и др\.|e\.a\.|et al\.)?[.,:]?[ \u00a0\n]?"
PUBLISHED = re.compile(rf"{CO_AUTHORS}[–-][ \n]?(?:К|М|Х|Л|СПб|(?i:Київ|Харків|Львів|Одеса|Москва))\.? ?:")
"""What follows the author: co-authors, and where the work was published, «– К.: Право»."""


def _work(sign: str) -> re.Pattern[str]:
    return re.compile(rf"{CO_AUTHORS}(?:[–/-] ?)?(?=[{UPPER}«'‘\"])[^\0;]{{0,120}}?(?i:{sign})")


def _marks(marks: str, alike: Mapping[int, int]) -> re.Pattern[str]:
    """Any of `marks`, an alternation, in either case and with what a scanner puts for its letters."""

    def spelled(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        signs = [chr(written) for written, read in alike.items() if chr(read).lower() == found[2]]
        return f"[{''.join(sorted({found[2], found[2].upper(), *signs}))}]"

    return re.compile(led(re.sub(r"(\\.)|([^\W\d_])", spelled, marks)))


@cache
def ukrainian() -> Citing:
    """Works cited in Ukrainian and Russian."""
    editors = (
        r"за(?: заг(?:альною|\.))? ?ред(?:акцією|\.)|(?:під|под) (?:общ(?:ей|\.) )?ред(?:акцією|акцией|\.)|"
        r"редкол\.? ?:|укладач\w{0,2}|уклад\.|упоряд\.|пер(?:еклад|\.)\s(?:з|с) \w+\.?|автор\w{0,2} ?[–:-]"
    )
    return Citing(
        re.compile(rf"\b(?i:{editors})[ \u00a0\n]{{0,2}}{LIST}$"),
        _marks(r"ред(?:акц|кол|\.)|уклад|упоряд\.|пер(?:еклад|\.)|автор", LOOKALIKES),
        re.compile(
            rf"[{UPPER}].*,|(?i:{JOINTS})\.?|"
            r"(?i:.*(?:ред\.|редакці?[єе][юй]|:|[–-]|уклад\w*\.?|упоряд\.|ської|ского|англ\.|нім\.|рос\.))"
        ),
        (
            "//",
            "підручник",
            "посіб",
            "монографі",
            "науково-практ",
            "дис.",
            "дисерт",
            "автореф",
            "енциклопеді",
            "учебник",
            "пособие",
            "комментари",
        ),
        _work(
            r"(?<!:)//|підручник|посібник|навч\.\s?посіб|монографі|науково-практичн|\bдис\b\.?|дисертаці|автореф|енциклопеді|"
            r"учебник|пособие|комментари[йя] к"
        ),
        re.compile(r"\b(?i:статт[яіюе]\w?|наукова праця)[ \u00a0\n]$"),
        LOOKALIKES,
    )


@cache
def dutch() -> Citing:
    """Works cited in Dutch."""
    return Citing(
        re.compile(
            r"\b(?i:onder redactie van|red\.:?|annotatie van|m\.? ?nt\.?|noot(?: van)?)" rf"[ \u00a0\n]{{0,2}}{LIST}$"
        ),
        _marks(r"redactie van|\bred\.|annotatie van|\bm\.? ?nt|\bnoot", {}),
        re.compile(rf"[{UPPER}].*,|(?i:{JOINTS})\.?|(?i:.*(?:van|red\.:?|nt\.?|noot))"),
        ("diss", "kluwer", "deventer", "druk", "boom jur", "wpnr", "njb", "zutphen", "//"),
        _work(
            r"\bdiss\b|kluwer|(?:deventer|zutphen) ?(?::|(?:19|20)\d\d)|"
            r"(?:\d+e|eerste|tweede|derde|vierde|vijfde|herziene) druk|boom jur|wpnr|\bnjb\b|(?<!:)//"
        ),
        re.compile(r"\b(?i:zie|ook|vgl\.?|aldus|onder meer)[ \u00a0\n]$"),
        {},
    )


def is_author(text: str, start: int, end: int, citing: Citing) -> bool:
    """Whether text[start:end] names somebody only for what he has published."""
    return _is_titled(text, end, citing) or _is_announced(text, start, end, citing)


def _is_titled(text: str, end: int, citing: Citing) -> bool:
    """Whether a title follows, at once or behind co-authors; the dear question comes last."""
    if not OPENS.match(text, end):
        return False
    behind = text[end : end + TITLE].lower()
    if any(map(behind.__contains__, citing.signs)) and citing.work.match(text, end, end + TITLE):
        return True
    return ":" in behind and PUBLISHED.match(text, end, end + TITLE) is not None


def _is_announced(text: str, start: int, end: int, citing: Citing) -> bool:
    """Whether the words before say that somebody edited or wrote what is cited."""
    before = text[max(0, start - REACH) : start]
    last = (before.rsplit(None, 1) or ("",))[-1]
    if last.endswith(";") and LISTED.search(before):
        return True
    if _leads(last, citing) and citing.marks.search(before) and citing.edited.search(before.translate(citing.alike)):
        return True
    return PAPER.match(text, end) is not None and citing.paper.search(before) is not None


@lru_cache(1 << 16)
def _leads(token: str, citing: Citing) -> bool:
    return citing.leads.fullmatch(token.translate(citing.alike)) is not None
