"""Bytes to characters, whatever the file says about itself, and mojibake turned back when that is provable.

What belongs here: code pages. Not here: what a text looks like that stays damaged (gates).
Declared encodings lie in both directions, so the bytes are asked first: valid UTF-8 beyond ASCII is no accident.
"""

from __future__ import annotations

import codecs
import re
import string
from functools import cache

import numpy as np

from pipelines.text.unreadable import Unreadable

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
UNICODE_MARKS = tuple(mark for mark, _ in MARKS)
CYRILLIC_PAGES = ("cp1251", "koi8-u", "cp866")
SINGLE_BYTE_PAGES = frozenset((*CYRILLIC_PAGES, "cp1252"))
FEWEST_LETTERS = 20
"""Bytes beyond ASCII up to which they tell little."""
COMMON_LETTERS = "оаиніетврслОАИНІЕТВРСЛ"
"""The commonest letters of Ukrainian and Russian: over half of any text in its right code page."""
CYRILLIC_LETTER = re.compile("[\u0400-\u04ff]")
LATIN_LETTER = re.compile("[A-Za-z]")
Counts = tuple[int, ...]
"""How many bytes are Latin letters, tails and heads of UTF-8, common letters of each Cyrillic page."""
LATIN_BYTES = string.ascii_letters.encode()
ACCENTED_LETTER = re.compile("[\u00c0-\u00ff]")

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
    encoding, repairs = encoding_of(body, declared)
    return body.decode(encoding, "replace"), encoding, repairs


def encoding_of(body: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """(encoding, repairs) of a body, as ``decode`` reads it. Raises as that does."""
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return encoding, _damage(body, encoding)
    claimed, counts = _known(declared), _counts(body)
    encoding = "utf-8" if _is_utf8(body, counts) else _page(counts, claimed)
    if encoding is None:
        raise Unreadable("undecodable", "No known code page makes words of these bytes; fetch the file again.")
    return encoding, (*_damage(body, encoding), *(() if body.isascii() else belied(declared, encoding)))


def repair_mojibake(text: str) -> tuple[str, tuple[str, ...]]:
    """(text, repairs): undo a wrong code page where the way back is exact, in the whole text or line by line.

    UTF-8 read as cp1251 or as Latin-1, once or more, is proven by decoding as UTF-8 again; cp1251 read as Latin-1
    is lossless both ways and taken when the accented letters turn into common Cyrillic ones. Repair: ``mojibake``.
    """
    if text.isascii():
        return text, ()
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


def is_plainly(page: str, body: bytes, counts: Counts) -> bool:
    """Whether the letters that a body shows, counted, leave no doubt that it is in a single-byte page, and sound.

    False is doubt, and no answer: encoding_of tells.
    """
    if counts[1] + counts[2] <= FEWEST_LETTERS or _may_be_utf8(counts) or body.startswith(UNICODE_MARKS):
        return False
    return _page(counts, None) == page and not _damage(body, page)


def belied(declared: str | None, encoding: str) -> tuple[str, ...]:
    """``wrong_charset`` where a body beyond ASCII declares another encoding than it is in."""
    claimed = _known(declared)
    return () if claimed in (None, encoding) else ("wrong_charset",)


def _known(name: str | None) -> str | None:
    try:
        return codecs.lookup(name.strip()).name if name else None
    except LookupError:
        return None


def _counts(body: bytes) -> Counts:
    """How many bytes of a body are of each class."""
    from pipelines.text import encoding_kernel

    counts = np.zeros(encoding_kernel.CLASSES, np.int64)
    encoding_kernel.count(np.frombuffer(body, np.uint8), byte_classes(encoding_kernel.LANE), counts)
    return tuple(counts.tolist())


@cache
def byte_classes(lane: int) -> np.ndarray:
    """uint64[256]: of each byte one bit in the lane, so many bits wide, of each class of Counts that it is of."""

    def member(byte: int) -> list[bool]:
        letters = [bytes([byte]).decode(page, "replace") for page in CYRILLIC_PAGES]
        common = [byte >= 0x80 and letter in COMMON_LETTERS for letter in letters]
        return [byte in LATIN_BYTES, byte in CONTINUATION, byte >= 0xC0, *common]

    packed = [sum(1 << lane * place for place, is_in in enumerate(member(byte)) if is_in) for byte in range(256)]
    return np.array(packed, np.uint64)


def _may_be_utf8(counts: Counts) -> bool:
    """Whether a body may be UTF-8 that is valid but for a few damaged bytes, one in fifty of those beyond ASCII.

    Each sound character has one head and a tail at least, and each damage one head at most: too many heads tell a
    single-byte page without looking closer.
    """
    tails, heads = counts[1], counts[2]
    return (heads - tails) * 50 <= heads + tails


def _is_utf8(body: bytes, counts: Counts) -> bool:
    tails, heads = counts[1], counts[2]
    if heads == tails == 0 or not _may_be_utf8(counts):
        return heads == tails
    damaged = body.decode("utf-8", "replace").count("\ufffd") - body.count(b"\xef\xbf\xbd")
    return damaged * 50 <= heads + tails


def _page(counts: Counts, claimed: str | None) -> str | None:
    """The single-byte page in which the bytes beyond ASCII are the likeliest letters; None where they are none."""
    latin, common = counts[0], counts[3:]
    high, most = counts[1] + counts[2], max(common)
    if high * 5 < latin and claimed not in CYRILLIC_PAGES:
        return "cp1252"
    if most * 5 < high and high > FEWEST_LETTERS:
        return None
    return CYRILLIC_PAGES[common.index(most)]


def _damage(body: bytes, encoding: str) -> tuple[str, ...]:
    """``undecodable_bytes`` where a body holds bytes that are no letters, or already holds their mark, U+FFFD."""
    if encoding not in SINGLE_BYTE_PAGES:
        is_sound = body.isascii() or "\ufffd" not in body.decode(encoding, "replace")
        return () if is_sound else ("undecodable_bytes",)
    for byte in _undefined(encoding):
        if byte in body:
            return ("undecodable_bytes",)
    return ()


@cache
def _undefined(page: str) -> bytes:
    return bytes(byte for byte in range(256) if bytes([byte]).decode(page, "replace") == "\ufffd")


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
