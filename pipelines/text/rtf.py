"""RTF to text: the form in which the register of court decisions publishes most of its texts.

What belongs here: the tables the reader needs and what its outcome means. Not here: the reader (rtf_kernel), the
words it knows (rtf_words), blanks and apostrophes (normalise).
Still to come: many files a call, straight into Arrow buffers; double-byte code pages; shaded table cells.
"""

from __future__ import annotations

import codecs
from functools import cache

import numpy as np

from pipelines.text.unreadable import Unreadable

OPENING = b"{\\rtf"
SYMBOL_AREA = 0xF000
"""Symbol fonts live in the private use area, where a byte of theirs is U+F0xx."""

ENDINGS = {
    1: ("truncated_rtf", "The file ends inside an open group; fetch it again."),
    2: ("malformed_rtf", "Groups are nested more than a thousand deep; look at the file at its source."),
    3: ("malformed_rtf", "Text follows the brace that closes the document; look at the file at its source."),
}


def rtf_to_text(body: bytes) -> str:
    r"""The text a reader of the RTF file sees, one paragraph or table row a line, cells parted by TAB.

    Follows the Rich Text Format Specification 1.9.1: code pages by \ansicpg and \fcharset, \'xx, \uN with \ucN
    fallbacks skipped, ignorable destinations, \binN. Headers, footers, pictures, field instructions, and hidden,
    white or struck-by-revision text are left out; a footnote stands in brackets at its mark; a raised number after
    a number is the superscript of an article, ``129-1``. Not normalised.

    Raises Unreadable: ``not_rtf``, ``truncated_rtf``, ``malformed_rtf``.
    """
    from pipelines.text import rtf_kernel

    start = body.find(OPENING)
    if start < 0:
        raise Unreadable("not_rtf", "The file does not open as RTF; look at what was fetched.")
    source = np.frombuffer(body, np.uint8, offset=start)
    units = np.empty(source.size + 2, np.uint16)
    ending, length = rtf_kernel.read(source, *_tables(), units)
    if ending:
        raise Unreadable(*ENDINGS[ending])
    return codecs.utf_16_le_decode(units[:length].data, "replace", True)[0]


@cache
def _tables() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The words, meanings, pages and rows that the reader looks up (see rtf_kernel.read)."""
    from pipelines.text.rtf_kernel import FIRST_CODE_PAGE, SLOT_BITS, slot_of
    from pipelines.text.rtf_words import CHARSETS, CODECS, MEANINGS, SYMBOL_CHARSET

    words = np.zeros(1 << SLOT_BITS, np.uint64)
    meanings = np.zeros((words.size, 2), np.int64)
    for word, meaning in MEANINGS.items():
        slot = slot_of(words, np.uint64(_pack(word)))
        words[slot], meanings[slot] = _pack(word), meaning
    numbers = sorted(CODECS)
    pages = [*(_page(CODECS[number]) for number in numbers), _symbol_page()]
    rows = np.full(FIRST_CODE_PAGE + 65_536, -1, np.int64)
    rows[FIRST_CODE_PAGE + np.array(numbers)] = np.arange(len(numbers))
    rows[list(CHARSETS)] = [numbers.index(number) for number in CHARSETS.values()]
    rows[SYMBOL_CHARSET] = len(numbers)
    return words, meanings, np.array(pages, np.uint16), rows


def _pack(word: str) -> int:
    packed = 0
    for letter in word:
        packed = packed << 5 | (ord(letter) & 0x1F)
    return packed


def _page(codec: str) -> list[int]:
    return [ord(bytes([byte]).decode(codec, "replace")) for byte in range(256)]


def _symbol_page() -> list[int]:
    """Letters stay letters: fonts of words are declared as symbol fonts more often than Greek is typed in one."""
    return [byte if byte < 0xA0 else SYMBOL_AREA + byte for byte in range(256)]
