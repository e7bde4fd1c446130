"""Attributes and styles of a tag: what hides its text, and which grounds and inks are white.

What belongs here: attributes as the HTML Standard, 13.2.5.32 to 13.2.5.40, has them, and the declarations of a style.
What does not: what follows for the text (html_elements_kernel). Still to come: what style sheets hide.
"""

from __future__ import annotations

from pipelines.text.html_shapes import (
    COLOUR_GROUND,
    GREATER,
    HIDES,
    OTHER_GROUND,
    PICTURE_GROUND,
    SELF_CLOSED,
    SLASH,
    STYLE_GROUND,
    WHITE_GROUND,
    WHITE_INK,
    kernel,
)
from pipelines.text.html_signs_kernel import is_blank, is_digit, is_letter, is_prefix, is_word, past_blanks


@kernel
def attributes(body, at, is_font):
    """(what the attributes say, place behind the tag); the place is beyond the page where the tag is cut."""
    says = 0
    while at < body.size:
        byte = body[at]
        if byte == GREATER:
            return says, at + 1
        if byte == SLASH or is_blank(byte):
            says = says & ~SELF_CLOSED | (SELF_CLOSED if byte == SLASH else 0)
            at += 1
            continue
        says &= ~SELF_CLOSED
        name, at = at, past_name(body, at)
        name_end, at = at, past_blanks(body, at)
        if at < body.size and body[at] == 0x3D:
            start, end, at = value(body, past_blanks(body, at + 1))
            says = meaning(body, name, name_end, start, end, is_font, says)
    return says, body.size + 1


@kernel
def past_name(body, at):
    """The place behind the name of an attribute, which holds one sign at least."""
    at += 1
    while at < body.size and body[at] not in (0x3D, GREATER, SLASH) and not is_blank(body[at]):
        at += 1
    return at


@kernel
def value(body, at):
    """(start, end, place behind it) of the value of an attribute."""
    quote = body[at] if at < body.size and body[at] in (0x22, 0x27) else 0
    at += int(quote != 0)
    start = at
    while at < body.size and (body[at] != quote if quote else body[at] != GREATER and not is_blank(body[at])):
        at += 1
    return start, at, at + int(quote != 0)


@kernel
def meaning(body, name, name_end, start, end, is_font, says):
    """``says`` with what one attribute adds."""
    if is_word(body, name, name_end, b"style"):
        return declarations(body, start, end, says)
    if is_font and is_word(body, name, name_end, b"color"):
        return says | (WHITE_INK if is_white(body, start, end) else 0)
    if is_word(body, name, name_end, b"bgcolor"):
        return says | ground(body, start, end) << COLOUR_GROUND
    if is_word(body, name, name_end, b"background"):
        return says | ground(body, start, end) << PICTURE_GROUND
    return says


@kernel
def declarations(body, at, end, says):
    """``says`` with what the declarations of a style attribute add."""
    while at < end:
        name = past_blanks(body, at)
        colon = name
        while colon < end and body[colon] != 0x3A and body[colon] != 0x3B:
            colon += 1
        name_end = colon
        while name_end > name and is_blank(body[name_end - 1]):
            name_end -= 1
        at = colon
        while at < end and body[at] != 0x3B:
            at += 1
        if colon < at:
            says = declaration(body, name, name_end, past_blanks(body, colon + 1), at, says)
        at += 1
    return says


@kernel
def declaration(body, name, name_end, start, end, says):
    """``says`` with what one declaration adds; a later one of ink or ground counts."""
    if is_word(body, name, name_end, b"color"):
        return says & ~WHITE_INK | (WHITE_INK if is_white(body, start, end) else 0)
    if is_word(body, name, name_end, b"background") or is_word(body, name, name_end, b"background-color"):
        told = ground(body, start, end)
        return says & ~(3 << STYLE_GROUND) | told << STYLE_GROUND if told else says
    is_none = is_word(body, name, name_end, b"display") and is_prefix(body, start, end, b"none")
    is_hidden = is_word(body, name, name_end, b"visibility") and is_prefix(body, start, end, b"hidden")
    return says | (HIDES if is_none or is_hidden else 0)


@kernel
def ground(body, start, end):
    """WHITE_GROUND, OTHER_GROUND, or 0 where a value states none."""
    start = past_blanks(body, start)
    if start >= end or is_prefix(body, start, end, b"transparent"):
        return 0
    if is_prefix(body, start, end, b"none") or is_prefix(body, start, end, b"inherit"):
        return 0
    return WHITE_GROUND if is_white(body, start, end) else OTHER_GROUND


@kernel
def is_dark(says, around):
    """Whether the ground of an element is stated to be other than white, by itself or around it."""
    for shift in (STYLE_GROUND, COLOUR_GROUND, PICTURE_GROUND):
        if says >> shift & 3:
            return int(says >> shift & 3 == OTHER_GROUND)
    return around


@kernel
def is_white(body, start, end):
    """Whether a colour is white: by name, as fff or ffffff with a hash or without, as rgb()."""
    start = past_blanks(body, start)
    if is_prefix(body, start, end, b"rgb("):
        at = start
        for byte in b"rgb(255,255,255":
            at = past_blanks(body, at)
            if at >= end or body[at] | 0x20 != byte | 0x20:
                return False
            at += 1
        return True
    start += int(start < end and body[start] == 0x23)
    after = start
    while after < end and (is_letter(body[after]) or is_digit(body[after])):
        after += 1
    is_hex = is_word(body, start, after, b"fff") or is_word(body, start, after, b"ffffff")
    return is_hex or is_word(body, start, after, b"white")
