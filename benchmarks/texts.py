"""Texts to measure on: synthetic decisions with a Zipf vocabulary, the same on every machine.

What belongs here: input for the comparisons. What does not: real documents, which are not ours to ship. Synthetic
text compresses better and has fewer odd characters than real text, so only ratios between contenders carry over.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
VOCABULARY = 60_000


def decisions(count: int, words: int = 780, seed: int = 0) -> pa.Table:
    """Documents with id, language, kind and text: about 11 KB each, in paragraphs of some 60 words."""
    draw = np.random.default_rng(seed)
    lengths = draw.integers(2, 12, VOCABULARY)
    vocabulary = np.array(["".join(draw.choice(list(LETTERS), n)) for n in lengths])
    texts = []
    for number in range(count):
        picked = vocabulary[np.minimum(draw.zipf(1.2, words) - 1, VOCABULARY - 1)]
        paragraphs = [" ".join(picked[at : at + 60]) + "." for at in range(0, words, 60)]
        texts.append(f"Справа № {number}/{number % 97}/19\n\nУ Х В А Л А\n\n" + "\n".join(paragraphs))
    return pa.table(
        {
            "id": [f"edrsr:{n}" for n in range(count)],
            "language": ["uk"] * count,
            "kind": ["decision"] * count,
            "text": pa.array(texts, pa.large_string()),
        }
    )


def as_rtf(text: str) -> bytes:
    """The text as the register's RTF: code page 1251, Cyrillic as escapes, a NUL at the end."""
    body = "".join(_escaped(letter) for letter in text)
    head = r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\froman\fcharset204 Times New Roman;}}\viewkind4\uc1\pard\f0\fs24 "
    return f"{head}{body}}}\x00".encode("ascii")


def _escaped(letter: str) -> str:
    if letter == "\n":
        return "\\par\r\n"
    if letter.isascii():
        return letter
    return "".join(f"\\'{byte:02x}" for byte in letter.encode("cp1251", "replace"))


def as_html(text: str) -> bytes:
    """The text as an old HTML page of the register, in code page 1251."""
    paragraphs = "".join(f"<P ALIGN=JUSTIFY>{line}</P>\r\n" for line in text.split("\n"))
    return f"<HTML><HEAD><TITLE>1</TITLE></HEAD><BODY>{paragraphs}</BODY></HTML>".encode("cp1251", "replace")
