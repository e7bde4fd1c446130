"""The HTML reader itself: one pass over the bytes, plain numba, imported only when a page is read.

What belongs here: the turns of the reading, and tags. What stands in them: html_lines_kernel (text, lines, cells),
html_elements_kernel, html_attributes_kernel, html_references_kernel; what all share: html_shapes. Not here: which
elements and references there are (html_words), code pages (encoding). Tokens follow the HTML Standard, 13.2.5. Every
turn moves forward.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from pipelines.text.html_attributes_kernel import attributes
from pipelines.text.html_elements_kernel import end_element, pass_hidden, pop, slot_of, start_element
from pipelines.text.html_lines_kernel import finish_line, put, write_words
from pipelines.text.html_references_kernel import reference
from pipelines.text.html_shapes import (
    COMPLETE,
    DASH,
    EXCLAMATION,
    FONT,
    GREATER,
    HEAD,
    LESS,
    MAX_DEPTH,
    META,
    NO_KIND,
    NO_PAGE,
    PAGE,
    RAW,
    ROOT,
    ROOT_WEIGHT,
    SELF_CLOSED,
    SLASH,
    TOO_DEEP,
    VERBATIM,
    inlined,
    kernel,
)
from pipelines.text.html_signs_kernel import is_letter, is_prefix, past_blanks


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
