"""Numba kernels over sets and components: intersections, union-find.

What belongs here: loops over members of sets and over edges. What does not: reading text (`signature_kernel.py`),
band keys (`band_kernel.py`), what a pair means in law (`labels.py`). Import it inside functions only, numba is heavy.
Kernels and helpers share this file because numba's cache watches a kernel's own file and no other.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def shared_members(values, bounds, left, other_values, other_bounds, right):
    """int64 per pair: members that set left[i] shares with the other family's right[i], by merging sorted lists."""
    shared = np.zeros(len(left), np.int64)
    for pair in range(len(left)):
        i, i_end = bounds[left[pair]], bounds[left[pair] + 1]
        j, j_end = other_bounds[right[pair]], other_bounds[right[pair] + 1]
        while i < i_end and j < j_end:
            a, b = values[i], other_values[j]
            shared[pair] += a == b
            i += a <= b
            j += b <= a
    return shared


@njit(cache=True, nogil=True)
def root_of(parent, row):
    """Root of a row, halving the path on the way (Tarjan, van Leeuwen 1984)."""
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = parent[row]
    return row


@njit(cache=True, nogil=True)
def unite(parent, left, right):
    """Join the components of left[i] and right[i], in order; the smaller root becomes the root of both."""
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b


@njit(cache=True, nogil=True)
def unite_up_to(parent, size, left, right, limit):
    """As `unite`, but for pairs whose components would together have more than `limit` rows.

    `size` has the rows of a component at its root, and is kept so.
    """
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        together = np.int64(size[a]) + np.int64(size[b])
        if a == b or together > limit:
            continue
        a, b = min(a, b), max(a, b)
        parent[b], size[a] = a, together


@njit(cache=True, nogil=True)
def flatten(parent):
    """Point every row straight at its root; one pass is enough, for a parent is never a later row."""
    for row in range(len(parent)):
        parent[row] = parent[parent[row]]


@njit(cache=True, nogil=True)
def count_members(roots, size):
    """Add to size[root] the rows of each root."""
    for row in range(len(roots)):
        size[roots[row]] += 1


@njit(cache=True, nogil=True)
def unite_agreeing(parent, left, right, told, cases, bounds, row, foe):
    """As `unite`, but for pairs whose components tell two things, or hold a row and its foe (`row[i]`, `foe[i]`).

    `told` has for each row what it tells, 0 where it does not; a component tells what its first row that tells does.
    Where the two rows of a pair tell themselves what their components do, the pair was judged with it. Row i has the
    cases `cases[bounds[i]:bounds[i + 1]]`, and those of a component are common to all of its rows that have any.

    The foes of a component are a chained list. The shorter of two is looked through; a foe that is found goes to its
    front, where the next pair of the same components finds it at once.
    """
    said, common = np.zeros_like(told), cases.copy()
    begin, count = bounds[:-1].copy(), np.zeros(len(parent), np.int64)
    for i in range(len(parent)):
        root = root_of(parent, i)
        take_over(said, root, told[i])
        share(common, begin, count, root, bounds[i], bounds[i + 1] - bounds[i])
    after, head, tail, foes = chained(parent, np.concatenate((row, foe)))
    against = np.concatenate((foe, row))
    for i in range(len(left)):
        a, b = root_of(parent, left[i]), root_of(parent, right[i])
        if a == b or tell_two(said[a], said[b], told[left[i]], told[right[i]]):
            continue
        if count[a] and count[b] and not meet(common, begin[a], count[a], begin[b], count[b]):
            continue
        fewer, more = (a, b) if foes[a] <= foes[b] else (b, a)
        if has_foe(parent, against, after, head, tail, fewer, more):
            continue
        a, b = min(a, b), max(a, b)
        parent[b] = a
        take_over(said, a, said[b])
        share(common, begin, count, a, begin[b], count[b])
        if foes[b]:
            if foes[a]:
                after[tail[a]] = head[b]
            else:
                head[a] = head[b]
            tail[a], foes[a] = tail[b], foes[a] + foes[b]


@njit(cache=True, nogil=True)
def take_over(said, root, told):
    """Let a component tell what it does not tell yet."""
    for k in range(len(told)):
        if said[root, k] == 0:
            said[root, k] = told[k]


@njit(cache=True, nogil=True)
def tell_two(one, other, left, right):
    """Whether two components tell two things, and not just what the rows of a pair tell themselves."""
    for k in range(len(one)):
        differ = one[k] != 0 and other[k] != 0 and one[k] != other[k]
        if differ and not (left[k] == one[k] and right[k] == other[k]):
            return True
    return False


@njit(cache=True, nogil=True)
def meet(values, i, many, j, others):
    """Whether two sorted lists within `values`, by where they begin and how long they are, have a member in common."""
    i_end, j_end = i + many, j + others
    while i < i_end and j < j_end:
        if values[i] == values[j]:
            return True
        if values[i] < values[j]:
            i += 1
        else:
            j += 1
    return False


@njit(cache=True, nogil=True)
def share(values, begin, count, root, at, many):
    """Leave to a component what its list has in common with another one; an empty list is none."""
    if many == 0:
        return
    if count[root] == 0:
        begin[root], count[root] = at, many
        return
    i, j, kept = begin[root], at, 0
    i_end, j_end = i + count[root], at + many
    while i < i_end and j < j_end:
        a, b = values[i], values[j]
        if a == b:
            values[begin[root] + kept] = a
            kept += 1
        i += a <= b
        j += b <= a
    count[root] = kept


@njit(cache=True, nogil=True)
def chained(parent, rows):
    """The places of `rows` as a list for each component: what comes after each, and the head, tail and length."""
    after = np.full(len(rows), -1, np.int64)
    head, tail = np.full(len(parent), -1, np.int64), np.full(len(parent), -1, np.int64)
    length = np.zeros(len(parent), np.int64)
    for place in range(len(rows)):
        root = root_of(parent, rows[place])
        after[place], head[root] = head[root], place
        if length[root] == 0:
            tail[root] = place
        length[root] += 1
    return after, head, tail, length


@njit(cache=True, nogil=True)
def has_foe(parent, against, after, head, tail, one, other):
    """Whether a foe of one component is in the other; if so, it is the first of the list from now on."""
    before, place = -1, head[one]
    while place >= 0:
        if root_of(parent, against[place]) == other:
            if before >= 0:
                after[before] = after[place]
                if tail[one] == place:
                    tail[one] = before
                after[place], head[one] = head[one], place
            return True
        before, place = place, after[place]
    return False
