"""The words around a match that tell what it is, as expressions that are cheap to look for.

What belongs here: making one expression of a list of stems, and asking where the last of them ends. What does not: the
words (the recognizers have them), and pieces of words that betray a find from afar (anchors).

Python's `re` tries an alternation at every character, unless each alternative begins with a letter of its own: then it
passes over all characters that begin none. So alternatives are written out as far as their first letters, and grouped
by these, which changes neither what matches nor where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

HEAD = re.compile(
    r"(?:(?P<border>\\b)?(?:(?P<letter>[^\W\d_])|\[(?P<letters>\w+)\])|(?P<sign>[@№]|\\[^\w\s]))(?![?*+{])"
)
"""A letter or one of several at the beginning of an alternative, or of a word there, or a sign; no more of it."""

GROUP = re.compile(r"(\\b)?\(\?:")
"""A group at the beginning of an alternative."""

PIECE = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|.", re.DOTALL)
"""What brackets and bars are counted in: an escaped sign and a choice of signs hold none."""


@cache
def stems(pattern: str) -> re.Pattern[str]:
    """Context words as one expression, for a text in small letters; inflection is left open by giving stems.

    The text is made small once, for an expression that ignores case costs three times as much. In stems of five
    letters and more a space may stand anywhere, and a space may be two or a line break: a scanner breaks
    «ідентиф ікаційний». A choice of letters is no stem, however many they are.
    """
    small = re.sub(r"(\\.)|([^\W\d_]+)", lambda found: found[1] or found[2].lower(), pattern)
    elastic = re.sub(r"(\\.|\[[^\]]*\])|([^\W\d_]{5,})", lambda found: found[1] or " ?".join(found[2]), small)
    return re.compile(led(re.sub(r"(?<!\[) (?=[^\W\d_]|[(\\№])", r"\\s{1,2}", elastic)))


def last_end(pattern: str, text: str) -> int:
    """End of the last match in `text`, in small letters; -1 when there is none or no pattern."""
    end = -1
    for found in stems(pattern).finditer(text) if pattern else ():
        end = found.end()
    return end


def led(pattern: str) -> str:
    """The pattern with its alternatives grouped by first letter; as it is where one begins with anything else."""
    grouped: dict[str, list[str]] = {}
    for alternative in _opened(pattern):
        head = HEAD.match(alternative)
        if head is None:
            return pattern
        for letter in head["letters"] or [head["letter"] or head["sign"]]:
            border = rf"(?<!\w{letter})" if head["border"] else ""
            grouped.setdefault(letter, []).append(border + alternative[head.end() :])
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in grouped.items())


def _opened(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, those of a group at the beginning of one written out."""
    for alternative in _alternatives(pattern):
        group = GROUP.match(alternative)
        end = _group_end(alternative, group.end()) if group else 0
        if group is None or alternative[end : end + 1] in ("?", "*", "+", "{"):
            yield alternative
            continue
        for inner in _alternatives(alternative[group.end() : end - 1]):
            yield from _opened(f"{group[1] or ''}{inner}{alternative[end:]}")


def _alternatives(pattern: str) -> list[str]:
    """What stands between the bars of a pattern, outside of its groups and brackets."""
    parts, depth = [""], 0
    for piece in PIECE.findall(pattern):
        depth += (piece == "(") - (piece == ")")
        if piece == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _group_end(pattern: str, start: int) -> int:
    """The place behind the bracket that closes a group whose inside begins at `start`."""
    depth = 1
    for piece in PIECE.finditer(pattern, start):
        depth += (piece[0] == "(") - (piece[0] == ")")
        if depth == 0:
            return piece.end()
    raise ValueError(f"The group in {pattern!r} is not closed: add a bracket.")
