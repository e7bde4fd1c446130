"""Where sentences begin in legal Ukrainian and Dutch, and words.

Belongs here: what ends a sentence, and the abbreviations that do not. Which of the places is chosen belongs in
`packing`.
"""

from __future__ import annotations

import re

_BREAK = re.compile(r"(?:(?<=[.!?…;])|(?<=[.!?…;][»”\")\]]))\s+(?=[«„“\"(\[–—-]?\s?([^\W_])|\Z)")
"""Blanks after a full stop, or after a semicolon, which parts the clauses of legal enumerations."""

_ABBREVIATIONS = (
    "ст стст п пп ппп ч чч абз розд гл підп прим див пор напр ред зб іл табл мал рис арк см смт сел вул просп пров "
    "бульв буд кв корп під обл р-н рн ім гр гром рр тис млн млрд грн коп руб год хв сек км га кг шт екз ін проф акад "
    "доц канд докт інж адв суд нач зав заст ген полк майор кап лейт "
    "art artt jo juncto vgl bijv rov blz nr nrs sub resp zgn aant afd hfst par bijl stb stcrt stcr trb pb mr mrs dr "
    "drs ir ing prof mw dhr dd ca incl excl max min tel gem geb eur pag jr sr"
)
"""Abbreviations with which no sentence of a court ends; single letters (п., м., initials, each of o.a.) are too."""

_GOES_ON = re.compile(
    rf"(?:^|[\s(«„“\"\[/,.])(?:[^\W\d_]|{'|'.join(sorted(_ABBREVIATIONS.split()))})\.\Z|(?:^|\n)\s*[\dIVXІХ]+(?:[.-]\d+)*\.\Z",
    re.IGNORECASE,
)
"""An abbreviation before the stop, or a number that heads its line."""

_LOOK_BACK = 12
"""Letters before a stop that tell whether it goes on."""

_WORD = re.compile(r".*\s(?=\S)", re.DOTALL)


def last_sentence(text: str, start: int, end: int) -> int | None:
    """The last place in ``(start, end]`` where a sentence or a clause begins; None when there is none."""
    breaks = [found for found in _BREAK.finditer(text, start, end + 1) if start < found.end() <= end]
    return next((found.end() for found in reversed(breaks) if _is_end(text, found)), None)


def _is_end(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence ends before the blanks: no small letter follows, and no abbreviation goes before."""
    stop = found.start()
    if text[stop - 1] == ";":
        return True
    return not (found[1] or "").islower() and not _GOES_ON.search(text, max(0, stop - _LOOK_BACK), stop)


def last_word(text: str, start: int, end: int) -> int | None:
    """The last place in ``(start, end]`` where a word begins; None when there is none."""
    found = _WORD.match(text, start, end + 1)
    return found.end() if found and found.end() > start else None
