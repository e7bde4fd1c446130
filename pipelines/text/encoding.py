"""Bytes to characters, whatever the file says about itself, and mojibake turned back when that is provable.

What belongs here: code pages. Not here: what a text looks like that stays damaged (gates).
Declared encodings lie in both directions, so the bytes are asked first: valid UTF-8 beyond ASCII is no accident.
"""

from __future__ import annotations

import codecs
import re
import string

from pipelines.text.unreadable import Unreadable

CYRILLIC_PAGES = ("cp1251", "koi8-u", "cp866")
COMMON_LETTERS = "оаиніетврслОАИНІЕТВРСЛ"
"""The commonest letters of Ukrainian and Russian: over half of any text in its right code page."""
CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
LATIN_LETTER = re.compile("[A-Za-z]")
LATIN_BYTES = string.ascii_letters.encode()
ACCENTED_LETTER = re.compile("[\u00c0-\u00ff]")
ASCII = bytes(range(128))

CONTINUATION = bytes(range(0x80, 0xC0))
"""Second bytes of UTF-8; read in a wrong page they stand behind each letter of the first byte."""
TAIL_1251 = re.escape(CONTINUATION.decode("cp1251", "ignore")) + "\u0098"
TAIL_1252 = re.escape(CONTINUATION.decode("cp1252", "ignore")) + "\u0080-\u00bf"
SIGNS = "ЂЃѓЉЊЌЋЏђљњќћџЅѕЈјÐÑÃ"
"""Letters that mojibake of Ukrainian, Russian or Dutch is full of and clean text hardly has: a fast first look."""
FALSE_PAIRS = re.compile(f"(?:[РС][{TAIL_1251}]){{2}}|[ÃÐÑ][{TAIL_1252}]")
MAX_TURNS = 3
"""Mojibake of mojibake of mojibake is the deepest reported."""


def decode(body: bytes, declared: str | None = None) -> tuple[str, str, tuple[str, ...]]:
    """(text, encoding, repairs) of a body; ``declared`` is what HTTP or a meta tag claims, believed last.

    Repairs: ``wrong_charset`` (the claim was false), ``undecodable_bytes`` (some became U+FFFD).
    Raises Unreadable("undecodable") when no code page makes letters of the bytes.
    """
    claimed = _known(declared)
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if body.startswith(mark):
            return _decoded(body, encoding)
    encoding = "utf-8" if _is_utf8(body) else _page(body, claimed)
    text, _, repairs = _decoded(body, encoding)
    lied = claimed is not None and claimed != encoding and not body.isascii()
    return text, encoding, (*repairs, *(["wrong_charset"] if lied else []))


def repair_mojibake(text: str) -> tuple[str, tuple[str, ...]]:
    """(text, repairs): undo a wrong code page where the way back is exact, in the whole text or line by line.

    UTF-8 read as cp1251 or as Latin-1, once or more, is proven by decoding as UTF-8 again; cp1251 read as Latin-1
    is lossless both ways and taken when the accented letters turn into common Cyrillic ones. Repair: ``mojibake``.
    """
    turned = _turned(text)
    if turned == text and has_signs(text):
        turned = "\n".join(map(_turned, text.split("\n")))
    return turned, () if turned == text else ("mojibake",)


def has_signs(text: str) -> bool:
    """Whether a text has any letter that mojibake can be told by."""
    return any(sign in text for sign in SIGNS)


def common_share(text: str) -> float:
    """Share of the commonest Cyrillic letters among all code points beyond ASCII; 0 when there are none."""
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return sum(map(text.count, COMMON_LETTERS)) / beyond if beyond else 0.0


def _known(name: str | None) -> str | None:
    try:
        return codecs.lookup(name.strip()).name if name else None
    except LookupError:
        return None


def _is_utf8(body: bytes) -> bool:
    """Valid, or valid but for a few damaged bytes: at most one in fifty of those beyond ASCII."""
    damaged = body.decode("utf-8", "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    return damaged <= 0 or damaged * 50 <= len(_beyond_ascii(body))


def _page(body: bytes, claimed: str | None) -> str:
    """The single-byte page in which the bytes beyond ASCII are the likeliest letters."""
    high = _beyond_ascii(body)
    latin = len(body) - len(body.translate(None, LATIN_BYTES))
    if len(high) * 5 < latin and claimed not in CYRILLIC_PAGES:
        return "cp1252"
    scores = {page: common_share(high.decode(page, "replace")) for page in CYRILLIC_PAGES}
    best = max(scores, key=lambda page: scores[page])
    if scores[best] < 0.2 and len(high) > 20:
        raise Unreadable("undecodable", "No known code page makes words of these bytes; fetch the file again.")
    return best


def _beyond_ascii(body: bytes) -> bytes:
    return body.translate(None, ASCII)


def _decoded(body: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    text = body.decode(encoding, "replace")
    return text, encoding, ("undecodable_bytes",) if "\ufffd" in text else ()


def _turned(text: str) -> str:
    for _ in range(MAX_TURNS):
        turned = _utf8_again(text, "cp1251") or _utf8_again(text, "cp1252") or _cyrillic_again(text)
        if not turned:
            break
        text = turned
    return text


def _utf8_again(text: str, page: str) -> str | None:
    """What the text was before somebody read its UTF-8 bytes in ``page``; None when that cannot be."""
    if not has_signs(text) or not FALSE_PAIRS.search(text):
        return None
    try:
        return _bytes_in(text, page).decode("utf-8")
    except UnicodeError:
        return None


def _bytes_in(text: str, page: str) -> bytes:
    """Encode; bytes that the page leaves undefined were passed through as C1 controls by most readers."""
    try:
        return text.encode(page)
    except UnicodeEncodeError:
        return b"".join(char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode(page) for char in text)


def _cyrillic_again(text: str) -> str | None:
    """cp1251 read as Latin-1: no Cyrillic letter, more accented letters than plain, and Ukrainian underneath."""
    if CYRILLIC_LETTER.search(text):
        return None
    accented = len(ACCENTED_LETTER.findall(text))
    if accented < 4 or accented < len(LATIN_LETTER.findall(text)):
        return None
    try:
        turned = _bytes_in(text, "cp1252").decode("cp1251")
    except UnicodeError:
        return None
    return turned if common_share(turned) > 0.4 else None
