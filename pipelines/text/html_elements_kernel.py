"""Elements of a page: what the start and the end of one open and close, and do to the line.

What belongs here: the open elements. Trees are simpler than the HTML Standard's, 13.2.6: an element has a weight; an
end tag closes the nearest element of its name, but nothing heavier on the way; a font never comes back in another
paragraph. Open elements are linked to those of their name, their kind and to the next heavier one, so that no page
makes the reader hang. What does not: reading tags (html_kernel), and which elements there are (html_words).
"""

from __future__ import annotations

import numpy as np

from pipelines.text.html_attributes_kernel import is_dark
from pipelines.text.html_lines_kernel import end_line, finish_line, next_cell
from pipelines.text.html_shapes import (
    CELL,
    ENDS_KIND,
    ENDS_LIGHTER,
    ENDS_PARAGRAPH,
    HEAD,
    HIDES,
    LESS,
    LIGHT,
    LINE,
    MOST_NAMESAKES,
    NAME_BITS,
    OF_HEAD,
    PARAGRAPH,
    RAW,
    ROOT,
    ROW,
    SELF_CLOSED,
    SPREAD,
    TABLE,
    UNSEEN,
    VERBATIM,
    VOID,
    WHITE_INK,
    inlined,
    kernel,
)
from pipelines.text.html_signs_kernel import is_blank


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


@kernel
def pass_hidden(body, at, page, out):
    """Go on to the next tag; text behind a head that nobody closed ends it."""
    while at < body.size and body[at] != LESS:
        if page.open[page.depth].kind == HEAD and not is_blank(body[at]):
            pop(page, out)
            break
        at += 1
    return at
