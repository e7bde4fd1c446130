"""Texts that must not enter the corpus, whatever they came as.

What belongs here: signs that a body is no document at all, damaged beyond proof, or another document's. Not here:
poor quality, which is a signal and a policy (annotate, select); what code pages do to letters (mojibake). Each gate
names its reason, so that it can be counted, and none goes by length alone: «04.01.22» is a decision, its letterhead
is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipelines.text.letterhead import is_letterhead
from pipelines.text.mojibake import WRONG_READINGS, census, is_mojibake, misread
from pipelines.text.server_page import is_server_page
from pipelines.text.unreadable import Unreadable

REFETCH = frozenset((
    "overload_page", "server_page", "empty", "truncated_rtf", "malformed_rtf", "mojibake", "undecodable", "binary",
    "malformed_xml", "another_document",
))  # fmt: skip
"""Reasons that a second look at the publisher may cure: the file came broken, cut, mixed up, or not at all."""

OVERLOAD_PHRASES = (
    "Єдиний державний реєстр судових рішень",
    "Перегляд сторінки недоступний",
    "Сервер перевантажений запитами",
)
"""What the register of court decisions answers under load, with status 200; it once poisoned millions of texts."""
OPENING = 2_000
"""Code points in which the overload page shows its phrases; a decision that quotes them does so later."""
UKRAINIAN_PAGES = ("utf-8", "cp1251", "koi8-u")
QUOTED_SHARE = 0.08
"""Two of the phrases are a page when they are more of its letters than of any decision that quotes them."""
WHOLE_SHARE = 0.6
"""One phrase, or the beginning of one, is a page cut short when hardly anything else is there."""
SHORTEST_CUT = 8
MOST_CONTROLS = 0.01
"""Share of control characters from which bytes are no text; the NULs that end the register's files count for none."""

LOST = re.compile("[\ufffd?\u0080-\u009f]")
"""What stands, or nothing does, where a code page has no letter for a byte."""
RTF_PIECE = re.compile(r"\\'[0-9a-f]{2}|\\(?:pard|par|plain|fs\d+|lang\d+|fonttbl|colortbl)\b")
FEWEST_PIECES = 3
META_REACH = 4_096
TITLE = re.compile(rb"<title>([^<]{1,100})</title>", re.IGNORECASE)
CASE_NUMBER = re.compile(r"[\w-]*\d[\w-]*(?:/[\w-]+)+")


def check(text: str) -> None:
    """Pass a text, or raise Unreadable.

    Its reason is ``overload_page``, ``server_page``, ``binary``, ``empty``, ``malformed_rtf`` or ``mojibake``.
    """
    if _is_overload(text, _phrases()):
        raise Unreadable("overload_page", "This is the register's overload page, not a decision; fetch it again later.")
    found = census(text)
    if found.controls > MOST_CONTROLS * len(text):
        raise Unreadable("binary", "Too many control characters for a text; look at the file at its source.")
    if not found.word_characters:
        raise Unreadable("empty", "The file holds no letter and no digit; fetch it again later.")
    if is_mojibake(found):
        _refuse_mojibake(text)
    if is_server_page(text, found.letters):
        raise Unreadable("server_page", "This is what a server says in place of a document; fetch it again later.")
    if is_letterhead(text):
        raise Unreadable("empty", "The file holds a letterhead and no decision; fetch it again later.")
    if "\\" in text and len(RTF_PIECE.findall(text[:META_REACH])) >= FEWEST_PIECES:
        raise Unreadable("malformed_rtf", "Commands of RTF stand in the text, whose opening is lost; fetch it again.")


def belongs(body: bytes, text: str, case_numbers: Sequence[str]) -> bool | None:
    """Whether a page of the register is the text of the case its row names; None when the page does not say.

    The page's own title is its case number. It contradicts the row only when it is another number and the row's
    number stands nowhere in the text: joined cases and numbers typed otherwise are no mistake.
    """
    found = TITLE.search(body, 0, META_REACH)
    stated = _squeezed(found[1].decode("cp1251", "replace")) if found else ""
    wanted = [squeezed for number in case_numbers if (squeezed := _squeezed(number))]
    if not CASE_NUMBER.fullmatch(stated) or not wanted:
        return None
    if stated in wanted:
        return True
    written = _squeezed(text)
    return None if any(number in written for number in wanted) else False


def _squeezed(text: str) -> str:
    """Without blanks, case, and signs that clerks type in many ways; look-alikes as Latin letters."""
    return re.sub(r"[\s№N\"'«»]", "", text).casefold().translate(str.maketrans("асеіорхукмт–—\\", "aceiopxykmt--/"))


def _refuse_mojibake(text: str) -> None:
    """Refuse by the right name: an overload page in any wrong code page is one still."""
    if _is_overload(LOST.sub("", text), _misread_phrases()):
        raise Unreadable("overload_page", "This is the register's overload page, misread; fetch it again later.")
    raise Unreadable("mojibake", "The letters were read in a wrong code page, and the way back is not certain.")


@cache
def _phrases() -> tuple[tuple[str, ...], ...]:
    return tuple((_folded(phrase),) for phrase in OVERLOAD_PHRASES)


@cache
def _misread_phrases() -> tuple[tuple[str, ...], ...]:
    """Each phrase as it is and as each wrong reading shows it, without what a reading may lose."""
    readings = ((), *(reading for reading in WRONG_READINGS if reading[0] in UKRAINIAN_PAGES))
    return tuple(
        tuple(_folded(LOST.sub("", misread(phrase, reading))) for reading in readings) for phrase in OVERLOAD_PHRASES
    )


def _is_overload(text: str, phrases: Sequence[Sequence[str]]) -> bool:
    """Whether the phrases, each folded and in all its forms, are what the page is about: two of them, or one alone."""
    opening = _folded(text[:OPENING])
    seen = [form for forms in phrases for form in forms if form[:SHORTEST_CUT] in opening]
    whole = [form for form in seen if form in opening]
    cut = max((_cut_length(opening, form) for form in seen if form not in whole), default=0)
    said = sum(map(len, whole)) + cut
    return said > (QUOTED_SHARE if len(whole) > 1 else WHOLE_SHARE) * max(len(text.strip()), 1)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _cut_length(opening: str, phrase: str) -> int:
    """Length of the phrase's beginning that ends the text, 0 below the shortest that says anything."""
    lengths = range(len(phrase) - 1, SHORTEST_CUT - 1, -1)
    return next((length for length in lengths if opening.endswith(phrase[:length])), 0)
