"""The HTML reader itself: one pass over the bytes, plain numba, imported only when a page is read.

What belongs here: tags, styles, references, open elements, lines and cells, and their constants, since numba's cache
sees only changes of this file. Not here: which elements and references there are (html_words), code pages (encoding).
Tokens follow the HTML Standard, 13.2.5. Trees are simpler than its 13.2.6: an element has a weight; an end tag closes
the nearest element of its name, but nothing heavier on the way; a font never comes back in another paragraph.
Every turn moves forward, and open elements are linked to those of their name, their kind and to the next heavier one,
so that no page makes the reader hang.
"""

from __future__ import annotations

import numpy as np
from numba import njit

# What an element does; the last three say what its start ends.
LINE, UNSEEN, VOID, CELL, ROW, RAW, VERBATIM, OF_HEAD, ROOT, FONT, META = (1 << bit for bit in range(11))
ENDS_PARAGRAPH, ENDS_KIND, ENDS_LIGHTER = 1 << 11, 1 << 12, 1 << 13
# Kinds of elements that others end.
NO_KIND, PARAGRAPH, ITEM, TERM, TABLE, HEAD, KINDS = range(7)
LIGHT, ROOT_WEIGHT = 100, 255
# What the attributes of a tag say; a ground is told by style, bgcolor or background, in this order.
HIDES, WHITE_INK, SELF_CLOSED = 1, 2, 4
STYLE_GROUND, COLOUR_GROUND, PICTURE_GROUND = 3, 5, 7
WHITE_GROUND, OTHER_GROUND = 1, 2
# How a reading ends.
COMPLETE, NO_PAGE, TOO_DEEP = range(3)

MAX_DEPTH = 2_048
MOST_NAMESAKES = 64
"""Open elements of other names that share a slot with the name looked for; only a page made to be slow has more."""
LONGEST_REFERENCE, LONGEST_BARE_REFERENCE = 32, 6
NAME_BITS, REFERENCE_BITS = 9, 13
NAMES = 1 << NAME_BITS
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2**64 by the golden ratio: Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4)."""
FNV_OFFSET, FNV_PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
"""The hash of Fowler, Noll and Vo in 64 bits, FNV-1a."""
TAB, LF, SPACE, EXCLAMATION, AMPERSAND, DASH, SLASH = 0x09, 0x0A, 0x20, 0x21, 0x26, 0x2D, 0x2F
LESS, GREATER, DAMAGE = 0x3C, 0x3E, 0xFFFD
BLOCK = 32
CLASSES, LANE = 6, 8
"""A letter is its unit above and, below, one bit in the lane of each class its byte is of; so sums are counts."""
UNIT_SHIFT, MOST_SUMMED = CLASSES * LANE, 7 * BLOCK

ELEMENT = np.dtype(
    [("name", np.uint64), ("does", np.uint16), ("slot", np.uint16), ("weight", np.uint8), ("kind", np.uint8)],
    align=True,
)
OPEN = np.dtype(
    [*((name, ELEMENT[name]) for name in ("name", "does", "slot", "weight", "kind")), ("dark", np.uint8),
     ("inside", np.uint8), ("namesake", np.uint16), ("like", np.uint16), ("heavier", np.uint16)],
    align=True,
)  # fmt: skip
"""An open element: whether its ground is dark and an element inside it; the places of the nearest open ones below it
that share its slot, that share its kind, and that weigh more. Place 0 is the page itself."""
PAGE = np.dtype(
    [*((name, np.int64) for name in ("length", "line", "last_line", "row", "depth", "hidden_at", "elements")),
     *((name, np.int64) for name in ("claim", "textareas")), ("counts", np.int64, CLASSES),
     ("named", np.uint16, NAMES), ("kinds", np.uint16, KINDS), ("open", OPEN, MAX_DEPTH + 1)],
    align=True,
)  # fmt: skip
"""Units written; where the line, the line before it and the row began; elements open; which of them hides; seen; the
place of the meta tag that claims a code page, or -1; textareas seen; bytes of text by class; the innermost open element
of each slot and of each kind; the open elements."""
REFERENCE = np.dtype([("hashed", np.uint64), ("first", np.int32), ("second", np.int32)], align=True)
TABLES = np.dtype(
    [("letters", np.uint64, 256), ("signs", np.uint8, 256), ("elements", ELEMENT, NAMES),
     ("references", REFERENCE, 1 << REFERENCE_BITS), ("controls", np.int32, 32)],
    align=True,
)  # fmt: skip
"""Of each byte its letter, 0 for ``<``, ``&``, NUL, and in UTF-8 beyond ASCII; of each byte its sign in the name of an
element, 0 where it ends one; elements by packed name and references by hash, open addressing; what 0x80 to 0x9F mean.
"""

kernel = njit(cache=True, nogil=True, _nrt=False)  # pyright: ignore[reportCallIssue]
"""Without reference counts, which cost several times what the reading does; such a function makes no arrays."""
inlined = njit(cache=True, nogil=True, _nrt=False, forceinline=True)  # pyright: ignore[reportCallIssue]
"""What every tag passes: an array is seven arguments, so that a call costs more than what it does."""


@njit(cache=True, nogil=True)
def read(body, tables, out):
    """Read a page into UTF-16 units, lines parted by LF; returns (how it ended, units written, PAGE.claim to counts).

    body: uint8[n], in a code page of one byte a letter, or valid UTF-8. tables: TABLES[1]. out: uint16, n + 2 are
    enough.
    """
    pages = np.empty(1, PAGE)
    page = pages[0]
    ending, length = read_on(body, tables[0], page, out)
    some = page.counts
    counts = some[0], some[1], some[2], some[3], some[4], some[5]
    return ending, length, page.claim, page.textareas, counts


@kernel
def read_on(body, tables, page, out):
    """The turns of `read`."""
    open_page(page)
    at, letters = 0, tables.letters
    while at < body.size and page.depth < MAX_DEPTH:
        if page.length == page.line:
            at = past_blanks(body, at)
        if at < body.size and body[at] != LESS:
            if page.hidden_at:
                at = pass_hidden(body, at, page, out)
            if page.hidden_at == 0:
                at = write_words(body, at, letters, page, out)
        if at >= body.size:
            break
        around = page.open[page.depth]
        if body[at] != LESS:
            at = reference(body, at, tables, page, out)
        elif is_tag(body, at, tables, around):
            at = tag(body, at, tables, page, out)
        elif is_remark(body, at, around):
            at = past_remark(body, at + 1)
        else:
            if around.kind == HEAD:
                pop(page, out)
            put(LESS, page, out)
            at += 1
    if page.depth == MAX_DEPTH:
        return TOO_DEEP, 0
    finish_line(page, out)
    return COMPLETE if page.elements or page.length else NO_PAGE, max(0, page.length - 1)


@kernel
def open_page(page):
    """Nothing is written yet, and only the page itself is open."""
    page.length = page.line = page.last_line = page.row = page.depth = page.hidden_at = page.elements = 0
    page.claim, page.textareas = -1, 0
    page.counts[:] = 0
    page.named[:] = 0
    page.kinds[:] = 0
    root = page.open[0]
    root.name, root.does, root.slot, root.weight, root.kind = 0, ROOT, 0, ROOT_WEIGHT, NO_KIND
    root.dark = root.inside = root.namesake = root.like = root.heavier = 0


# Text and lines.


@inlined
def write_words(body, at, letters, page, out):
    """Write running text up to ``<`` or ``&``, blanks as one space, NUL as nothing; returns the place.

    Blocks of letters and single blanks are copied at one blow, whatever is left of them byte by byte.
    """
    length = page.length
    stop = min(body.size, at + out.size - 1 - length)
    top = np.uint8(0xFF if letters[0xFF] else 0x7F)
    before = np.uint16(SPACE if is_parted(page, out) else 0)
    sums, summed = np.uint64(0), 0
    while at < stop:
        summed += BLOCK
        if summed > MOST_SUMMED:
            count(sums, page)
            sums, summed = np.uint64(0), BLOCK
        if 0 < at <= stop - BLOCK and (body[at] > SPACE or before != SPACE) and is_plain(body, at, top):
            sums += copy_block(body, at, letters, length, out)
            at, length = at + BLOCK, length + BLOCK
            before = out[np.uint64(length - 1)]
            continue
        end = min(stop, at + BLOCK)
        at, length, before, sums = write_letters(body, at, end, letters, length, before, sums, out)
        if at < end:
            if body[np.uint64(at)] == LESS:
                break
            odd = at
            at, length, before = write_odd(body, at, length, before, out)
            if at == odd:
                break
    page.length = length
    if sums << np.uint64(64 - UNIT_SHIFT):
        count(sums, page)
    return at


@inlined
def copy_block(body, at, letters, length, out):
    """Write a block, byte by byte a unit; returns the sum of its letters."""
    sums = np.uint64(0)
    for place in range(BLOCK):
        letter = letters[np.uint64(body[np.uint64(at + place)])]
        out[np.uint64(length + place)] = letter >> np.uint64(UNIT_SHIFT)
        sums += letter
    return sums


@inlined
def write_letters(body, at, end, letters, length, before, sums, out):
    """Write up to the first byte that is no letter; returns (place, units written, the last of them, sums).

    A blank is a unit like any other, which the next one overwrites where a blank stands before it: a processor cannot
    guess where words end, so that asking at each byte costs more than all the rest.
    """
    while at < end:
        letter = letters[np.uint64(body[np.uint64(at)])]
        unit = np.uint16(letter >> np.uint64(UNIT_SHIFT))
        if unit == 0:
            break
        out[np.uint64(length)] = unit
        length += (unit != SPACE) | (before != SPACE)
        before = unit
        sums += letter
        at += 1
    return at, length, before, sums


@kernel
def write_odd(body, at, length, before, out):
    """Write a character of more bytes than one, or a no-break space by name; returns (place, units written, last).

    The place stays where there is neither.
    """
    byte = body[np.uint64(at)]
    if byte >= 0x80:
        code, at = decoded(body, at)
        return at, write(code, length, out), np.uint16(0)
    if byte == 0:
        return at + 1, length, before
    if is_prefix(body, at, body.size, b"&nbsp;"):
        return at + 6, write(0xA0, length, out), np.uint16(0)
    return at, length, before


@kernel
def count(sums, page):
    """Add the lanes of sums to the counts of the page."""
    for lane in range(CLASSES):
        page.counts[lane] += np.int64((sums >> np.uint64(lane * LANE)) & np.uint64((1 << LANE) - 1))


@inlined
def is_plain(body, at, top):
    """Whether a block holds letters and single blanks only.

    All bytes are asked at once, each question so that 0 means no: processors have instructions for the least of many.
    """
    least = np.uint8(0xFF)
    for place in range(BLOCK):
        byte, before = body[np.uint64(at + place)], body[np.uint64(at + place - 1)]
        least = min(least, np.uint8(byte ^ np.uint8(LESS)))
        least = min(least, np.uint8(byte ^ np.uint8(AMPERSAND)))
        least = min(least, np.uint8(byte & np.uint8(0xE0)))
        least = min(least, np.uint8((byte ^ np.uint8(SPACE)) | (before ^ np.uint8(SPACE))))
        least = min(least, np.uint8((~byte | top) & np.uint8(0x80)))
    return least != 0


@inlined
def is_parted(page, out):
    """Whether no blank is needed to part what comes from what stands on the line."""
    at = page.length
    return at == page.line or out[at - 1] == SPACE or out[at - 1] == TAB


@kernel
def pass_hidden(body, at, page, out):
    """Go on to the next tag; text behind a head that nobody closed ends it."""
    while at < body.size and body[at] != LESS:
        if page.open[page.depth].kind == HEAD and not is_blank(body[at]):
            pop(page, out)
            break
        at += 1
    return at


@kernel
def put(code, page, out):
    """Write one code point, unless hidden; blanks are one space."""
    if page.hidden_at:
        return
    length = page.length
    if not is_blank(code):
        page.length = write(code, length, out)
    elif not is_parted(page, out):
        page.length = write(SPACE, length, out)


@kernel
def write(code, length, out):
    """Append a code point as one or two units, not beyond the end of ``out``; returns the new length."""
    if code > 0xFFFF and length + 1 < out.size:
        out[length] = 0xD800 + ((code - 0x10000) >> 10)
        out[length + 1] = 0xDC00 + ((code - 0x10000) & 0x3FF)
        return length + 2
    if code <= 0xFFFF and length < out.size:
        out[length] = code
        return length + 1
    return length


@kernel
def decoded(body, at):
    """(code point, next place) of a character of UTF-8 beyond ASCII, which is known to be valid."""
    lead = np.int64(body[at])
    width = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    if at + width > body.size:
        return DAMAGE, body.size
    code = lead & (0x7F >> width)
    for place in range(at + 1, at + width):
        code = code << 6 | (np.int64(body[place]) & 0x3F)
    return code, at + width


@inlined
def end_line(page, out):
    """End the line, if anything seen stands on it; a cell just begun waits for its text."""
    if not page.hidden_at and page.length > page.line and out[page.length - 1] != TAB:
        finish_line(page, out)


@kernel
def finish_line(page, out):
    """End the line, whatever stands on it; one of blanks only is taken back."""
    length = page.length
    while length > page.line and out[length - 1] == SPACE:
        length -= 1
    page.length = page.line
    if is_inked(out, page.line, length) and length < out.size:
        out[length] = LF
        page.last_line = page.line
        page.length = page.line = length + 1


@kernel
def next_cell(page, out):
    """Part two cells of a row: the next goes on where the last one ended, but not beyond the row."""
    finish_line(page, out)
    if page.length > page.row:
        page.length -= 1
        page.line = page.last_line
    page.length = write(TAB, page.length, out)


@kernel
def is_inked(out, start, end):
    """Whether anything but white space, as Unicode has it, or a TAB between cells, stands on a line."""
    for place in range(start, end):
        unit = out[place]
        is_white = unit <= 0x20 or unit == 0x85 or unit == 0xA0
        is_wide = 0x2000 <= unit <= 0x200A or unit in (0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
        if unit == TAB or not (is_white or is_wide):
            return True
    return False


# Tags.


@inlined
def is_tag(body, at, tables, around):
    """Whether a tag begins at a ``<``; inside a textarea only its own end tag is one."""
    start = at + 2 if at + 1 < body.size and body[at + 1] == SLASH else at + 1
    if start >= body.size or not is_letter(body[start]):
        return False
    return not around.does & VERBATIM or (start == at + 2 and read_name(body, start, tables.signs)[0] == around.name)


@kernel
def is_remark(body, at, around):
    """Whether a comment, a declaration or an instruction begins at a ``<`` that begins no tag."""
    if around.does & VERBATIM or at + 2 >= body.size:
        return False
    return body[at + 1] == EXCLAMATION or body[at + 1] == SLASH or body[at + 1] == 0x3F


@kernel
def past_remark(body, at):
    """The place behind a comment, or behind the ``>`` that ends anything else."""
    is_comment = body[at] == EXCLAMATION and is_dashed(body, at + 3)
    start = at + 3 if is_comment else at
    end = start
    while end < body.size and not (body[end] == GREATER and (not is_comment or ends_comment(body, start, end))):
        end += 1
    return min(end + 1, body.size)


@kernel
def ends_comment(body, start, end):
    """Whether a ``>`` ends the comment whose text begins at ``start``: at once, or as ``-->`` or ``--!>``."""
    is_loud = end > start + 2 and body[end - 1] == EXCLAMATION and is_dashed(body, end - 1)
    return end == start or is_dashed(body, end) or is_loud


@kernel
def is_dashed(body, at):
    """Whether two dashes stand before a place."""
    return at <= body.size and body[at - 1] == DASH and body[at - 2] == DASH


@inlined
def tag(body, at, tables, page, out):
    """Read a tag, and start or end its element; returns the place behind it, or behind the raw text of a script."""
    began, is_end = at, body[at + 1] == SLASH
    name, at = read_name(body, at + 1 + is_end, tables.signs)
    element = tables.elements[slot_of(tables.elements, name)]
    says = 0
    if at < body.size and body[at] == GREATER:
        at += 1
    else:
        says, at = attributes(body, at, element.does & FONT)
    if at > body.size:
        return body.size
    if is_end:
        end_element(name, element, page, out)
        return at
    page.elements += 1
    if element.does & META and page.claim < 0 and claims(body, began, at):
        page.claim = began
    start_element(name, element, says, page, out)
    return past_raw(body, at, name, tables.signs) if element.does & RAW and not says & SELF_CLOSED else at


@inlined
def read_name(body, at, signs):
    """(name packed 6 bits a sign, next place); letters of either case are one, of long names the end counts."""
    packed = np.uint64(0)
    while at < body.size:
        sign = signs[np.uint64(body[np.uint64(at)])]
        if sign == 0:
            break
        packed = (packed << np.uint64(6)) | np.uint64(sign)
        at += 1
    return packed, at


@kernel
def claims(body, at, end):
    """Whether a meta tag claims a code page."""
    while at < end and not (body[at] | 0x20 == 0x63 and is_prefix(body, at, end, b"charset")):
        at += 1
    return at < end


@kernel
def past_raw(body, at, name, signs):
    """The place behind the end tag of an element that holds no markup; the end of the page when there is none."""
    while at + 2 < body.size:
        if body[at] == LESS and body[at + 1] == SLASH and is_letter(body[at + 2]):
            found, behind = read_name(body, at + 2, signs)
            if found == name:
                _, behind = attributes(body, behind, 0)
                return min(behind, body.size)
            at += 2
        else:
            at += 1
    return body.size


# Elements.


@inlined
def start_element(name, element, says, page, out):
    """End what the start of an element ends, then open it, with what it does to the line."""
    does, was_open = element.does, page.depth
    end_before(element, page, out)
    around = page.open[page.depth]
    is_first, dark = not around.inside, is_dark(says, around.dark) if says else around.dark
    if was_open or not does & OF_HEAD:
        around.inside = 1
    is_hidden = does & UNSEEN or says & HIDES or (says & WHITE_INK and not dark)
    if not page.hidden_at and not is_hidden:
        part_lines(does, is_first, page, out)
    if does & ROOT:
        page.open[0].dark, page.open[0].inside = dark, 0
    elif does & (VOID | RAW) or says & SELF_CLOSED:
        if does & LINE:
            end_line(page, out)
    else:
        push(name, element, dark, page)
        page.textareas += int(does & VERBATIM != 0)
        if is_hidden and not page.hidden_at:
            page.hidden_at = page.depth


@inlined
def end_before(element, page, out):
    """End what the start of an element ends."""
    does = element.does
    if page.open[page.depth].kind == HEAD and not does & OF_HEAD:
        pop(page, out)
    if does & ENDS_PARAGRAPH and page.kinds[PARAGRAPH]:
        close_kind(PARAGRAPH, page, out)
    if does & ENDS_KIND:
        close_kind(element.kind, page, out)
    if does & ENDS_LIGHTER:
        while is_ended(page.open[page.depth], element, page.kinds[TABLE]):
            pop(page, out)


@inlined
def push(name, element, dark, page):
    """Open an element inside the innermost one."""
    heavier = heavier_than(element.weight, page)
    page.depth += 1
    inner, slot, kind = page.open[page.depth], element.slot, element.kind
    inner.name, inner.does, inner.slot, inner.weight, inner.kind = name, element.does, slot, element.weight, kind
    inner.dark, inner.inside = dark, 0
    inner.namesake, inner.like, inner.heavier = page.named[slot], page.kinds[kind], heavier
    page.named[slot] = page.kinds[kind] = page.depth


@inlined
def pop(page, out):
    """Close the innermost element."""
    element = page.open[page.depth]
    page.named[element.slot], page.kinds[element.kind] = element.namesake, element.like
    if page.hidden_at == page.depth:
        page.hidden_at = 0
    page.depth -= 1
    if element.does & LINE:
        end_line(page, out)


@inlined
def heavier_than(weight, page):
    """The place of the innermost open element that weighs more; as many steps as there are weights, at most."""
    place = page.depth
    while place > 0 and page.open[place].weight <= weight:
        place = np.int64(page.open[place].heavier)
    return place


@kernel
def is_ended(inner, part, tables):
    """Whether an open element ends where a part of a table starts; outside tables only like parts and phrases do."""
    if tables:
        return inner.weight <= part.weight
    is_phrase = inner.weight == LIGHT and (not inner.does & LINE or inner.kind == PARAGRAPH)
    return inner.weight == part.weight or is_phrase


@kernel
def part_lines(does, is_first, page, out):
    """What the start of an element does to the line before its text."""
    if does & ROW:
        finish_line(page, out)
        page.row = page.length
    elif does & CELL and not is_first:
        next_cell(page, out)
    elif does & LINE:
        end_line(page, out)


@inlined
def end_element(name, element, page, out):
    """Close the nearest open element of a name, unless a heavier one stands in between."""
    place = np.int64(page.named[element.slot])
    if place == 0 or element.does & ROOT:
        if element.does & ROOT or element.kind == PARAGRAPH:
            # The end tag of a paragraph that nothing began is an empty paragraph.
            end_line(page, out)
        return
    tries, wall = 0, 0
    if place < page.depth:
        wall = heavier_than(element.weight, page)
    while place > wall and page.open[place].name != name and tries < MOST_NAMESAKES:
        place = np.int64(page.open[place].namesake)
        tries += 1
    if place > wall and page.open[place].name == name:
        close(place, page, out)


@kernel
def close_kind(kind, page, out):
    """Close the nearest open element of a kind, unless one that is not light stands in between."""
    place = np.int64(page.kinds[kind])
    if place and place >= heavier_than(LIGHT, page):
        close(place, page, out)


@inlined
def close(place, page, out):
    """Close an open element and all inside it."""
    while page.depth >= place:
        pop(page, out)


@inlined
def slot_of(known, name):
    """The slot of a packed name, or the free one where it would stand; the table is never full."""
    slot = np.int64((name * SPREAD) >> np.uint64(64 - NAME_BITS))
    while known[slot].name != name and known[slot].name != 0:
        slot = (slot + 1) & (known.size - 1)
    return slot


# Attributes and styles.


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


@inlined
def past_blanks(body, at):
    """The first place from ``at`` on that holds no blank."""
    while at < body.size and is_blank(body[np.uint64(at)]):
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


@kernel
def is_word(body, start, end, word):
    """Whether a small word stands from start to end, in letters of either case."""
    return end - start == len(word) and is_prefix(body, start, end, word)


@kernel
def is_prefix(body, start, end, word):
    """Whether a small word stands at ``start``, in letters of either case."""
    if end - start < len(word):
        return False
    for place in range(len(word)):
        byte = body[start + place]
        if (byte | 0x20 if is_letter(byte) else byte) != word[place]:
            return False
    return True


# Character references.


@kernel
def reference(body, at, tables, page, out):
    """Write what the ``&`` at a place stands for; returns the place behind it. The longest known name counts."""
    if at + 1 < body.size and body[at + 1] == 0x23:
        return numeric(body, at, tables.controls, page, out)
    references = tables.references
    found, after, hashed, place = 0, at + 1, FNV_OFFSET, at + 1
    while place < body.size and place - at <= LONGEST_REFERENCE and is_name(body[place]):
        hashed = np.uint64((hashed ^ np.uint64(body[place])) * FNV_PRIME)
        place += 1
        if body[place - 1] == 0x3B or place - at <= LONGEST_BARE_REFERENCE + 1:
            slot = reference_slot(references, hashed)
            found, after = (slot, place) if references[slot].hashed else (found, after)
        if body[place - 1] == 0x3B:
            break
    if not found:
        put(0x26, page, out)
        return at + 1
    put(references[found].first, page, out)
    if references[found].second:
        put(references[found].second, page, out)
    return after


@kernel
def numeric(body, at, controls, page, out):
    """A reference by number, decimal or hexadecimal; 0x80 to 0x9F mean cp1252, as the HTML Standard has it."""
    place, base = at + 2, 10
    if place < body.size and body[place] | 0x20 == 0x78:
        place, base = place + 1, 16
    start, code = place, 0
    while place < body.size and (is_digit(body[place]) or (base == 16 and is_hexadecimal(body[place]))):
        byte = np.int64(body[place])
        code = min(code * base + (byte & 0xF) + 9 * (byte >> 6), 0x110000)
        place += 1
    if place == start:
        put(0x26, page, out)
        return at + 1
    if 0x80 <= code <= 0x9F:
        code = np.int64(controls[code - 0x80])
    put(DAMAGE if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else code, page, out)
    return place + int(place < body.size and body[place] == 0x3B)


@kernel
def reference_slot(references, hashed):
    """The slot of a hashed name, or the free one where it would stand; slot 0 is never used."""
    slot = max(1, np.int64((hashed * SPREAD) >> np.uint64(64 - REFERENCE_BITS)))
    while references[slot].hashed != hashed and references[slot].hashed != 0:
        slot = max(1, (slot + 1) & (references.size - 1))
    return slot


@kernel
def is_blank(byte):
    """What HTML calls white space: TAB, LF, FF, CR, blank."""
    return byte == 0x20 or (0x09 <= byte <= 0x0D and byte != 0x0B)


@kernel
def is_letter(byte):
    """A to Z, either case."""
    return 0x61 <= byte <= 0x7A or 0x41 <= byte <= 0x5A


@kernel
def is_digit(byte):
    """0 to 9."""
    return 0x30 <= byte <= 0x39


@kernel
def is_hexadecimal(byte):
    """A to F, either case; 0 to 9."""
    return 0x61 <= byte | 0x20 <= 0x66 or is_digit(byte)


@kernel
def is_name(byte):
    """A sign of the name of a reference, or the semicolon that ends it."""
    return is_letter(byte) or is_digit(byte) or byte == 0x3B
